// SPDX-License-Identifier: BSD-3-Clause
#include "models/conditions.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace quell {
namespace {

/// Whether some policy is active and `is_meant`.
template <class Predicate>
bool any_policy(const Config& config, Predicate&& is_meant) {
  return std::any_of(
      config.policies.begin(), config.policies.end(),
      [&](const PolicyConfig& policy) { return is_active(policy) && is_meant(policy); });
}

bool has_table(const Config& config, std::string_view section, std::string_view key) {
  const ParamValues* values = config.find(section);
  return values != nullptr && is_ever_positive(*values, key);
}

bool is_ladder_there(const Config& config) { return config.find("ladder") != nullptr; }

bool does_somebody_suspend(const Config& config) {
  return any_policy(config, [&config](const PolicyConfig& policy) {
    return policy.spec->suspends == Suspends::any_account ||
           (policy.spec->suspends == Suspends::new_accounts && is_ladder_there(config));
  });
}

bool is_core_there(const Config& config) {
  return config.at("population").real("core_share") > 0.0 || has_table(config, "ladder", "to_core");
}

/// Whether a policy suspends core accounts that stand, by itself.
bool is_core_hit(const PolicyConfig& policy) {
  if (policy.spec->suspends != Suspends::any_account) return false;
  return !has_key(policy.values, "core_weight") || is_ever_positive(policy.values, "core_weight");
}

bool are_throwaways_there(const Config& config) {
  const bool is_suspended = does_somebody_suspend(config);
  const bool is_opened =
      is_ladder_there(config) || (is_suspended && has_table(config, "return", "probability"));
  return (is_opened && has_table(config, "return", "throwaway_share")) ||
         (is_suspended && (has_table(config, "retaliation", "accounts") ||
                           has_table(config, "hijack", "probability")));
}

bool are_counters_there(const Config& config) {
  return config.at("population").real("counter_accounts") > 0.0;
}

bool hits_innocents(const PolicyConfig& policy) {
  const ParamValues& values = policy.values;
  if (policy.spec->suspends == Suspends::nobody) return false;
  if (has_key(values, "wrong_reports")) {
    return is_ever_positive(values, "wrong_reports") && is_ever_positive(values, "error");
  }
  if (!has_key(values, "precision")) return false;
  const std::vector<double> all = values.all_of("precision");
  return std::any_of(all.begin(), all.end(), [](double precision) { return precision < 1.0; });
}

bool makes_reports(const PolicyConfig& policy) {
  return has_key(policy.values, "report") && is_ever_positive(policy.values, "report");
}

/// What one of a policy's messages does goes by one of these names.
bool is_strong(const ParamValues& own) {
  for (const std::string_view key : {"efficacy", "effect", "success"}) {
    if (has_key(own, key)) return is_ever_positive(own, key);
  }
  return false;
}

/// Whether some of those whom the messages are for fulfil `is_meant(language)`.
template <class Predicate>
bool any_addressee(const Config& config, const ParamValues& own, Predicate&& is_meant) {
  const std::vector<const Section*> segments = config.all("segment");
  if (segments.empty()) return is_meant("arabic");
  const std::string& target = own.text("target");
  return std::any_of(segments.begin(), segments.end(), [&](const Section* segment) {
    return (target == "all" || target == segment->name) && segment->values.real("share") > 0.0 &&
           is_meant(segment->values.text("language"));
  });
}

}  // namespace

bool is_active(const PolicyConfig& policy) {
  return policy.spec->amount.empty() || is_ever_positive(policy.values, policy.spec->amount);
}

bool has_key(const ParamValues& values, std::string_view key) {
  const auto params = values.params();
  return std::any_of(params.begin(), params.end(),
                     [key](const Param& param) { return param.key == key; });
}

bool is_ever_positive(const ParamValues& values, std::string_view key) {
  const std::vector<double> all = values.all_of(key);
  return std::any_of(all.begin(), all.end(), [](double value) { return value > 0.0; });
}

bool has_reporters(const Config& config) {
  return config.find("reporting") != nullptr ||
         std::any_of(config.policies.begin(), config.policies.end(), makes_reports);
}

extern constexpr Condition has_ladder{
    "there is no [ladder], so that nobody changes stage", "add [ladder]",
    [](const Config& config, const ParamValues& /*own*/) { return is_ladder_there(config); }};

