// SPDX-License-Identifier: BSD-3-Clause
#include "models/population_store.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace quell {

PopulationStore::Origin PopulationStore::origin_of(const Config& config, std::uint32_t replicate) {
  constexpr std::array<std::string_view, 4> tables{"population", "posting", "following", "segment"};
  Origin origin{.replicate = replicate, .tables = {}, .graph = config.graph};
  const ParamValues& run = config.at("run");
  origin.tables.emplace_back("run", std::vector<ParamValue>{run.real("seed"), run.real("scale")});
  for (const Section& section : config.sections) {
    if (std::ranges::find(tables, section.spec->name) == tables.end()) continue;
    origin.tables.emplace_back(std::string{section.spec->name} + ' ' + section.name,
                               section.values.values());
  }
  return origin;
}

const std::vector<std::byte>* PopulationStore::find(const Config& config,
                                                    std::uint32_t replicate) const {
  return origin_ && *origin_ == origin_of(config, replicate) ? &population_ : nullptr;
}

void PopulationStore::keep(const Config& config, std::uint32_t replicate,
                           std::vector<std::byte> population) {
  origin_ = origin_of(config, replicate);
  population_ = std::move(population);
}

}  // namespace quell
