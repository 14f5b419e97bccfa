// SPDX-License-Identifier: BSD-3-Clause
#include "output/block_file.hpp"

#include <array>

#include "output/disk_array.hpp"
#include "output/reader.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

/// Points x replicates x time, and coordinates of the points; `points` rows.
Dataset layout(std::size_t points) {
  Dataset data;
  data.attributes = fixed_attributes(sweep_schema);
  for (const SchemaRow& row : sweep_schema) {
    if (row.role != Role::attribute || !row.fixed.empty()) continue;
    if (row.content == Content::text) data.attributes.emplace_back(row.name(), "text");
    if (row.content == Content::real) data.attributes.emplace_back(row.name(), 1.5);
    if (row.content == Content::integer) data.attributes.emplace_back(row.name(), std::int64_t{7});
  }
  data.dimensions = {
      {.name = "point", .size = points, .unit = "", .doc = "point", .labels = {}, .positions = {}},
      {.name = "replicate", .size = 2, .unit = "1", .doc = "x", .labels = {}, .positions = {0, 1}},
      {.name = "time",
       .size = 3,
       .unit = "days since 2014-07-01",
       .doc = "t",
       .labels = {},
       .positions = {0, 1, 2}}};
  const auto add = [&data](const std::string& name, std::vector<std::string> dimensions,
                           Storage storage, bool is_coordinate) {
    data.variables.push_back({.name = name,
                              .unit = "1",
                              .doc = name,
                              .dimensions = std::move(dimensions),
                              .storage = storage,
                              .values = {},
                              .is_coordinate = is_coordinate,
                              .is_blockwise = true});
  };
  add("return.probability", {"point"}, Storage::real, true);
  add("posting.mode", {"point"}, Storage::text, true);
  add("done", {"point", "replicate"}, Storage::count, false);
  add("traffic", {"point", "replicate", "time"}, Storage::real, false);
  data.scenario = "[run]\n";
  data.sweep = "[vary]\n";
  return data;
}

double value_at(std::size_t point, std::size_t cell) {
  return static_cast<double>(point) + 0.01 * static_cast<double>(cell);
}

/// Writes blocks of `step` points.
void write(const std::filesystem::path& path, std::size_t points, std::size_t step) {
  BlockFile file(path, layout(points), sweep_schema);
  for (std::size_t first = 0; first < points; first += step) {
    const std::size_t count = std::min(step, points - first);
    std::vector<double> numbers;
    std::vector<std::string> texts;
    std::vector<double> done;
    std::vector<double> traffic;
    for (std::size_t point = first; point < first + count; ++point) {
      numbers.push_back(value_at(point, 0));
      texts.push_back("point " + std::to_string(point));
      for (std::size_t cell = 0; cell < 2; ++cell) done.push_back(static_cast<double>(cell));
      for (std::size_t cell = 0; cell < 6; ++cell) traffic.push_back(value_at(point, cell));
    }
    const BlockFile::Extent extent{first, count};
    file.write(0, {&extent, 1}, numbers);
    file.write(1, extent, texts);
    file.write(2, {&extent, 1}, done);
    file.write(3, {&extent, 1}, traffic);
  }
  file.close();
}

}  // namespace

