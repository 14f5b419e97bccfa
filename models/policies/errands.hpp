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
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    errands_[number] = errand;
    return number;
  }
  [[nodiscard]] Errand& operator[](std::uint32_t number) { return errands_[number]; }
  Errand finish(std::uint32_t number) {
    free_.push_back(number);
    return errands_[number];
  }

  void visit_blocks(BlockVisitor& visitor) {
    visitor.array("errands", errands_);
    visitor.array("free errands", free_);
  }

 private:
  std::vector<Errand> errands_;
  std::vector<std::uint32_t> free_;
};

inline bool is_active(const World& world, AccountId a) {
  return world.account(a).status == AccountStatus::active;
}

}  // namespace quell
