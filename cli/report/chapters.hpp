// SPDX-License-Identifier: BSD-3-Clause
// What a report says of each kind of file.
#pragma once

#include <string>
#include <vector>

#include "output/dataset.hpp"
#include "output/report/page.hpp"
#include "scenarios/targets.hpp"

namespace quell {

/// Results of `quell run`.
report::Chapter run_chapter(const Dataset& data, const std::vector<Target>& targets);

/// Results of `quell whatif`.
report::Chapter whatif_chapter(const Dataset& data, const std::vector<Target>& targets);

/// The merged runs of a sweep.
report::Chapter sweep_chapter(const Dataset& data);

/// What `quell variants --json` printed. Throws ScenarioError where the text is something else;
/// `path` stands in the message.
report::Chapter variants_chapter(const std::string& text, const std::string& path);

}  // namespace quell
