// SPDX-License-Identifier: BSD-3-Clause
// What stands in a scenario and does nothing in it is named.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/registry.hpp"
#include "scenarios/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

/// But for those about published ranges.
std::vector<std::string> warnings_of(const std::string& tables) {
  const std::string run = "[run]\nstart = 2014-07-01\nend = 2014-07-31\nscale = 0.01\n";
  std::vector<std::string> said = texts_of(read_scenario_text(run + tables, "idle.toml").warnings);
  std::erase_if(said, [](const std::string& text) {
    return text.find("published range") != std::string::npos;
  });
  return said;
}

/// One line that does nothing, and what is said of it after its place.
struct Idle {
  std::string tables;
  std::string message;
};

/// Where the tables have several lines, the last one is idle.
void check_said(const Idle& idle) {
  CAPTURE(idle.tables);
  const std::vector<std::string> said = warnings_of(idle.tables);
  REQUIRE(said.size() == 1);
  CHECK(said.front().find(" warning: " + idle.message) != std::string::npos);
}

const std::string suspender = "[[policy]]\nkind = \"suspension_hazard\"\nhazard = 0.01\n";

}  // namespace

TEST_CASE("idle: organised counter-speech acts where there is a ladder", "[scenarios]") {
  const std::string organised = "[counter_speech]\norganised_share = 0.2\norganised_factor = 3\n";
  CHECK(warnings_of("[ladder]\n" + organised).empty());
  const std::vector<std::string> said = warnings_of(organised);
  CHECK(std::any_of(said.begin(), said.end(), [](const std::string& text) {
    return text.find("'organised_factor' does nothing") != std::string::npos;
  }));
}

