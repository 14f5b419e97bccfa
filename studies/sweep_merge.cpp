// SPDX-License-Identifier: BSD-3-Clause
#include "studies/sweep_merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>
#include <vector>

#include "output/block_file.hpp"
#include "output/disk_array.hpp"
#include "output/run_log.hpp"
#include "output/schema.hpp"
#include "scenarios/dates.hpp"
#include "sim/version.hpp"
#include "studies/sweep_runs.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

/// The logs of a sweep; few of them are open at a time.
class Logs {
 public:
  /// Throws OutputError where one is of another sweep.
  Logs(const Sweep& sweep, const SweepTable& table, const fs::path& folder) {
    const std::string identity = sweep.identity();
    for (const fs::path& path : run_logs_in(folder)) {
      const std::optional<RunLogFile> log = RunLogFile::open(path);
      if (!log) continue;
      require_log_of(identity, *log);
      if (log->header().values_per_run != table.values_per_run()) {
        throw OutputError(
            fmt::format("cannot use {} (its runs have {} values, not {}: another build "
                        "of quell made them) pass --folder for another folder",
                        path.string(), log->header().values_per_run, table.values_per_run()));
      }
      paths_.push_back(path);
    }
    open_.resize(paths_.size());
  }

  [[nodiscard]] std::size_t size() const { return paths_.size(); }
  [[nodiscard]] const fs::path& path(std::size_t k) const { return paths_[k]; }

  RunLogFile& operator[](std::size_t k) {
    constexpr std::size_t most_open = 200;
    if (open_[k]) return *open_[k];
    if (count_ == most_open) {
      for (auto& log : open_) log.reset();
      count_ = 0;
    }
    ++count_;
    open_[k] = RunLogFile::open(paths_[k]);
    if (open_[k]) return *open_[k];
    throw OutputError(fmt::format("cannot read {} (it is gone) merge again", paths_[k].string()));
  }

 private:
  std::vector<fs::path> paths_;
  std::vector<std::optional<RunLogFile>> open_;
  std::size_t count_ = 0;
};

/// Where the record of a run stands.
struct RecordPlace {
  enum class Is : std::uint32_t { missing, failed, done };
  std::int64_t offset = 0;
  std::uint32_t log = 0;
  Is is = Is::missing;
};

bool is_same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}

/// Every run's record: one that gave values rather than one that failed, else the first one.
class Index {
 public:
  /// Takes 16 bytes of disk per run in `folder` while it lives.
  Index(const Sweep& sweep, Logs& logs, const fs::path& folder)
      : runs_(sweep.runs()), logs_(logs), places_(folder, sweep.runs()) {
    for (std::uint32_t k = 0; k < logs.size(); ++k) {
      std::vector<std::pair<std::uint64_t, std::int64_t>> repeated;
      logs[k].for_each([&](const RunEntry& entry) {
        if (entry.run >= sweep.runs()) return;
        RecordPlace& place = places_[entry.run];
        const RecordPlace found{entry.offset, k,
                                entry.is_failure ? RecordPlace::Is::failed : RecordPlace::Is::done};
        if (place.is < found.is) {
          place = found;
        } else if (place.is == RecordPlace::Is::done && found.is == RecordPlace::Is::done) {
          repeated.emplace_back(entry.run, entry.offset);
        }
      });
      for (const auto& [run, offset] : repeated) check_equal(sweep, run, k, offset);
    }
  }

  const RecordPlace& operator[](std::uint64_t run) { return places_[run]; }

  std::uint64_t count(RecordPlace::Is what) {
    std::uint64_t found = 0;
    for (std::uint64_t run = 0; run < runs_; ++run) found += places_[run].is == what ? 1 : 0;
    return found;
  }

 private:
  /// Two workers that were given the same runs must have found the same.
  void check_equal(const Sweep& sweep, std::uint64_t run, std::uint32_t log, std::int64_t offset) {
    const RecordPlace& place = places_[run];
    const std::vector<double> first = logs_[place.log].read(place.offset).values;
    if (is_same(first, logs_[log].read(offset).values)) return;
    throw OutputError(fmt::format(
        "cannot merge {} ({} has other values in {}: another build of "
        "quell made them) remove one of the two logs, and run again",
        logs_.path(log).string(), name_of_run(sweep, run), logs_.path(place.log).string()));
  }

  std::uint64_t runs_;
  Logs& logs_;
  DiskArray<RecordPlace> places_;
};

std::string_view name_of(Design design) {
  switch (design) {
    case Design::grid:
      return "grid";
    case Design::list:
      return "list";
    case Design::latin_hypercube:
      return "latin_hypercube";
    case Design::sobol:
      break;
  }
  return "sobol";
}

