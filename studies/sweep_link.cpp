// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <vector>

#include "output/block_file.hpp"
#include "output/reader.hpp"
#include "output/schema.hpp"
#include "studies/sweep_layout.hpp"
#include "studies/sweep_merge.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

/// "part-3-of-8.h5", or nothing.
std::optional<Part> part_named(const std::string& name) {
  Part part;
  unsigned long long i = 0;
  unsigned long long n = 0;
  if (std::sscanf(name.c_str(), "part-%llu-of-%llu", &i, &n) != 2) return std::nullopt;
  part = {i, n};
  const bool is_part = i >= 1 && i <= n && part_path({}, part) == name;
  return is_part ? std::optional{part} : std::nullopt;
}

/// The parts that stand in a folder, by their number.
std::map<std::uint64_t, std::set<std::uint64_t>> parts_in(const fs::path& folder) {
  std::map<std::uint64_t, std::set<std::uint64_t>> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (const auto part = part_named(entry->path().filename().string())) {
      found[part->parts].insert(part->part);
    }
  }
  return found;
}

/// Of how many parts all are there: the fewest. Throws OutputError.
std::uint64_t complete_parts(const fs::path& folder) {
  const auto found = parts_in(folder);
  for (const auto& [parts, there] : found) {
    if (there.size() == parts) return parts;
  }
  if (found.empty()) {
    throw OutputError(fmt::format(
        "cannot link {} (there are no parts) make some: `quell sweep merge FILE --part 1/8` to 8/8",
        folder.string()));
  }
  const auto& [parts, there] = *found.begin();
  std::uint64_t first_missing = 1;
  while (there.contains(first_missing)) ++first_missing;
  throw OutputError(
      fmt::format("cannot link {} ({} of {} parts are missing) `quell sweep merge FILE --part "
                  "{}/{}` makes one of them",
                  folder.string(), parts - there.size(), parts, first_missing, parts));
}

std::uint64_t count_in(const Attributes& attributes, const std::string& name) {
  for (const auto& [key, value] : attributes) {
    if (key == name) return static_cast<std::uint64_t>(std::get<std::int64_t>(value));
  }
  return 0;
}

std::string text_in(const Attributes& attributes, const std::string& name) {
  for (const auto& [key, value] : attributes) {
    if (key == name) return std::get<std::string>(value);
  }
  return {};
}

}  // namespace

MergeOutcome link_parts(const Sweep& sweep, const SweepTable& table, const fs::path& folder,
                        OutputFile& file) {
  const std::uint64_t parts = complete_parts(folder);
  const fs::path here = fs::absolute(file.folder());
  MergeOutcome outcome;
  std::string failures;
  std::vector<BlockFile::Source> sources;
  for (std::uint64_t part = 1; part <= parts; ++part) {
    const fs::path path = part_path(folder, {part, parts});
    const Attributes attributes = read_sweep_attributes(path);
    const PointRange points = points_of(sweep, {part, parts});
    if (text_in(attributes, "sweep_id") != sweep.identity()) {
      throw OutputError(fmt::format(
          "cannot link {} (it is of another sweep, or of this one before a change) merge that part "
          "again with --force",
          path.string()));
    }
    outcome.done += count_in(attributes, "runs_done");
    outcome.failed += count_in(attributes, "runs_failed");
    const std::string some = text_in(attributes, "failures");
    if (failures.empty()) failures = some;
    sources.push_back(
        {fs::absolute(path).lexically_proximate(here).string(), {points.first, points.count}});
  }
  outcome.missing = sweep.runs() - outcome.done - outcome.failed;
  outcome.a_failure = failures.substr(0, failures.find('\n'));
  const PointRange all{0, sweep.points};
  Dataset layout = sweep_layout(sweep, table, all);
  layout.attributes = sweep_attributes(sweep, all, outcome, failures);
  file.write([&](const fs::path& path) {
    BlockFile blocks(path, layout, sweep_schema, sources);
    for (std::uint64_t p = 0; p < sweep.points; p += most_points_at_once) {
      fill_factors(sweep, 0, {p, std::min(most_points_at_once, sweep.points - p)}, blocks);
    }
    blocks.close();
  });
  return outcome;
}

}  // namespace quell