TEST_CASE("block file: what is written in blocks of any size is read as a whole", "[output]") {
  const TemporaryFolder folder;
  constexpr std::size_t points = 30000;  // several chunks of each variable
  for (const std::size_t step : {1000U, 7001U, 30000U}) {
    write(folder / "a.h5", points, step);
    const Dataset data = read_sweep_dataset(folder / "a.h5");
    CHECK(data.sweep == "[vary]\n");
    CHECK(data.find_dimension("point")->size == points);
    const Variable* numbers = data.find_variable("return.probability");
    const Variable* texts = data.find_variable("posting.mode");
    const Variable* done = data.find_variable("done");
    const Variable* traffic = data.find_variable("traffic");
    REQUIRE(traffic->values.size() == points * 6);
    CHECK(texts->storage == Storage::text);
    CHECK(done->storage == Storage::count);
    CHECK(traffic->dimensions == std::vector<std::string>{"point", "replicate", "time"});
    bool is_same = true;
    for (std::size_t point = 0; point < points; ++point) {
      is_same = is_same && numbers->values[point] == value_at(point, 0) &&
                texts->texts[point] == "point " + std::to_string(point) &&
                done->values[2 * point] == 0.0 && done->values[2 * point + 1] == 1.0;
      for (std::size_t cell = 0; cell < 6; ++cell) {
        is_same = is_same && traffic->values[point * 6 + cell] == value_at(point, cell);
      }
    }
    CHECK(is_same);
  }
}

TEST_CASE("block file: blocks may be cut along the second axis too", "[output]") {
  const TemporaryFolder folder;
  {
    BlockFile file(folder / "a.h5", layout(3), sweep_schema);
    for (std::size_t point = 0; point < 3; ++point) {
      for (std::size_t replicate = 0; replicate < 2; ++replicate) {
        const std::array extents{BlockFile::Extent{point, 1}, BlockFile::Extent{replicate, 1}};
        const auto x = static_cast<double>(10 * point + replicate);
        file.write(3, extents, std::vector<double>{x, x + 0.1, x + 0.2});
      }
    }
    file.close();
  }
  const Dataset data = read_sweep_dataset(folder / "a.h5");
  const std::vector<double>& traffic = data.find_variable("traffic")->values;
  REQUIRE(traffic.size() == 18);
  CHECK(traffic[0] == 0.0);
  CHECK(traffic[5] == 1.2);
  CHECK(traffic[15] == 21.0);
}

TEST_CASE("block file: the same blocks make the same bytes", "[output]") {
  const TemporaryFolder folder;
  write(folder / "a.h5", 5000, 500);
  write(folder / "b.h5", 5000, 500);
  CHECK(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
}

TEST_CASE("block file: a layout that departs from the schema, or a block of a wrong size",
          "[output]") {
  const TemporaryFolder folder;
  Dataset wrong = layout(3);
  wrong.dimensions.push_back(wrong.dimensions.front());
  wrong.dimensions.back().name = "pint";
  CHECK_THAT(output_error([&] { BlockFile(folder / "a.h5", wrong, sweep_schema); }),
             ContainsSubstring("'pint' is not in the schema"));
  CHECK_THAT(output_error([&] {
               BlockFile file(folder / "b.h5", layout(3), sweep_schema);
               const BlockFile::Extent extent{0, 3};
               file.write(0, {&extent, 1}, std::vector<double>{1.0, 2.0});
             }),
             ContainsSubstring("another size"));
  CHECK_THROWS_AS(BlockFile("/proc/no/a.h5", layout(3), sweep_schema), std::system_error);
}

TEST_CASE("block file: a sweep is no run, and a run no sweep", "[output]") {
  const TemporaryFolder folder;
  write(folder / "a.h5", 3, 3);
  CHECK_THAT(output_error([&] { (void)read_dataset(folder / "a.h5"); }),
             ContainsSubstring("it holds a sweep"));
}

TEST_CASE("disk array: begins with zeros, keeps what is written, leaves nothing", "[output]") {
  const TemporaryFolder folder;
  {
    DiskArray<std::uint64_t> numbers(folder / "", 100000);
    CHECK(numbers[0] == 0);
    CHECK(numbers[99999] == 0);
    for (std::uint64_t k = 0; k < 100000; ++k) numbers[k] = k * k;
    CHECK(numbers[54321] == 54321ULL * 54321ULL);
    CHECK(folder.names().empty());
  }
  CHECK_THAT(output_error([] { DiskArray<double>("/proc/nothing", 3); }),
             ContainsSubstring("pass -o"));
}
