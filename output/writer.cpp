// SPDX-License-Identifier: BSD-3-Clause
#include "output/writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include "output/encode.hpp"
#include "output/schema.hpp"
#include "output/system_errors.hpp"

namespace quell {

namespace fs = std::filesystem;

OutputFile::OutputFile(const fs::path& final_path, Existing policy)
    : shown_(final_path.string()), target_(final_path), policy_(policy) {
  if (!final_path.has_filename()) fail("it names no file", "pass -o with a file name");
  target_ = fs::absolute(final_path);  // a later change of folder is harmless
  check_target();
  partial_ = target_;
  partial_ += ".partial";
  open_partial();
}

OutputFile::~OutputFile() { discard(); }

void OutputFile::write(const Dataset& data) {
  complete([&] {
    if (const auto problems = schema_problems(data); !problems.empty())
      fail(problems.front(), "this is a bug in quell: please report it");
    store(encode(data));
  });
}

void OutputFile::write(const std::string& text) {
  complete([&] { store(std::as_bytes(std::span{text})); });
}

void OutputFile::write(const std::function<void(const fs::path& path)>& fill) {
  complete([&] {
    fill(partial_);
    if (::fsync(descriptor_) != 0) fail_with(errno);
  });
}

void OutputFile::complete(const std::function<void()>& fill) {
  assert(descriptor_ >= 0 && "a second write would have no file to go to");
  try {
    fill();
    publish();
  } catch (const OutputError&) {
    discard();
    throw;
  } catch (const std::system_error& error) {
    discard();
    fail_with(error.code().value());
  } catch (const std::bad_alloc&) {
    discard();
    fail("out of memory", "fewer replicates or a smaller --scale need less");
  } catch (const std::exception& error) {  // HDF5
    discard();
    fail(error.what(), "this is a bug in quell, or memory is short: please report it");
  }
}

void OutputFile::check_target() {
  std::error_code error;
  const fs::file_status status = fs::status(target_, error);
  switch (status.type()) {
    case fs::file_type::not_found: {
      const fs::path folder = target_.parent_path();
      if (!fs::exists(folder, error))
        fail(fmt::format("the folder {} does not exist", folder.string()),
             fmt::format("create it with mkdir -p {}, or pass -o for another path",
                         folder.string()));
      if (!fs::is_directory(folder, error))
        fail(fmt::format("{} is not a folder", folder.string()), "pass -o for another path");
      return;
    }
    case fs::file_type::regular:
      if (policy_ == Existing::refuse)
        fail("it exists", "pass --force to replace it, or -o for another path");
      target_ = fs::canonical(target_);  // replace what a symbolic link points to, not the link
      return;
    case fs::file_type::directory:
      fail("it is a folder", fmt::format("pass -o with a file name, such as {}",
                                         (fs::path(shown_) / "results.h5").string()));
    case fs::file_type::none:
      fail_with(error.value());
    default:
      fail("it is not a regular file", "pass -o for another path");
  }
}

void OutputFile::open_partial() {
  do {
    constexpr int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
    descriptor_ = ::open(partial_.c_str(), flags, 0666);
    if (descriptor_ < 0) fail_with(errno);
  } while (!lock_partial());
  // What a killed run left is taken over; a block proves that there is room to begin with.
  constexpr std::array<std::byte, 4096> block{};
  int error = write_all(descriptor_, block, 0);
  if (error == 0 && ::ftruncate(descriptor_, 0) != 0) error = errno;
  if (error != 0) {
    discard();
    fail_with(error);
  }
}

/// False when another run renamed or removed the file between open and lock, so that the lock is
/// on something else by now.
bool OutputFile::lock_partial() {
  const bool locked = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  if (!locked && errno == EWOULDBLOCK) {  // other errors: a file system without locks
    ::close(std::exchange(descriptor_, -1));
    fail("another quell is writing it", "wait for that run, or pass -o for another path");
  }
  struct stat opened {};
  struct stat named {};
  if (::fstat(descriptor_, &opened) == 0 && ::stat(partial_.c_str(), &named) == 0 &&
      opened.st_ino == named.st_ino && opened.st_dev == named.st_dev)
    return true;
  ::close(std::exchange(descriptor_, -1));
  return false;
}

void OutputFile::store(std::span<const std::byte> bytes) {
  int error = write_all(descriptor_, bytes, 0);
  if (error == 0 && ::fsync(descriptor_) != 0) error = errno;
  if (error != 0) fail_with(error, bytes.size());
}

void OutputFile::publish() {
  std::error_code error;
  if (policy_ == Existing::refuse && fs::exists(target_, error))
    fail("it has come to exist during the run", "pass --force to replace it");
  if (::rename(partial_.c_str(), target_.c_str()) != 0) fail_with(errno);
  ::close(std::exchange(descriptor_, -1));  // only now: the lock covers the rename
  sync_folder(target_.parent_path());
}

void OutputFile::discard() {
  if (descriptor_ < 0) return;
  ::unlink(partial_.c_str());
  ::close(std::exchange(descriptor_, -1));
}

void OutputFile::fail(const std::string& reason, const std::string& suggestion) const {
  throw OutputError(fmt::format("cannot write {} ({}) {}", shown_, reason, suggestion));
}

void OutputFile::fail_with(int error, std::size_t needed) const {
  fail(describe_error(error), suggest_way_out(error, needed, "-o"));
}

}  // namespace quell
