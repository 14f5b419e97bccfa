// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <limits>
#include <utility>

#include "models/network/summary.hpp"
#include "models/network/world.hpp"

// A list of accounts that is drawn up once and then only loses members, as a research team keeps it
// (M22). Nothing here changes what happens: the list has a random stream of its own.

namespace quell {

/// Impressions per day, before drivers: what a search for key words would find of it.
double World::visibility(AccountId a) const {
  const Account& account = this->account(a);
  return static_cast<double>(account.rate) * static_cast<double>(account.chill) * reach_of(a) *
         followers(a);
}

/// Draws without replacement, one after the other, in proportion to the weights: those with the
/// smallest exponentials of these rates (Efraimidis & Spirakis 2006,
/// doi:10.1016/j.ipl.2005.11.003). Accounts of weight 0 are never found.
void World::draw_panel() {
  const PanelSettings& settings = *settings_.panel;
  has_panel_ = true;
  std::vector<std::pair<double, AccountId>> marks;
  for (const AccountId a : active_) {
    const std::string& language = settings_.segments[segment(owner_of(a))].language;
    if (settings.language != "all" && settings.language != language) continue;
    const double weight = settings.choice == PanelChoice::visible ? visibility(a) : 1.0;
    if (!(weight > 0.0)) continue;
    Stream stream = this->stream(Purpose::panel, entity_of(account(a)));
    marks.emplace_back(stream.exponential() / weight, a);
  }
  const std::size_t size = std::min<std::size_t>(settings.size, marks.size());
  std::nth_element(marks.begin(), marks.begin() + static_cast<std::ptrdiff_t>(size), marks.end());
  for (std::size_t k = 0; k < size; ++k) {
    panel_.push_back({.account = marks[k].second, .posts = history(marks[k].second).posts});
  }
  std::sort(panel_.begin(), panel_.end(),
            [](const Listed& a, const Listed& b) { return a.account < b.account; });
}

void World::count_panel_suspension(AccountId a) {
  const auto at = std::lower_bound(panel_.begin(), panel_.end(), a,
                                   [](const Listed& x, AccountId y) { return x.account < y; });
  if (at != panel_.end() && at->account == a) ++flows_.panel_suspensions;
}

/// Rates are per account that was active on the list when the interval began. Where the list is
/// drawn up now there is no such interval.
void World::record_panel(Recording& recording, double days) {
  const auto put = [&recording](std::size_t row, double value) {
    recording.values[row].push_back(value);
  };
  const bool is_new = settings_.panel && !has_panel_ && now_ >= settings_.panel->date;
  double posts = 0.0;
  const double exposure = is_new ? 0.0 : static_cast<double>(panel_.size()) * days;
  for (Listed& listed : panel_) {
    posts += history(listed.account).posts - listed.posts;
    listed.posts = history(listed.account).posts;
  }
  put(observable("panel_hazard"), ratio(static_cast<double>(flows_.panel_suspensions), exposure));
  put(observable("panel_posts_per_account"), ratio(posts, exposure));

  if (is_new) draw_panel();
  const auto is_gone = [this](const Listed& listed) {
    return account(listed.account).status != AccountStatus::active;
  };
  panel_.erase(std::remove_if(panel_.begin(), panel_.end(), is_gone), panel_.end());
  std::vector<std::uint32_t> counts;
  for (const Listed& listed : panel_) counts.push_back(followers(listed.account));
  const Summary summary = summarise(counts);
  put(observable("panel_accounts"), has_panel_ ? static_cast<double>(panel_.size()) : undefined);
  put(observable("panel_followers_mean"), summary.mean);
  put(observable("panel_followers_median"), summary.median);
}

}  // namespace quell
