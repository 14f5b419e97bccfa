// SPDX-License-Identifier: BSD-3-Clause
#include "models/config.hpp"

#include <stdexcept>

namespace quell {

const ParamValues* Config::find(std::string_view section) const {
  for (const Section& candidate : sections) {
    if (candidate.spec->name == section) return &candidate.values;
  }
  return nullptr;
}

const ParamValues& Config::at(std::string_view section) const {
  if (const ParamValues* values = find(section)) return *values;
  throw std::logic_error("the configuration has no section '" + std::string{section} + "'");
}

std::vector<const Section*> Config::all(std::string_view section) const {
  std::vector<const Section*> found;
  for (const Section& candidate : sections) {
    if (candidate.spec->name == section) found.push_back(&candidate);
  }
  return found;
}

Duration Config::duration() const {
  return {.days = at("run").real("end") - at("run").real("start")};
}

Frame Config::frame() const {
  return {.start_day = start_day(), .duration = duration(), .scale = at("run").real("scale")};
}

}  // namespace quell
