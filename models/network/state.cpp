// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/state.hpp"

#include <algorithm>
#include <cmath>

namespace quell {

bool DailyEffort::spend_one(Time now, double limit) {
  const auto today = static_cast<std::int64_t>(std::floor(now.days));
  if (today != day) *this = {.day = today};
  if (spent + 1.0 > limit) return false;
  spent += 1.0;
  return true;
}

void Flows::reset() {
  std::vector<double> by_segment = std::move(posts);
  std::vector<std::uint32_t> discovered = std::move(discovered_followers);
  std::fill(by_segment.begin(), by_segment.end(), 0.0);
  discovered.clear();
  *this = Flows{};
  posts = std::move(by_segment);
  discovered_followers = std::move(discovered);
}

void Flows::visit_blocks(BlockVisitor& visitor) {
  visitor.array("posts", posts);
  visitor.plain("reshares", reshares);
  visitor.plain("counter posts", counter_posts);
  visitor.plain("impressions", impressions);
  visitor.plain("impressions, susceptible", impressions_susceptible);
  visitor.plain("posters", posters);
  visitor.plain("reports", reports);
  visitor.plain("suspensions", suspensions);
  visitor.plain("suspensions, posted", suspensions_posted);
  visitor.plain("false positives", false_positives);
  visitor.plain("appeals", appeals);
  visitor.plain("reinstated", reinstated);
  visitor.plain("opened", opened);
  visitor.plain("new supporters", new_supporters);
  visitor.plain("returns", returns);
  visitor.plain("retaliation", retaliation);
  visitor.plain("hijacked", hijacked);
  visitor.plain("panel suspensions", panel_suspensions);
  visitor.plain("channels banned", channels_banned);
  visitor.array("discovered", discovered_followers);
}

void Totals::visit_blocks(BlockVisitor& visitor) {
  visitor.plain("opened", opened);
  visitor.plain("suspensions", suspensions);
  visitor.plain("off-platform audience", off_platform_audience);
  visitor.array("followers by generation", generation_followers);
  visitor.array("accounts by generation", generation_accounts);
  visitor.array("endings", endings);
  visitor.array("withdrawals", withdrawals);
}

}  // namespace quell
