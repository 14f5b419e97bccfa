// SPDX-License-Identifier: BSD-3-Clause
#include "cli/report/commands.hpp"

#include <fmt/format.h>

#include <sstream>
#include <string_view>

#include "cli/dataset_words.hpp"
#include "cli/text.hpp"

namespace quell {
namespace {

/// A text that a result holds: lines of a file, and options of the command line as comments in it.
struct Noted {
  bool has_file = false;
  std::string options;  ///< " --set KEY=VALUE", each with a blank before it
};

Noted noted_in(const std::string& text) {
  constexpr std::string_view mark = "# ";
  constexpr std::string_view dashes = "# --";
  Noted noted;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t blank = line.find(' ', dashes.size());
    if (line.starts_with(dashes) && blank != std::string::npos) {
      noted.options += ' ' + line.substr(mark.size(), blank - mark.size() + 1) +
                       shell_word(line.substr(blank + 1));
    } else if (!line.empty()) {
      noted.has_file = true;
    }
  }
  return noted;
}

std::string whatif_commands(const Dataset& data) {
  const auto [has_file, options] = noted_in(data.whatif);
  const std::string file = has_file ? " whatif.toml" : data.past.empty() ? " scenario.toml" : "";
  const std::string from = data.past.empty() ? "" : " --from past.h5.checkpoint";
  const std::string hint =
      has_file && data.past.empty()
          ? "# whatif.toml names its scenario: put scenario.toml there, or change that line\n"
          : "";
  return hint + fmt::format("quell whatif{}{}{} -o results.h5\n", file, from, options);
}

}  // namespace

std::string commands_for(const Dataset& data) {
  const bool is_whatif = data.find_dimension("change") != nullptr;
  if (data.past.empty()) {
    return is_whatif ? whatif_commands(data) : "quell run scenario.toml -o results.h5\n";
  }
  const std::string past = fmt::format("quell run past.toml --stop-at {} -o past.h5\n",
                                       attribute_text(data, "forked_at"));
  if (is_whatif) return past + whatif_commands(data);
  return past + fmt::format("quell fork past.h5.checkpoint{} -o results.h5\n",
                            noted_in(data.past).options);
}

}  // namespace quell
