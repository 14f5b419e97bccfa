// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/world.hpp"

namespace quell {

/// Those who follow a leader that is about to lose its account post more for a while. A main
/// account that does so already goes on as it was; one opened after a suspension does not.
void World::provoke_backlash(AccountId leader) {
  if (!settings_.backlash || settings_.backlash->beta == 0.0) return;
  const BacklashSettings& backlash = *settings_.backlash;
  for_each_follower(leader, [&](PersonId i) {
    if (main_account(i) == none) return;
    const AccountId main{main_account(i)};
    if (now_.days < history(main).backlash_end) return;
    history(main).backlash_end = (now_ + backlash.length).days;
    boost(main, {.posting = 1.0 + backlash.beta}, backlash.length);
  });
}

}  // namespace quell
