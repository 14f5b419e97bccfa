// SPDX-License-Identifier: BSD-3-Clause
#include "cli/dataset_words.hpp"

#include <fmt/format.h>

namespace quell {

std::string attribute_text(const Dataset& data, const char* name) {
  const Attribute* attribute = data.find_attribute(name);
  if (attribute == nullptr) return "-";
  return std::visit([](const auto& value) { return fmt::format("{}", value); }, *attribute);
}

std::string fork_note(const Dataset& data) {
  if (data.past.empty()) return "";
  return ", on from a past that is simulated until " + attribute_text(data, "forked_at");
}

std::string scale_note(const Dataset& data) {
  const Attribute* attribute = data.find_attribute("scale");
  const double scale = attribute == nullptr ? 1.0 : std::get<double>(*attribute);
  if (scale == 1.0) return "";
  return fmt::format(
      "Counts are of simulated accounts and persons: at scale {} each stands for {:.4g} real ones.",
      scale, 1.0 / scale);
}

}  // namespace quell
