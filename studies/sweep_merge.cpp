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
#include "studies/sweep_layout.hpp"
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
      : points_(sweep.points), runs_(sweep.runs()), logs_(logs), places_(folder, sweep.runs()) {
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

  /// Runs of some points.
  std::uint64_t count(RecordPlace::Is what, const PointRange& points) {
    std::uint64_t found = 0;
    for_each_run(points, [&](std::uint64_t run) { found += places_[run].is == what ? 1 : 0; });
    return found;
  }

  template <class Visit>
  void for_each_run(const PointRange& points, Visit&& visit) const {
    for (std::uint64_t of_replicate = points.first; of_replicate < runs_; of_replicate += points_) {
      for (std::uint64_t k = 0; k < points.count; ++k) visit(of_replicate + k);
    }
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

  std::uint64_t points_;
  std::uint64_t runs_;
  Logs& logs_;
  DiskArray<RecordPlace> places_;
};

constexpr std::uint64_t most_failures = 100;

std::string failures_of(const Sweep& sweep, Logs& logs, Index& index, const PointRange& points) {
  std::string text;
  std::uint64_t said = 0;
  index.for_each_run(points, [&](std::uint64_t run) {
    const RecordPlace& place = index[run];
    if (place.is != RecordPlace::Is::failed || said == most_failures) return;
    text += fmt::format("{}{}: {}", said == 0 ? "" : "\n", name_of_run(sweep, run),
                        logs[place.log].read(place.offset).failure);
    ++said;
  });
  return text;
}

/// Fills the file block by block: some points, or some replicates of one point.
class Filler {
 public:
  Filler(const Sweep& sweep, const SweepTable& table, Logs& logs, Index& index,
         const PointRange& range, BlockFile& file)
      : sweep_(sweep), table_(table), logs_(logs), index_(index), range_(range), file_(file) {}

  void fill() {
    constexpr std::uint64_t most_values = std::uint64_t{1} << 21U;  // 16 MiB
    const std::uint64_t per_run = table_.values_per_run() + 1;
    const std::uint64_t replicates =
        std::clamp<std::uint64_t>(most_values / per_run, 1, sweep_.replicates);
    const std::uint64_t points =
        std::clamp<std::uint64_t>(most_values / (per_run * replicates), 1, most_points_at_once);
    for (std::uint64_t p = 0; p < range_.count; p += points) {
      const BlockFile::Extent of_points{p, std::min(points, range_.count - p)};
      fill_factors(sweep_, range_.first, of_points, file_);
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
        const std::uint64_t run =
            (extents[1].first + r) * sweep_.points + range_.first + extents[0].first + p;
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

  const Sweep& sweep_;
  const SweepTable& table_;
  Logs& logs_;
  Index& index_;
  PointRange range_;
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

PointRange points_of(const Sweep& sweep, Part part) {
  const auto begin_of = [&](std::uint64_t k) {
    return sweep.points / part.parts * k + std::min(k, sweep.points % part.parts);
  };
  return {begin_of(part.part - 1), begin_of(part.part) - begin_of(part.part - 1)};
}

fs::path part_path(const fs::path& folder, Part part) {
  return folder / fmt::format("part-{}-of-{}.h5", part.part, part.parts);
}

std::uint64_t merged_bytes(const Sweep& sweep, const SweepTable& table, std::uint64_t points) {
  constexpr std::uint64_t fixed = 4U << 20U;
  return fixed + points * (sweep.replicates * (table.values_per_run() + 1) * sizeof(double) +
                           sweep.factors.size() * 32);
}

MergeOutcome merge_runs(const Sweep& sweep, const SweepTable& table, const fs::path& folder,
                        Missing missing, const PointRange& points, OutputFile& file) {
  Logs logs(sweep, table, folder);
  Index index(sweep, logs, file.folder());
  MergeOutcome outcome;
  outcome.done = index.count(RecordPlace::Is::done, points);
  outcome.failed = index.count(RecordPlace::Is::failed, points);
  outcome.missing = index.count(RecordPlace::Is::missing, points);
  if (outcome.missing > 0 && missing == Missing::refuse) {
    throw OutputError(
        fmt::format("cannot merge {} ({} of {} runs are missing) `quell sweep run` does them; with "
                    "--incomplete what there is is merged",
                    folder.string(), outcome.missing, points.count * sweep.replicates));
  }
  const std::string failures = failures_of(sweep, logs, index, points);
  outcome.a_failure = failures.substr(0, failures.find('\n'));
  Dataset layout = sweep_layout(sweep, table, points);
  layout.attributes = sweep_attributes(sweep, points, outcome, failures);
  file.write([&](const fs::path& path) {
    check_room(path, merged_bytes(sweep, table, points.count));
    BlockFile blocks(path, layout, sweep_schema);
    Filler(sweep, table, logs, index, points, blocks).fill();
    blocks.close();
  });
  return outcome;
}

}  // namespace quell
