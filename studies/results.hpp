// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "output/dataset.hpp"
#include "studies/ensemble.hpp"

namespace quell {

/// What a result file holds for an ensemble; needs at least one finished replicate.
Dataset results_of(const Config& config, const EnsembleResult& result, const std::string& title,
                   const std::vector<std::string>& warnings);

}  // namespace quell
