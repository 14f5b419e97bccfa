// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>

#include "cli/interrupts.hpp"
#include "cli/progress.hpp"
#include "studies/ensemble.hpp"

namespace quell {

/// Shows how far simulations are, and asks for an end when a signal did.
class ProgressMonitor final : public EnsembleMonitor {
 public:
  explicit ProgressMonitor(ProgressOptions options) : bar_(std::move(options)) {}
  void advanced(std::uint32_t index, Duration step, std::uint64_t events) noexcept override {
    bar_.advance(index, step.days, events);
  }
  [[nodiscard]] bool should_stop() const noexcept override { return is_interrupted(); }

 private:
  ProgressBar bar_;
};

}  // namespace quell
