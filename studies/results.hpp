// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "output/dataset.hpp"
#include "scenarios/whatif.hpp"
#include "studies/ensemble.hpp"
#include "studies/saved_past.hpp"

namespace quell {

/// What an ensemble has recorded, all that a result file holds but the scenario; needs at least one
/// finished replicate.
Dataset data_of(const Config& config, const EnsembleResult& result, const std::string& title,
                const std::vector<std::string>& warnings);

/// What a result file holds for an ensemble; needs at least one finished replicate.
Dataset results_of(const Config& config, const EnsembleResult& result, const std::string& title,
                   const std::vector<std::string>& warnings);

/// The same for the scenarios of a what-if, with the same replicates of each. A policy that a
/// scenario has not took no action there.
Dataset results_of(const WhatIf& whatif, const std::vector<EnsembleResult>& results);

/// Says in the file from where the runs went on; `changes` are comments there, a line each.
void note_past(Dataset& data, const SavedPast& past, const std::string& changes);

/// A run of which only the instants of its observations are known.
Recording blank_recording(const Config& config);

/// Whether an observable has a place among the trajectories of a run under way.
bool is_live(const Observable& observable, const Config& config);

/// The layout of what a run of a scenario records along time, summed over segments and policies,
/// while it is under way: without values, and without what only a result tells.
Dataset live_layout(const Config& config, const std::string& title);

}  // namespace quell
