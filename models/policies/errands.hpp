// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "models/network/world.hpp"

namespace quell {

/// What a policy has to come back to: an errand's number is the payload of the event planned for
/// it, and is used again once the errand is done.
template <class Errand>
class Errands {
 public:
  std::uint32_t add(const Errand& errand) {
    constexpr std::size_t most = 1U << 24U;  // payloads have 24 bits
    if (free_.empty()) {
      if (errands_.size() == most) throw std::length_error("a policy has 2^24 errands open");
      free_.push_back(static_cast<std::uint32_t>(errands_.size()));
      errands_.emplace_back();
      is_open_.push_back(0);
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    errands_[number] = errand;
    is_open_[number] = 1;
    return number;
  }
  [[nodiscard]] Errand& operator[](std::uint32_t number) { return errands_[number]; }
  Errand finish(std::uint32_t number) {
    free_.push_back(number);
    is_open_[number] = 0;
    return errands_[number];
  }
  /// Numbers are below.
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(errands_.size()); }
  [[nodiscard]] bool is_open(std::uint32_t number) const { return is_open_[number] != 0; }

  void visit_blocks(BlockVisitor& visitor) {
    visitor.array("errands", errands_);
    visitor.array("open errands", is_open_);
    visitor.array("free errands", free_);
  }

 private:
  std::vector<Errand> errands_;
  std::vector<std::uint8_t> is_open_;  ///< by number
  std::vector<std::uint32_t> free_;
};

inline bool is_active(const World& world, AccountId a) {
  return world.account(a).status == AccountStatus::active;
}

}  // namespace quell