extern constexpr Condition has_messages{
    "it takes a [ladder], and messages that protect from it", "add [ladder], or a campaign",
    [](const Config& config, const ParamValues& /*own*/) {
      const bool are_there =
          has_table(config, "counter_speech", "efficacy") ||
          any_policy(config, [](const PolicyConfig& policy) {
            return has_key(policy.values, "credibility") && is_strong(policy.values);
          });
      return is_ladder_there(config) && are_there;
    }};

extern constexpr Condition messages_act{
    "the messages have no effect, or there is no [ladder] that they protect from",
    "take a [ladder] and an effect above 0", [](const Config& config, const ParamValues& own) {
      return is_ladder_there(config) && is_strong(own);
    }};

extern constexpr Condition has_other_readers{
    "no reader has another language, or the messages have no effect",
    "add a [[segment]] with another language", [](const Config& config, const ParamValues& own) {
      const std::string& mine = own.text("language");
      return is_ladder_there(config) && is_strong(own) &&
             any_addressee(config, own, [&](const std::string& theirs) { return theirs != mine; });
    }};

extern constexpr Condition has_addressees{
    "the share of that segment is 0, so that nobody is reached",
    "choose another segment",
    [](const Config& config, const ParamValues& own) {
      return any_addressee(config, own, [](const std::string& /*language*/) { return true; });
    },
    {},
    ""};

extern constexpr Condition somebody_is_suspended{
    "nobody is suspended", "add a [[policy]] that suspends",
    [](const Config& config, const ParamValues& /*own*/) { return does_somebody_suspend(config); }};

extern constexpr Condition core_exists{
    "there is no core, nor will there be", "raise population.core_share",
    [](const Config& config, const ParamValues& /*own*/) { return is_core_there(config); }};

extern constexpr Condition core_is_suspended{
    "no core account is suspended", "take a core_share above 0 and a [[policy]] that suspends",
    [](const Config& config, const ParamValues& /*own*/) {
      const auto hits_others = [](const PolicyConfig& policy) {
        return policy.spec->suspends != Suspends::any_account &&
               policy.spec->suspends != Suspends::nobody;
      };
      const bool is_hit = any_policy(config, is_core_hit) ||
                          (does_somebody_suspend(config) && any_policy(config, hits_others));
      return is_core_there(config) && is_hit;
    }};

extern constexpr Condition amplifiers_exist{
    "there are no amplifiers", "raise population.amplifier_share",
    [](const Config& config, const ParamValues& /*own*/) {
      return config.at("population").real("amplifier_share") > 0.0;
    }};

extern constexpr Condition throwaways_exist{
    "no throwaway account is opened", "add [return], with throwaway_share above 0",
    [](const Config& config, const ParamValues& /*own*/) { return are_throwaways_there(config); }};

extern constexpr Condition accounts_are_opened{
    "no account is opened after the start", "add [ladder], or a [[policy]] that suspends",
    [](const Config& config, const ParamValues& /*own*/) {
      const auto answers = [&config](std::string_view section) {
        return config.find(section) != nullptr;
      };
      return is_ladder_there(config) ||
             (does_somebody_suspend(config) &&
              (answers("return") || answers("retaliation") || answers("hijack")));
    }};

extern constexpr Condition counter_accounts_exist{
    "there are no counter accounts", "raise population.counter_accounts",
    [](const Config& config, const ParamValues& /*own*/) { return are_counters_there(config); }};

extern constexpr Condition somebody_reports{
    "nobody reports: the rate of [reporting] is 0, and so is what would make others report",
    "raise reporting.rate", [](const Config& config, const ParamValues& own) {
      const ParamValues* reporting = config.find("reporting");
      const bool do_users_report = reporting != nullptr && is_ever_positive(*reporting, "rate") &&
                                   is_ever_positive(*reporting, "vigilance");
      const bool is_fed = has_key(own, "wrong_reports") && is_ever_positive(own, "wrong_reports");
      return do_users_report || is_fed || any_policy(config, makes_reports);
    }};

extern constexpr Condition innocents_are_hit{
    "nobody is suspended wrongly", "lower the `precision` of a [[policy]] that suspends",
    [](const Config& config, const ParamValues& /*own*/) {
      return are_counters_there(config) && does_somebody_suspend(config) &&
             any_policy(config, hits_innocents);
    }};

}  // namespace quell
