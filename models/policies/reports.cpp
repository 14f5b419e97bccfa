// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/reports.hpp"

#include <algorithm>

namespace quell {

bool is_ever_positive(const ParamValues& values, std::string_view key) {
  const std::vector<double> all = values.all_of(key);
  return std::any_of(all.begin(), all.end(), [](double value) { return value > 0.0; });
}

bool has_reporters(const Config& config) {
  const auto makes_reports = [](const PolicyConfig& policy) {
    const auto params = policy.values.params();
    return std::any_of(params.begin(), params.end(), [&](const Param& param) {
      return param.key == "report" && is_ever_positive(policy.values, "report");
    });
  };
  return config.find("reporting") != nullptr ||
         std::any_of(config.policies.begin(), config.policies.end(), makes_reports);
}

}  // namespace quell
