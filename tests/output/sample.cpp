// SPDX-License-Identifier: BSD-3-Clause
#include "tests/output/sample.hpp"

#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "output/schema.hpp"

namespace quell {

namespace {

Dimension make_dimension(std::string name, std::size_t size, std::string unit, std::string doc) {
  Dimension dimension;
  dimension.name = std::move(name);
  dimension.size = size;
  dimension.unit = std::move(unit);
  dimension.doc = std::move(doc);
  return dimension;
}

std::vector<Dimension> sample_dimensions() {
  Dimension replicate = make_dimension("replicate", 2, "", "independent repetition");
  Dimension time = make_dimension("time", 4, "days since 2014-07-01", "instant");
  time.positions = {0, 7, 14, 21.5};
  Dimension segment = make_dimension("segment", 3, "", "part of the population");
  segment.labels = {"core", "العربية", ""};
  Dimension age = make_dimension("age", 2, "d", "time since opening");
  age.positions = {30, 60};
  return {replicate, time, segment, age};
}

std::vector<std::pair<std::string, Attribute>> sample_attributes() {
  auto attributes = fixed_attributes();
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, Attribute>>{{"title", "Décline of a sample"},
                                                      {"quell_version", "0.0.1"},
                                                      {"git_hash", "abc"},
                                                      {"seed", std::int64_t{-3}},
                                                      {"rng", "philox4x32-10"},
                                                      {"model", "network"},
                                                      {"scale", 0.1},
                                                      {"traffic", "posts"},
                                                      {"replicates_planned", std::int64_t{2}},
                                                      {"wall_seconds", 1.5},
                                                      {"events", std::int64_t{17}},
                                                      {"warnings", ""},
                                                      {"start", "2014-07-01"},
                                                      {"end", "2014-07-22"}})
    attributes.emplace_back(name, value);
  return attributes;
}

}  // namespace

Dataset sample_dataset() {
  Dataset data;
  data.dimensions = sample_dimensions();
  data.attributes = sample_attributes();
  data.scenario = "title = \"Décline\"\n[model]\nkind = \"network\"\n";
  std::vector<double> followers(2 * 4 * 3);
  std::iota(followers.begin(), followers.end(), 0.25);
  followers[5] = std::numeric_limits<double>::quiet_NaN();
  data.variables = {{"followers",
                     "1",
                     "mean followers",
                     {"replicate", "time", "segment"},
                     Storage::real,
                     followers},
                    {"accounts",
                     "1",
                     "live accounts",
                     {"replicate", "time"},
                     Storage::count,
                     {1, 2, 3, 4, 5, 6, 7, 9007199254740992.0}},
                    {"survival", "1", "alive at that age", {"age"}, Storage::real, {0.5, 0.25}},
                    {"people", "1", "size of the population", {}, Storage::count, {1000}}};
  return data;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "quell-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TemporaryFolder::operator/(const std::string& name) const {
  return path_ / name;
}

std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    found.push_back(entry.path().filename().string());
  std::ranges::sort(found);
  return found;
}

std::vector<std::byte> bytes_of(const std::filesystem::path& path) {
  std::vector<std::byte> bytes(std::filesystem::file_size(path));
  std::ifstream(path, std::ios::binary)
      .read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

void put_bytes(const std::filesystem::path& path, const std::vector<std::byte>& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

}  // namespace quell
