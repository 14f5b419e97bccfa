// SPDX-License-Identifier: BSD-3-Clause
#include "cli/results_file.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "output/live_file.hpp"
#include "output/reader.hpp"
#include "scenarios/diagnostics.hpp"
#include "scenarios/suggest.hpp"
#include "studies/whatif.hpp"

namespace quell {

void ResultsFile::add_to(CLI::App& command) {
  command.add_option("results", path, "result file of `quell run` or `quell whatif`")
      ->required()
      ->type_name("FILE");
  command.add_option("--change", change, "of a what-if: which change to look at, or baseline")
      ->type_name("NAME");
}

Dataset ResultsFile::read(Unfinished unfinished) const {
  const bool is_live = unfinished == Unfinished::accept && is_live_file(path);
  Dataset data = is_live ? read_live_dataset(path) : read_dataset(path);
  const auto refuse = [this](std::string text) {
    throw ScenarioError({{.place = {.file = path}, .text = std::move(text)}});
  };
  const Dimension* changes = data.find_dimension("change");
  if (changes == nullptr) {
    if (!change.empty()) refuse("it holds one scenario (no what-if) leave out --change");
    return data;
  }
  const std::vector<std::string>& labels = changes->labels;
  const std::vector<std::string_view> names(labels.begin(), labels.end());
  const auto at = std::find(names.begin(), names.end(), change);
  if (at == names.end()) {
    refuse(fmt::format(
        "it holds a what-if ({}) {}", listed(names),
        change.empty()
            ? "choose with --change, or let `quell whatif` show the differences"
            : fmt::format("none is named '{}'.{}", change, did_you_mean(change, names))));
  }
  return arm_of(data, static_cast<std::size_t>(at - names.begin()));
}

}  // namespace quell
