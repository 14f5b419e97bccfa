// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/well_mixed/mixture.hpp"

namespace quell {

/// What the members of a compartment may do, one by one.
enum class ChannelKind {
  reader_rises,
  reader_sinks,
  owner_rises,
  owner_steps_down,
  owner_migrates,
  is_suspended,  ///< by a hazard
  comes_back,
  away_steps_down,
  extra_closes,
  is_reinstated,
};

struct Channel {
  ChannelKind kind;
  std::size_t place = 0;  ///< of the members in the state
  std::size_t c = 0;      ///< class, or rung of a reader
  std::size_t group = 0;
  std::size_t segment = 0;
};

/// One clock for each thing that the members of each compartment may do.
class Channels {
 public:
  explicit Channels(const Layout& layout);

  [[nodiscard]] std::span<const Channel> all() const { return all_; }
  /// Numbers of those of the members that are counted there in the state.
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t place) const { return of_[place]; }

 private:
  std::vector<Channel> all_;
  std::vector<std::vector<std::uint32_t>> of_;
};

/// Of each member [1/d].
double rate_of(const Channel& channel, const Mixture& mixture, const MixtureRates& rates);

}  // namespace quell