std::string failures_of(const Sweep& sweep, Logs& logs, Index& index, std::uint64_t count) {
  constexpr std::uint64_t most = 100;
  std::string text;
  std::uint64_t said = 0;
  for (std::uint64_t run = 0; run < sweep.runs() && said < std::min(most, count); ++run) {
    const RecordPlace& place = index[run];
    if (place.is != RecordPlace::Is::failed) continue;
    text += fmt::format("{}{}: {}", said == 0 ? "" : "\n", name_of_run(sweep, run),
                        logs[place.log].read(place.offset).failure);
    ++said;
  }
  return text;
}

std::vector<std::pair<std::string, Attribute>> attributes(const Sweep& sweep,
                                                          const MergeOutcome& outcome,
                                                          const std::string& failures) {
  const ParamValues& run = sweep.scenario.at("run");
  const auto whole = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
  auto all = fixed_attributes(sweep_schema);
  all.insert(all.end(), {{"title", sweep.title},
                         {"quell_version", std::string{version()}},
                         {"git_hash", std::string{git_hash()}},
                         {"sweep_id", sweep.identity()},
                         {"design", std::string{name_of(sweep.design)}},
                         {"random_numbers", sweep.has_common_numbers ? "common" : "independent"},
                         {"seed", static_cast<std::int64_t>(run.real("seed"))},
                         {"rng", "Philox4x32-10"},
                         {"model", run.text("model")},
                         {"scale", run.real("scale")},
                         {"traffic", run.text("traffic")},
                         {"start", date_text(run.real("start"))},
                         {"end", date_text(run.real("end"))},
                         {"runs", whole(sweep.runs())},
                         {"runs_done", whole(outcome.done)},
                         {"runs_failed", whole(outcome.failed)},
                         {"failures", failures}});
  return all;
}

Variable coordinate_of(const Factor& factor) {
  const bool is_date = factor.param.kind == ParamKind::date && factor.is_number();
  return {.name = factor.key,
          .unit = is_date ? "days since 1970-01-01" : std::string{factor.param.unit},
          .doc = std::string{factor.param.doc},
          .dimensions = {"point"},
          .storage = factor.is_number() ? Storage::real : Storage::text,
          .values = {},
          .is_coordinate = true,
          .is_blockwise = true};
}

Dataset layout_of(const Sweep& sweep, const SweepTable& table) {
  Dataset data;
  std::vector<double> replicates(sweep.replicates);
  for (std::size_t k = 0; k < replicates.size(); ++k) replicates[k] = static_cast<double>(k);
  data.dimensions.push_back({.name = "point",
                             .size = sweep.points,
                             .unit = "",
                             .doc = "point of the sweep, from 0",
                             .labels = {},
                             .positions = {}});
  data.dimensions.push_back({.name = "replicate",
                             .size = replicates.size(),
                             .unit = "1",
                             .doc = "number of the replicate",
                             .labels = {},
                             .positions = std::move(replicates)});
  for (const Dimension& dimension : table.dimensions()) data.dimensions.push_back(dimension);
  for (const Factor& factor : sweep.factors) data.variables.push_back(coordinate_of(factor));
  data.variables.push_back({.name = "done",
                            .unit = "1",
                            .doc = "1 for a run that gave values, else 0",
                            .dimensions = {"point", "replicate"},
                            .storage = Storage::count,
                            .values = {},
                            .is_blockwise = true});
  for (Variable variable : table.variables()) {
    variable.dimensions.insert(variable.dimensions.begin(), {"point", "replicate"});
    variable.values.clear();
    variable.is_blockwise = true;
    data.variables.push_back(std::move(variable));
  }
  data.scenario = resolved_toml(sweep.scenario);
  data.sweep = sweep.text;
  return data;
}

/// Fills the file block by block: some points, or some replicates of one point.
class Filler {
 public:
  Filler(const Sweep& sweep, const SweepTable& table, Logs& logs, Index& index, BlockFile& file)
      : sweep_(sweep), table_(table), logs_(logs), index_(index), file_(file) {}

  void fill() {
    constexpr std::uint64_t most_values = std::uint64_t{1} << 21U;  // 16 MiB
    const std::uint64_t per_run = table_.values_per_run() + 1;
    const std::uint64_t replicates =
        std::clamp<std::uint64_t>(most_values / per_run, 1, sweep_.replicates);
    const std::uint64_t points =
        std::clamp<std::uint64_t>(most_values / (per_run * replicates), 1, 65536);
    for (std::uint64_t p = 0; p < sweep_.points; p += points) {
      const BlockFile::Extent of_points{p, std::min(points, sweep_.points - p)};
      for (std::size_t k = 0; k < sweep_.factors.size(); ++k) fill_factor(k, of_points);
      for (std::uint64_t r = 0; r < sweep_.replicates; r += replicates) {
        fill_block({of_points, {r, std::min<std::uint64_t>(replicates, sweep_.replicates - r)}});
      }
    }
  }

