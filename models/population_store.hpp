// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/config.hpp"

namespace quell {

/// The persons, accounts and follows with which a replicate began, for the next run that begins
/// alike: those of a sweep mostly differ in what comes later. Holds one population, and none that
/// takes much memory, since a large one is a small part of its run. Not for several threads at
/// once.
class PopulationStore {
 public:
  /// Null unless the population of this scenario and replicate is the one in store.
  [[nodiscard]] const std::vector<std::byte>* find(const Config& config,
                                                   std::uint32_t replicate) const;
  void keep(const Config& config, std::uint32_t replicate, std::vector<std::byte> population);

  static constexpr std::size_t most_bytes = std::size_t{128} << 20U;

 private:
  /// All that a population depends on.
  struct Origin {
    std::uint32_t replicate = 0;
    std::vector<std::pair<std::string, std::vector<ParamValue>>> tables;
    std::shared_ptr<const InitialGraph> graph;
    bool operator==(const Origin&) const = default;
  };
  static Origin origin_of(const Config& config, std::uint32_t replicate);

  std::optional<Origin> origin_;
  std::vector<std::byte> population_;
};

}  // namespace quell