TEST_CASE("idle: values that lack what they need are named, with the way out", "[scenarios]") {
  const std::vector<Idle> all{
      {"[posting]\ndiurnal_peak = 12\n",
       "'diurnal_peak' does nothing (diurnal_amplitude is 0) raise it, or leave it out"},
      {"[posting]\nfatigue = 0.9\n", "'fatigue' does nothing (nobody is suspended) add a"},
      {"[posting]\nchill = 0.1\n", "'chill' does nothing (nobody is suspended)"},
      {"[population]\ncore_share = 0\n[posting]\ncore_factor = 9\n",
       "'core_factor' does nothing (there is no core"},
      {"[population]\namplifier_share = 0\n[posting]\namplifier_factor = 9\n",
       "'amplifier_factor' does nothing (there are no amplifiers)"},
      {"[posting]\nthrowaway_factor = 0.5\n",
       "'throwaway_factor' does nothing (no throwaway account is opened)"},
      {"[following]\nkernel = \"uniform\"\nfitness_exponent = 0.5\n",
       "'fitness_exponent' does nothing (kernel is not fitness)"},
      {"[following]\nkernel = \"uniform\"\npreferential_scale = 5\n",
       "'preferential_scale' does nothing (kernel is not preferential)"},
      {"[protection]\ncap = 0.2\n", "[protection] does nothing (it takes a [ladder], and messages"},
      {"[ladder]\n[protection]\ncap = 0.2\n", "[protection] does nothing (it takes a [ladder]"},
      {"[counter_speech]\nefficacy = 0.1\n", "'efficacy' does nothing (there is no [ladder]"},
      {"[ladder]\n[counter_speech]\norganised_factor = 3\n",
       "'organised_factor' does nothing (organised_share is 0"},
      {"[population]\ncounter_accounts = 0\n[counter_speech]\n",
       "[counter_speech] does nothing (there are no counter accounts)"},
      {"[[segment]]\nname = \"a\"\nshare = 1\nlanguage = \"arabic\"\nsusceptibility = 2\n",
       "'susceptibility' does nothing (there is no [ladder]"},
      {"[[shock]]\nname = \"a\"\ndate = 2014-07-05\nposting = 2\nuptake = 3\n",
       "'uptake' does nothing (there is no [ladder]"},
      {"[bursts]\ndecay = 5\n", "'decay' does nothing (posting.mode is thinned"},
      {"[retaliation]\n", "[retaliation] does nothing (nobody is suspended)"},
      {"[hijack]\n", "[hijack] does nothing (nobody is suspended)"},
      {"[backlash]\n", "[backlash] does nothing (no core account is suspended)"},
      {suspender + "core_weight = 0\n[backlash]\n",
       "[backlash] does nothing (no core account is suspended)"},
      {"[ladder]\n[counter_speech]\nefficacy = 0\n[protection]\ncap = 0.2\n",
       "[protection] does nothing (it takes a [ladder], and messages"},
      {"[return]\n", "[return] does nothing (nobody is suspended, and without [ladder]"},
      {"[ladder]\n[return]\nprobability = 0.8\n",
       "'probability' does nothing (nobody is suspended)"},
      {"[migration]\nper_suspension = 0.1\n",
       "'per_suspension' does nothing (nobody is suspended)"},
      {suspender + "[appeals]\n", "[appeals] does nothing (nobody is suspended wrongly)"},
      {suspender + "[return]\nshout_out_days = 3\n",
       "'shout_out_days' does nothing (shout_out is 1"},
      {suspender + "[return]\nbackup_share = 0\nbackup_delay = 3\n",
       "'backup_delay' does nothing (backup_share is 0"},
      {suspender + "throwaway_weight = 3\n",
       "'throwaway_weight' does nothing (no throwaway account"},
      {"[population]\ncore_share = 0\n" + suspender + "core_weight = 3\n",
       "'core_weight' does nothing (there is no core"},
      {"[[policy]]\nkind = \"neighbour_detection\"\n",
       "[[policy]] neighbour_detection does nothing (nobody is suspended)"},
      {"[ladder]\n[return]\n[[policy]]\nkind = \"return_friction\"\n",
       "[[policy]] return_friction does nothing (nobody is suspended)"},
      {"[ladder]\n[return]\n[[policy]]\nkind = \"return_search\"\n",
       "[[policy]] return_search does nothing (nobody is suspended)"},
      {"[[policy]]\nkind = \"broadcast_campaign\"\nimpressions = 1000\n",
       "[[policy]] broadcast_campaign does nothing (messages have no effect or there is no "
       "[ladder]"},
      {"[ladder]\n[[policy]]\nkind = \"broadcast_campaign\"\nimpressions = 1000\nmismatch = 0.1\n",
       "'mismatch' does nothing (no reader has another language"},
      {"[ladder]\n[[policy]]\nkind = \"broadcast_campaign\"\nimpressions = 1000\nefficacy = 0\n"
       "report = 0.1\nbackfire = 0.1\n",
       "'backfire' does nothing (the messages have no effect"},
      {"[[policy]]\nkind = \"volunteer_lists\"\nlists = [[2014-07-05, 900]]\n",
       "'lists' does nothing (used is 0 by default"},
      {"[reporting]\n[[policy]]\nkind = \"moderation\"\nreviewers = 900\nerror = 0.1\n",
       "'error' does nothing (wrong_reports is 0"},
      {"[reporting]\n[[shock]]\nname = \"a\"\ndate = 2014-03-05\nposting = 2\n[[policy]]\n"
       "kind = \"moderation\"\nreviewers = 900\nsurge = 2\n",
       "'surge' does nothing (no [[shock]] falls into the run)"},
      {"[[policy]]\nkind = \"suspension_hazard\"\nhazard = { base = 0, when = \"panel_hazard\", "
       "above = 0.1, "
       "below = 0.05, then = 0.5 }\n",
       "the rule of 'hazard' is never on ('panel_hazard' is not observed: the scenario has no "
       "[panel])"},
      {"[posting]\nmode = \"explicit\"\n[resharing]\ndelay_exponent = 2\nprobability = 0.0001\n",
       "'delay_exponent' does nothing (delay is lognormal)"},
      {"[channels]\njoin = 0\nshout_outs = 0.5\n",
       "'shout_outs' does nothing (join is 0, so that everybody stays alone) raise it, or leave"},
      {"[[policy]]\nkind = \"channel_bans\"\nper_day = 50\n",
       "[[policy]] channel_bans does nothing (there is no [channels]"},
      {"[following]\nunfollow = 0\nunfollow_mutual = 0.5\n",
       "'unfollow_mutual' does nothing (unfollow is 0)"},
      {"[reporting]\nrate = 0\n[[policy]]\nkind = \"warnings\"\n",
       "[[policy]] warnings does nothing (nobody reports"},
      {"[ladder]\n[[segment]]\nname = \"a\"\nshare = 1\nlanguage = \"arabic\"\n[[segment]]\nname = "
       "\"b\"\nshare = 0\nlanguage = \"english\"\n[[policy]]\nkind = \"broadcast_campaign\"\n"
       "impressions = 1000\ntarget = \"b\"\n",
       "'target' does nothing (the share of that segment is 0, so that nobody is reached) choose "
       "another segment"},
      {"[posting]\nmode = \"explicit\"\n[resharing]\nprobability = 0.1\n",
       "each shared post is shared on by"},
  };
  for (const Idle& idle : all) check_said(idle);
}

