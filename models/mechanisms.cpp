// SPDX-License-Identifier: BSD-3-Clause
#include "models/mechanisms.hpp"

#include <array>

namespace quell {
namespace {

constexpr std::array mechanisms{
    Mechanism{
        "M1", "account tiers",
        "persons run core, ordinary, amplifier and throwaway accounts, which differ in posting",
        "tiers_test.cpp"},
    Mechanism{"M2", "posting",
              "lognormal rates across persons, a daily cycle, Hawkes bursts (thinned or as events)",
              "tiers_test.cpp, posting_modes_test.cpp, bursts_test.cpp"},
    Mechanism{"M3", "re-sharing", "each reader shares on with a probability, after a delay",
              "resharing_test.cpp"},
    Mechanism{"M4", "forming follows",
              "search, shout-outs along follows, re-shared posts, follow-back, lists of returners",
              "following_test.cpp, return_test.cpp"},
    Mechanism{"M5", "unfollowing",
              "a hazard for every follow edge; by reciprocity, posting rate and age",
              "following_test.cpp, unfollowing_test.cpp"},
    Mechanism{"M6", "user reports",
              "rate by followers and posting; cases wait in a queue for reviewers",
              "reports_test.cpp, moderation_test.cpp"},
    Mechanism{"M7", "detection by tools",
              "at the opening of an account, later by its suspended neighbours",
              "policies/detection_at_birth_test.cpp, policies/neighbour_detection_test.cpp"},
    Mechanism{"M8", "false positives", "precision of each source; appeals and reinstatement",
              "imposed_counts_test.cpp, appeals_test.cpp"},
    Mechanism{"M9", "waves", "dated numbers of suspensions, spread over days; reviewers in surges",
              "imposed_counts_test.cpp, moderation_test.cpp"},
    Mechanism{
        "M10", "return",
        "probability r delta^(n-1) after a lognormal delay, or a back-up while there are some",
        "return_test.cpp"},
    Mechanism{"M11", "recovering followers",
              "each surviving follower follows again with probability rho, with a half-life",
              "refollow_test.cpp, hazard_test.cpp"},
    Mechanism{"M12", "fatigue and chill",
              "posting falls with own suspensions, and with those of followed accounts",
              "chill_test.cpp"},
    Mechanism{"M13", "migration", "hazard that grows with own and peers' suspensions",
              "migration_test.cpp"},
    Mechanism{"M14", "recruitment",
              "a ladder of stages; logistic in the number of accounts followed", "ladder_test.cpp"},
    Mechanism{"M15", "disengagement", "steps down the ladder at a hazard by stage",
              "disengagement_test.cpp"},
    Mechanism{"M16", "counter-messages", "views take from susceptibility and are forgotten",
              "protection_test.cpp, policies/targeted_campaign_test.cpp"},
    Mechanism{"M17", "backlash",
              "posting rises after a leader is suspended; some counter-messages backfire",
              "backlash_test.cpp, protection_test.cpp"},
    Mechanism{"M18", "organic opposition", "counter accounts with a rate of their own",
              "counter_speech_test.cpp"},
    Mechanism{"M19", "outside events", "drivers with elasticities, shocks that decay",
              "drivers_test.cpp"},
    Mechanism{"M20", "retaliation and hijacking",
              "accounts opened, or dormant ones taken over, in reply to suspensions",
              "retaliation_test.cpp, hijack_test.cpp"},
    Mechanism{"M21", "groups that join and break up",
              "channels that join, break up and are shut down", "channels_test.cpp"},
    Mechanism{
        "M22", "measurement",
        "all accounts, at the first report, weighted with visibility, or one list of accounts",
        "panel_test.cpp"},
};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::span<const Mechanism> all_mechanisms() { return mechanisms; }

std::vector<std::string_view> mechanisms_in(std::string_view source) {
  std::vector<std::string_view> found;
  for (std::size_t k = 0; k + 1 < source.size(); ++k) {
    const bool begins = source[k] == 'M' && is_digit(source[k + 1]) &&
                        (k == 0 || !(is_letter(source[k - 1]) || is_digit(source[k - 1])));
    if (!begins) continue;
    std::size_t end = k + 1;
    while (end < source.size() && is_digit(source[end])) ++end;
    found.push_back(source.substr(k, end - k));
  }
  return found;
}

}  // namespace quell