 private:
  using Extents = std::array<BlockFile::Extent, 2>;  ///< of points and replicates

  /// The records of a block in the order in which they stand on disk, with their rows in it.
  std::vector<std::pair<RecordPlace, std::size_t>> records_of(const Extents& extents) {
    std::vector<std::pair<RecordPlace, std::size_t>> records;
    std::size_t row = 0;
    for (std::size_t p = 0; p < extents[0].count; ++p) {
      for (std::size_t r = 0; r < extents[1].count; ++r, ++row) {
        const std::uint64_t run = (extents[1].first + r) * sweep_.points + extents[0].first + p;
        if (index_[run].is == RecordPlace::Is::done) records.emplace_back(index_[run], row);
      }
    }
    std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) {
      return std::pair{a.first.log, a.first.offset} < std::pair{b.first.log, b.first.offset};
    });
    return records;
  }

  void fill_block(const Extents& extents) {
    std::vector<double> done(extents[0].count * extents[1].count, 0.0);
    std::vector<std::vector<double>> blocks;
    for (std::size_t v = 0; v < table_.variables().size(); ++v) {
      blocks.emplace_back(done.size() * table_.size_of(v), undefined);
    }
    for (const auto& [place, row] : records_of(extents)) {
      done[row] = 1.0;
      const std::vector<double> values = logs_[place.log].read(place.offset).values;
      const double* from = values.data();
      for (std::size_t v = 0; v < blocks.size(); ++v) {
        const std::size_t size = table_.size_of(v);
        std::copy_n(from, size, blocks[v].data() + row * size);
        from += size;
      }
    }
    std::size_t variable = sweep_.factors.size();
    file_.write(variable++, extents, done);
    for (const std::vector<double>& block : blocks) file_.write(variable++, extents, block);
  }

  void fill_factor(std::size_t factor, BlockFile::Extent points) {
    std::vector<double> numbers;
    std::vector<std::string> texts;
    for (std::uint64_t point = points.first; point < points.first + points.count; ++point) {
      Level level = sweep_.level(point, factor);
      numbers.push_back(level.number);
      texts.push_back(std::move(level.shown));
    }
    if (sweep_.factors[factor].is_number()) {
      file_.write(factor, {&points, 1}, numbers);
    } else {
      file_.write(factor, points, texts);
    }
  }

  const Sweep& sweep_;
  const SweepTable& table_;
  Logs& logs_;
  Index& index_;
  BlockFile& file_;
};

/// Refuses what would fill the disk: HDF5 does not take that well.
void check_room(const fs::path& path, std::uint64_t bytes) {
  std::error_code error;
  const fs::space_info space = fs::space(path.parent_path(), error);
  if (error || space.available >= bytes) return;
  throw OutputError(fmt::format(
      "cannot write {} (it may take {:.1f} GB, there are {:.1f} GB left) "
      "free some space, or pass -o for a path on another disk",
      path.string(), static_cast<double>(bytes) / 1e9, static_cast<double>(space.available) / 1e9));
}

}  // namespace

std::uint64_t merged_bytes(const Sweep& sweep, const SweepTable& table) {
  constexpr std::uint64_t fixed = 4U << 20U;
  return fixed + sweep.runs() * (table.values_per_run() + 1) * sizeof(double) +
         sweep.points * sweep.factors.size() * 32;
}

MergeOutcome merge_runs(const Sweep& sweep, const SweepTable& table, const fs::path& folder,
                        Missing missing, OutputFile& file) {
  Logs logs(sweep, table, folder);
  Index index(sweep, logs, file.folder());
  MergeOutcome outcome;
  outcome.done = index.count(RecordPlace::Is::done);
  outcome.failed = index.count(RecordPlace::Is::failed);
  outcome.missing = index.count(RecordPlace::Is::missing);
  if (outcome.missing > 0 && missing == Missing::refuse) {
    throw OutputError(
        fmt::format("cannot merge {} ({} of {} runs are missing) `quell sweep run` does them; with "
                    "--incomplete what there is is merged",
                    folder.string(), outcome.missing, sweep.runs()));
  }
  const std::string failures = failures_of(sweep, logs, index, outcome.failed);
  outcome.a_failure = failures.substr(0, failures.find('\n'));
  Dataset layout = layout_of(sweep, table);
  layout.attributes = attributes(sweep, outcome, failures);
  file.write([&](const fs::path& path) {
    check_room(path, merged_bytes(sweep, table));
    BlockFile blocks(path, layout, sweep_schema);
    Filler(sweep, table, logs, index, blocks).fill();
    blocks.close();
  });
  return outcome;
}

}  // namespace quell