TEST_CASE("idle: what acts is not named", "[scenarios]") {
  // Half of the budget is lost, with or without counter accounts.
  CHECK(warnings_of("[population]\ncounter_accounts = 0\n[[policy]]\nkind = \"ranked_budget\"\n"
                    "per_day = 900\nprecision = 0.5\n")
            .empty());
  // The backlog is 0 without moderation.
  CHECK(warnings_of("[[policy]]\nkind = \"suspension_hazard\"\nhazard = { base = 0, when = "
                    "\"backlog\", above = -1, below = -2, then = 0.5 }\n")
            .empty());
  CHECK(warnings_of("[posting]\ndiurnal_amplitude = 0.5\ndiurnal_peak = 12\n").empty());
  CHECK(warnings_of(suspender + "[posting]\nfatigue = 0.9\n[return]\nprobability = 0.8\n").empty());
  CHECK(warnings_of("[[policy]]\nkind = \"volunteer_lists\"\nlists = [[2014-07-05, 900]]\n"
                    "used = 0\n")
            .empty());  // who gives it knows
}

TEST_CASE("idle: nothing that is shipped has an idle line", "[scenarios]") {
  for (const char* name : {"adaptive-moderation", "baseline",
                           "channel_bans",        "detection_at_birth",
                           "down_ranking",        "edge-list-example",
                           "extension-2017",      "hashkat-follows",
                           "hashkat-large",       "hashkat-mixed",
                           "hashkat-posts",       "inoculation",
                           "neighbour_detection", "one_to_one_outreach",
                           "ranked_budget",       "return_friction",
                           "return_search",       "search_redirect",
                           "seed-literal",        "surge_capacity",
                           "targeted_campaign",   "warnings"}) {
    CAPTURE(name);
    const Scenario shipped =
        read_scenario(fmt::format(QUELL_SOURCE_DIR "/scenarios/{}.toml", name));
    for (const std::string& said : texts_of(shipped.warnings)) {
      CHECK(said.find("does nothing") == std::string::npos);
      CHECK(said.find("never on") == std::string::npos);
    }
  }
}

TEST_CASE("idle: every policy names the key that says how much of it there is",
          "[scenarios][contract]") {
  for (const PolicySpec* spec : all_policies()) {
    CAPTURE(spec->name);
    bool is_there = false;
    for (const Param& param : spec->params) is_there = is_there || param.key == spec->amount;
    CHECK(is_there);
  }
}

TEST_CASE("idle: appeals, where all who suspend wait for others to begin", "[scenarios]") {
  const std::vector<std::string> said =
      warnings_of("[return]\n[[policy]]\nkind = \"return_search\"\n[appeals]\n");
  const auto names_appeals = [](const std::string& text) {
    return text.find("[appeals] does nothing (nobody is suspended wrongly)") != std::string::npos;
  };
  CHECK(std::count_if(said.begin(), said.end(), names_appeals) == 1);
}
