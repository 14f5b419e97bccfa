// SPDX-License-Identifier: BSD-3-Clause
// Reading while another process writes: tests/cli/live_test.cpp.
#include "output/live_file.hpp"

#include <fstream>

#include "output/schema.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

Dataset sample_layout() {
  Dataset data = sample_dataset();
  for (auto& [name, value] : data.attributes) {
    if (name == "filetype") value = std::string{live_filetype};
  }
  data.dimensions.resize(2);  // replicate, time
  data.variables = {{.name = "traffic",
                     .unit = "1/d",
                     .doc = "posts",
                     .dimensions = {"replicate", "time"},
                     .values = {},
                     .is_blockwise = true,
                     .is_growing = true}};
  return data;
}

}  // namespace

TEST_CASE("live file: it goes when its writer does", "[output]") {
  const TemporaryFolder folder;
  {
    LiveFile file(folder / "a.h5.live", sample_layout());
    file.write(0, 1, 2, std::vector<double>{3.0, 4.0});
    file.flush();
    CHECK(folder.names() == std::vector<std::string>{"a.h5.live"});
  }
  CHECK(folder.names().empty());
}

TEST_CASE("live file: a failed write is told and leaves no file", "[output]") {
  const TemporaryFolder folder;
  LiveFile file(folder / "a.h5.live", sample_layout());
  const std::string message = output_error([&] {
    file.write(0, 1, 3, std::vector<double>{3.0, 4.0});
  });
  CHECK_THAT(message, StartsWith("cannot write " + (folder / "a.h5.live").string() +
                                 " (cannot write values; HDF5: "));
  CHECK(folder.names().empty());
}

TEST_CASE("live file: it replaces no file of another kind", "[output]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "a.h5.live") << "text";
  CHECK_FALSE(is_live_file(folder / "a.h5.live"));
  CHECK_FALSE(is_live_file(folder / "none"));
  CHECK(output_error([&] { LiveFile(folder / "a.h5.live", sample_layout()); }) ==
        "cannot write " + (folder / "a.h5.live").string() +
            " (it exists, and quell did not write it) the run goes on without it");
  CHECK_THAT(output_error([&] { LiveFile(folder / "none" / "a.h5.live", sample_layout()); }),
             ContainsSubstring("(No such file or directory)"));
  CHECK(folder.names() == std::vector<std::string>{"a.h5.live"});
}
