// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <utility>
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

/// Files that together have all points, and what is in them.
struct Parts {
  std::vector<fs::path> paths;
  std::vector<PointRange> points;
  MergeOutcome outcome;
  std::string failures;
};

/// Throws OutputError where one is of another sweep, or merged with other replicates.
Parts read_parts(const Sweep& sweep, const fs::path& folder, std::uint64_t parts) {
  Parts all;
  for (std::uint64_t part = 1; part <= parts; ++part) {
    const fs::path path = part_path(folder, {part, parts});
    const Attributes attributes = read_sweep_attributes(path);
    const PointRange points = points_of(sweep, {part, parts});
    const std::uint64_t runs = points.count * sweep.replicates;
    if (text_in(attributes, "sweep_id") != sweep.identity() ||
        count_in(attributes, "first_point") != points.first ||
        count_in(attributes, "runs") != runs) {
      throw OutputError(fmt::format(
          "cannot link {} (it is of another sweep, of this one before a change, or has other "
          "replicates) merge that part again: `quell sweep merge FILE --part {}/{} --force`",
          path.string(), part, parts));
    }
    const std::uint64_t done = count_in(attributes, "runs_done");
    const std::uint64_t failed = count_in(attributes, "runs_failed");
    all.outcome.done += done;
    all.outcome.failed += failed;
    all.outcome.missing += runs - done - failed;
    if (all.failures.empty()) all.failures = text_in(attributes, "failures");
    all.paths.push_back(path);
    all.points.push_back(points);
  }
  all.outcome.a_failure = all.failures.substr(0, all.failures.find('\n'));
  return all;
}

[[noreturn]] void refuse_incomplete(const fs::path& folder,
                                    const std::map<std::uint64_t, std::set<std::uint64_t>>& found) {
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

/// Of the sets of which all parts are there, the one with most runs.
Parts fullest_parts(const Sweep& sweep, const fs::path& folder) {
  const auto found = parts_in(folder);
  std::optional<Parts> fullest;
  for (const auto& [parts, there] : found) {
    if (there.size() != parts) continue;
    Parts candidate = read_parts(sweep, folder, parts);
    if (!fullest || candidate.outcome.done > fullest->outcome.done) fullest = std::move(candidate);
  }
  if (!fullest) refuse_incomplete(folder, found);
  return *std::move(fullest);
}

}  // namespace

MergeOutcome link_parts(const Sweep& sweep, const SweepTable& table, const fs::path& folder,
                        Missing missing, OutputFile& file) {
  const Parts parts = fullest_parts(sweep, folder);
  if (parts.outcome.missing > 0 && missing == Missing::refuse) {
    throw OutputError(fmt::format(
        "cannot link {} (its {} parts were merged when {} of {} runs were missing) do these, merge "
        "the parts again with --force, and link; with --incomplete what there is is linked",
        folder.string(), parts.paths.size(), parts.outcome.missing, sweep.runs()));
  }
  const fs::path here = fs::canonical(file.folder());
  std::vector<BlockFile::Source> sources;
  for (std::size_t k = 0; k < parts.paths.size(); ++k) {
    sources.push_back({fs::canonical(parts.paths[k]).lexically_proximate(here).string(),
                       {parts.points[k].first, parts.points[k].count}});
  }
  const PointRange all{0, sweep.points};
  Dataset layout = sweep_layout(sweep, table, all);
  layout.attributes = sweep_attributes(sweep, all, parts.outcome, parts.failures);
  file.write([&](const fs::path& path) {
    BlockFile blocks(path, layout, sweep_schema, sources);
    for (std::uint64_t p = 0; p < sweep.points; p += most_points_at_once) {
      fill_factors(sweep, 0, {p, std::min(most_points_at_once, sweep.points - p)}, blocks);
    }
    blocks.close();
  });
  return parts.outcome;
}

}  // namespace quell
