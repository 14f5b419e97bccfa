// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/case_queue.hpp"

#include <algorithm>
#include <iterator>

namespace quell {

bool CaseQueue::report(AccountId a, Time now) {
  if (a.index() >= case_of_.size()) case_of_.resize(a.index() + 1, none);
  std::uint32_t& its = case_of_[a.index()];
  if (its != none) {
    ++cases_[its].reports;
    return false;
  }
  its = open({.reported = now.days, .target = a.index(), .reports = 1, .is_counter = 0});
  return true;
}

void CaseQueue::report(CounterId counter, Time now) {
  open({.reported = now.days, .target = counter.index(), .reports = 1, .is_counter = 1});
}

std::uint32_t CaseQueue::open(const Case& made) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(cases_.size()));
    cases_.emplace_back();
  }
  const std::uint32_t id = free_.back();
  free_.pop_back();
  cases_[id] = made;
  waiting_.push_back(id);
  return id;
}

std::uint32_t CaseQueue::take_next(const World& world) {
  auto next = waiting_.begin();
  const auto rank = [&](std::uint32_t id) {
    const Case& its = cases_[id];
    if (order_ == CaseOrder::most_reported) return its.reports;
    return its.is_counter == 0 ? world.followers(AccountId{its.target}) : 0U;
  };
  if (order_ == CaseOrder::lifo) {
    next = std::prev(waiting_.end());
  } else if (order_ != CaseOrder::fifo) {
    next = std::max_element(waiting_.begin(), waiting_.end(),
                            [&](auto a, auto b) { return rank(a) < rank(b); });
  }
  const std::uint32_t id = *next;
  waiting_.erase(next);
  return id;
}

bool CaseQueue::is_moot(const World& world, std::uint32_t id) const {
  const Case& its = cases_[id];
  return its.is_counter == 0 &&
         world.account(AccountId{its.target}).status != AccountStatus::active;
}

Case CaseQueue::close(std::uint32_t id) {
  const Case its = cases_[id];
  if (its.is_counter == 0) case_of_[its.target] = none;
  free_.push_back(id);
  return its;
}

void CaseQueue::visit_blocks(BlockVisitor& visitor) {
  visitor.array("cases", cases_);
  visitor.array("free cases", free_);
  visitor.array("waiting", waiting_);
  visitor.array("case of account", case_of_);
}

}  // namespace quell
