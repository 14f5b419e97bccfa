// SPDX-License-Identifier: BSD-3-Clause
#include "output/writer.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

using Names = std::vector<std::string>;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Stands in for a full disk: writes beyond `bytes` fail as long as this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

}  // namespace

TEST_CASE("writer: the final name appears only with write, and the partial one is gone then",
          "[output]") {
  const TemporaryFolder folder;
  OutputFile file(folder / "a.h5", Existing::refuse);
  CHECK(folder.names() == Names{"a.h5.partial"});
  file.write(sample_dataset());
  CHECK(folder.names() == Names{"a.h5"});
}

TEST_CASE("writer: a file that is never written leaves nothing", "[output]") {
  const TemporaryFolder folder;
  { const OutputFile file(folder / "a.h5", Existing::refuse); }
  CHECK(folder.names().empty());
}

TEST_CASE("writer: an existing file is refused, or replaced when asked to", "[output]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "a.h5") << "precious";
  const std::string path = (folder / "a.h5").string();
  CHECK(output_error([&] { OutputFile(path, Existing::refuse); }) ==
        "cannot write " + path + " (it exists) pass --force to replace it, or -o for another path");
  CHECK(folder.names() == Names{"a.h5"});
  { const OutputFile unused(path, Existing::replace); }
  CHECK(bytes_of(path).size() == 8);
  OutputFile(path, Existing::replace).write(sample_dataset());
  CHECK(bytes_of(path).size() > 1000);
}

TEST_CASE("writer: a file that comes to exist during the run is not overwritten", "[output]") {
  const TemporaryFolder folder;
  OutputFile file(folder / "a.h5", Existing::refuse);
  std::ofstream(folder / "a.h5") << "precious";
  CHECK(contains(output_error([&] { file.write(sample_dataset()); }), "during the run"));
  CHECK(bytes_of(folder / "a.h5").size() == 8);
  CHECK(folder.names() == Names{"a.h5"});
}

TEST_CASE("writer: a symbolic link stays and what it points to is replaced", "[output]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "real.h5") << "old";
  std::filesystem::create_symlink("real.h5", folder / "link.h5");
  OutputFile(folder / "link.h5", Existing::replace).write(sample_dataset());
  CHECK(std::filesystem::is_symlink(folder / "link.h5"));
  CHECK(bytes_of(folder / "real.h5").size() > 1000);
}

TEST_CASE("writer: a path that cannot hold a file is refused with the reason", "[output]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  const auto refusal = [](const std::filesystem::path& path) {
    return output_error([&] { OutputFile(path, Existing::replace); });
  };
  CHECK(contains(refusal(folder / "none/a.h5"), "none does not exist) create it with mkdir -p "));
  CHECK(contains(refusal(folder / "."), "(it is a folder) pass -o with a file name"));
  CHECK(contains(refusal(folder / "pipe"), "(it is not a regular file)"));
  CHECK(contains(refusal(""), "(it names no file)"));
  CHECK(contains(refusal(folder / "new/"), "(it names no file)"));
  CHECK(contains(refusal(folder / "file/a.h5"), "cannot write "));
  CHECK(folder.names() == Names{"file", "pipe"});
}

TEST_CASE("writer: a read-only folder is refused before the run", "[output]") {
  if (::geteuid() == 0) {
    WARN("skipped: root may write anywhere");
    return;
  }
  const TemporaryFolder folder;
  const auto locked = folder / "locked";
  std::filesystem::create_directory(locked);
  std::filesystem::permissions(
      locked, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const std::string message = output_error([&] { OutputFile(locked / "a.h5", Existing::refuse); });
  std::filesystem::permissions(locked, std::filesystem::perms::owner_all);
  CHECK(contains(message, "(Permission denied) pass -o for a path in a folder that you may write"));
}

TEST_CASE("writer: no room at the start is told before the run", "[output]") {
  const TemporaryFolder folder;
  std::string message;
  {
    const FileSizeLimit limit(1024);
    message = output_error([&] { OutputFile(folder / "a.h5", Existing::refuse); });
  }
  CHECK(contains(message, "(the limit on the size of a file is reached)"));
  CHECK(folder.names().empty());
}

TEST_CASE("writer: a write that fails midway leaves no file under either name", "[output]") {
  const TemporaryFolder folder;
  std::string message;
  {
    OutputFile file(folder / "a.h5", Existing::refuse);
    const FileSizeLimit limit(5000);
    message = output_error([&] { file.write(sample_dataset()); });
    CHECK(folder.names().empty());
  }
  CHECK(contains(message, "a.h5 (the limit on the size of a file is reached) raise the limit"));
}

TEST_CASE("writer: a write that fails leaves the older file as it was", "[output]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "a.h5") << "precious";
  OutputFile file(folder / "a.h5", Existing::replace);
  {
    const FileSizeLimit limit(5000);
    CHECK(output_error([&] { file.write(sample_dataset()); }) != "");
  }
  CHECK(folder.names() == Names{"a.h5"});
  CHECK(bytes_of(folder / "a.h5").size() == 8);
}

TEST_CASE("writer: data that depart from the schema are refused and leave nothing", "[output]") {
  const TemporaryFolder folder;
  OutputFile file(folder / "a.h5", Existing::refuse);
  Dataset data = sample_dataset();
  data.variables[0].unit.clear();
  CHECK(contains(output_error([&] { file.write(data); }), "variable 'followers' has no unit"));
  CHECK(folder.names().empty());
}

TEST_CASE("writer: two runs cannot write the same file at once", "[output]") {
  const TemporaryFolder folder;
  OutputFile first(folder / "a.h5", Existing::refuse);
  CHECK(contains(output_error([&] { OutputFile(folder / "a.h5", Existing::refuse); }),
                 "(another quell is writing it)"));
  first.write(sample_dataset());
  CHECK(folder.names() == Names{"a.h5"});
}

TEST_CASE("writer: what a killed run left is taken over", "[output]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "a.h5.partial") << std::string(100000, 'x');
  OutputFile(folder / "a.h5", Existing::refuse).write(sample_dataset());
  CHECK(folder.names() == Names{"a.h5"});
  OutputFile(folder / "b.h5", Existing::refuse).write(sample_dataset());
  CHECK(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
}

TEST_CASE("writer: equal data give equal bytes", "[output]") {
  const TemporaryFolder folder;
  OutputFile(folder / "a.h5", Existing::refuse).write(sample_dataset());
  ::usleep(1100000);  // a time stamp in the file would differ
  OutputFile(folder / "b.h5", Existing::refuse).write(sample_dataset());
  CHECK(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
}
