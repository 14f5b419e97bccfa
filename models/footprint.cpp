// SPDX-License-Identifier: BSD-3-Clause
#include "models/footprint.hpp"

#include <algorithm>
#include <cmath>

#include "models/variant.hpp"

namespace quell {

Footprint footprint_of(const Config& config) {
  const Axes axes = axes_of(config);
  const double cadence = config.at("run").real("cadence");
  const double rows = std::ceil(config.duration().days / cadence) + 1.0;
  double numbers = rows;  // the times
  for (const Observable& observable : observables) {
    if (!is_observed(observable, config)) continue;
    numbers += rows * static_cast<double>(row_size(observable, axes));
  }
  const VariantSpec& variant = variant_of(config);
  return {.state = variant.state_bytes != nullptr ? variant.state_bytes(config) : 0.0,
          .recording = numbers * sizeof(double)};
}

Footprint larger_of(const Footprint& a, const Footprint& b) {
  return {.state = std::max(a.state, b.state), .recording = std::max(a.recording, b.recording)};
}

}  // namespace quell
