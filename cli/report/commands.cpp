// SPDX-License-Identifier: BSD-3-Clause
#include "cli/report/commands.hpp"

#include <fmt/format.h>

#include <sstream>
#include <string_view>

#include "cli/dataset_words.hpp"
#include "cli/text.hpp"

namespace quell {
namespace {

/// A text that a result holds: a file, and behind it the options that quell noted as comments.
struct Noted {
  bool has_file = false;
  std::string options;  ///< " --set KEY=VALUE", each with a blank before it
};

/// The option that a line notes, with its value as one word of a shell; empty where it notes none
/// that quell does. Others may have written the line.
std::string option_in(const std::string& line) {
  for (const std::string_view option : {"--set ", "--change ", "--without "}) {
    const std::string mark = "# " + std::string{option};
    if (!line.starts_with(mark)) continue;
    return ' ' + std::string{option} + shell_word(line.substr(mark.size()));
  }
  return "";
}

Noted noted_in(const std::string& text) {
  Noted noted;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    const std::string option = option_in(line);
    noted.options = option.empty() ? "" : noted.options + option;
    noted.has_file = noted.has_file || (option.empty() && !line.empty());
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
                                       shell_word(attribute_text(data, "forked_at")));
  if (is_whatif) return past + whatif_commands(data);
  return past + fmt::format("quell fork past.h5.checkpoint{} -o results.h5\n",
                            noted_in(data.past).options);
}

}  // namespace quell
