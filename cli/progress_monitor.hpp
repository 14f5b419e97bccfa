// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>

#include "cli/interrupts.hpp"
#include "cli/progress.hpp"
#include "studies/ensemble.hpp"
#include "studies/live_run.hpp"

namespace quell {

/// Shows how far simulations are, and asks for an end when a signal did.
class ProgressMonitor final : public EnsembleMonitor {
 public:
  /// `live`, which may be null, takes what is recorded.
  explicit ProgressMonitor(ProgressOptions options, LiveRun* live = nullptr)
      : live_(live), bar_(std::move(options)) {}
  void advanced(std::uint32_t index, Duration step, std::uint64_t events) noexcept override {
    bar_.advance(index, step.days, events);
  }
  void recorded(std::uint32_t index, const Recording& so_far) noexcept override {
    if (live_ != nullptr) live_->take(index, so_far);
  }
  [[nodiscard]] bool should_stop() const noexcept override { return is_interrupted(); }

 private:
  LiveRun* live_;
  ProgressBar bar_;
};

}  // namespace quell
