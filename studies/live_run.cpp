// SPDX-License-Identifier: BSD-3-Clause
#include "studies/live_run.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include "models/observables.hpp"
#include "models/param.hpp"
#include "studies/results.hpp"

namespace quell {
namespace {

std::size_t cells_of(Shape shape, const Axes& axes) {
  if (shape == Shape::time_segment) return axes.segments.size();
  return shape == Shape::time_policy ? axes.policies.size() : 1;
}

}  // namespace

LiveRun::LiveRun(const std::filesystem::path& path, const Config& config, const std::string& title)
    : replicates_(static_cast<std::size_t>(config.at("run").real("replicates"))),
      file_(path, live_layout(config, title)) {
  n_times_ = blank_recording(config).times.size();
  const Axes axes = axes_of(config);
  for (std::size_t row = 0; row < observables.size(); ++row) {
    if (!is_live(observables[row], config)) continue;
    variables_.push_back({.row = row, .cells = cells_of(observables[row].shape, axes)});
  }
  for (Rows& rows : replicates_) rows.values.assign(variables_.size() * n_times_, undefined);
}

void LiveRun::take(std::uint32_t replicate, const Recording& so_far) noexcept {
  Rows& rows = replicates_[replicate];
  const std::size_t begin = rows.taken.load(std::memory_order_relaxed);
  const std::size_t end = std::min(so_far.times.size(), n_times_);
  for (std::size_t k = 0; k < variables_.size(); ++k) {
    const auto [row, cells] = variables_[k];
    const std::vector<double>& values = so_far.values[row];
    if (values.size() < end * cells) continue;  // a variant without it
    for (std::size_t time = begin; time < end; ++time) {
      const auto* first = values.data() + time * cells;
      rows.values[k * n_times_ + time] = std::accumulate(first, first + cells, 0.0);
    }
  }
  rows.taken.store(end, std::memory_order_release);
}

void LiveRun::write() {
  if (has_failed_) return;
  has_failed_ = true;  // unless all goes well
  for (std::size_t r = 0; r < replicates_.size(); ++r) {
    Rows& rows = replicates_[r];
    const std::size_t end = rows.taken.load(std::memory_order_acquire);
    if (end == rows.written) continue;
    for (std::size_t k = 0; k < variables_.size(); ++k) {
      file_.write(k, r, rows.written,
                  std::span{rows.values}.subspan(k * n_times_ + rows.written, end - rows.written));
    }
    rows.written = end;
  }
  file_.flush();
  has_failed_ = false;
}

}  // namespace quell
