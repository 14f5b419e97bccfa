// SPDX-License-Identifier: BSD-3-Clause
#include "cli/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

#include "cli/table.hpp"
#include "cli/text.hpp"
#include "cli/value_words.hpp"
#include "models/conditions.hpp"
#include "models/observables.hpp"
#include "models/registry.hpp"
#include "models/settings.hpp"
#include "models/variant.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/suggest.hpp"

namespace quell {
namespace {

struct Key {
  std::string_view section;
  std::string_view key;
};

/// Told whether or not a scenario gives them: what makes accounts grow.
constexpr std::array always_told{Key{"posting", "rate"}, Key{"following", "gain"},
                                 Key{"following", "kernel"}, Key{"following", "unfollow"}};

bool is_always_told(std::string_view section, std::string_view key) {
  return std::any_of(always_told.begin(), always_told.end(),
                     [&](const Key& row) { return row.section == section && row.key == key; });
}

std::string period(const Config& config) {
  const ParamValues& run = config.at("run");
  return fmt::format("from {} to {}, {:g} days", date_text(run.real("start")),
                     date_text(run.real("end")), config.duration().days);
}

/// A value with its key and what it means.
std::string told(const ParamValues& values, std::size_t row) {
  const Param& param = values.params()[row];
  return fmt::format("{} is {} ({}).", param.key, value_words(values, row), param.doc);
}

/// The values that differ from the default, and those that are told in any case.
void tell_values(Prose& prose, std::string_view table, const ParamValues& values,
                 std::string_view amount = {}) {
  std::size_t left = 0;
  for (std::size_t row = 0; row < values.params().size(); ++row) {
    const std::string_view key = values.params()[row].key;
    if (!is_default(values, row) || key == amount || is_always_told(table, key)) {
      prose.point(told(values, row));
    } else {
      ++left;
    }
  }
  if (left == values.params().size() && left > 0) {
    prose.paragraph("All its values are the defaults.");
  } else if (left > 0) {
    prose.paragraph(left == 1 ? "The other value is the default."
                              : fmt::format("The other {} values are the defaults.", left));
  }
}

bool observes(const Config& config, std::string_view name) {
  const Observable* const row = find_observable(name);
  return row != nullptr && is_observed(*row, config);
}

void tell_run(Prose& prose, const std::string& title, const Config& config) {
  const ParamValues& run = config.at("run");
  const double scale = run.real("scale");
  const VariantSpec& variant = variant_of(config);
  const auto replicates = static_cast<std::size_t>(run.real("replicates"));
  prose.heading(title);
  prose.paragraph(fmt::format(
      "simulates the time {}, {}.", period(config),
      scale == 1.0 ? "at the real size" : fmt::format("at {:g} of the real size", scale)));
  prose.paragraph(fmt::format("It is done {} with the seed {:.0f}{}.",
                              replicates == 1 ? "once" : fmt::format("{} times", replicates),
                              run.real("seed"),
                              variant.is_random ? ""
                                                : ", and each time alike, for nothing in this "
                                                  "model is left to chance"));
  prose.heading(fmt::format("Model: {}", variant.name));
  prose.paragraph(std::string{variant.summary});
  prose.paragraph(fmt::format("It neglects {}.", variant.neglects));
}

/// "6,000,000".
std::string grouped(double value) {
  std::string digits = fmt::format("{:.0f}", value);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

/// As `grouped`, with two digits that count.
std::string about(double value) {
  if (!(value >= 1.0)) return "0";
  const double step = std::pow(10.0, std::floor(std::log10(value)) - 1.0);
  return grouped(std::round(value / step) * step);
}

std::string at_scale(std::uint32_t count, double full, double scale) {
  if (scale == 1.0) return grouped(count);
  return fmt::format("{} ({} at the real size)", grouped(count), grouped(full));
}

/// The follow edges at the start, as far as they are known without drawing them.
std::string edges_words(const Config& config, const Settings& settings) {
  if (config.graph != nullptr) {
    return fmt::format("Its {} follow edges are those of the file {}.",
                       grouped(static_cast<double>(config.graph->edges())),
                       config.at("graph").text("file"));
  }
  const PopulationSettings& population = settings.population;
  if (settings.following.initial_mean <= 0.0) return "No account has followers to begin with.";
  const double each = mean_first_followers(settings);
  return fmt::format(
      "An account begins with about {} followers, so that there are about {} follow "
      "edges to begin with.",
      about(each), about(each * population.pro_accounts));
}

/// What [population] says beside the counts.
void tell_shares(Prose& prose, const ParamValues& values) {
  for (std::size_t row = 0; row < values.params().size(); ++row) {
    const Param& param = values.params()[row];
    if (param.kind != ParamKind::count && !is_default(values, row)) prose.point(told(values, row));
  }
}

void tell_population(Prose& prose, const Config& config) {
  if (variant_of(config).has_own_scenarios) return;  // its own table says who is there
  const Settings settings = resolve(config);
  const ParamValues& full = config.at("population");
  const PopulationSettings& population = settings.population;
  const double scale = config.graph == nullptr ? settings.scale : 1.0;  // a graph has its own size
  prose.heading("Who is there at the start");
  const std::string accounts =
      at_scale(population.pro_accounts, full.real("pro_accounts"), scale) + " active pro accounts";
  if (!observes(config, "edges")) {
    prose.paragraph(accounts + ".");
    return;
  }
  prose.paragraph(fmt::format(
      "{}, {} persons who only follow, and {} accounts that post against{}.", accounts,
      at_scale(population.audience, full.real("audience"), scale),
      at_scale(population.counter_accounts, full.real("counter_accounts"), settings.scale),
      config.find("counter_speech") == nullptr ? " (they are silent: there is no [counter_speech])"
                                               : ""));
  prose.paragraph(edges_words(config, settings));
  tell_shares(prose, full);
  if (settings.segments.size() > 1) {
    for (const Segment& segment : settings.segments) {
      prose.point(
          fmt::format("{}: {:g} % of all persons, {}{}", segment.name,
                      std::round(segment.share * 1e4) / 100.0, segment.language,
                      segment.susceptibility == 1.0
                          ? ""
                          : fmt::format(", {:g} times as susceptible", segment.susceptibility)));
    }
  }
  if (settings.ladder) {
    prose.paragraph(
        "Persons move from unaware to curious, sympathiser and supporter, who opens a "
        "pro account, then core and recruited, and back.");
  } else {
    prose.paragraph("Nobody is recruited or gives up, for there is no [ladder].");
  }
}

/// Not where something else tells it, nor where the variant of the model does not read it.
bool is_told(const Section& section, const Config& config) {
  constexpr std::array<std::string_view, 3> elsewhere{"run", "population", "segment"};
  if (std::find(elsewhere.begin(), elsewhere.end(), section.spec->name) != elsewhere.end()) {
    return false;
  }
  if (section.spec->needs != nullptr && !section.spec->needs->holds(config, section.values)) {
    return false;
  }
  const VariantSpec& variant = variant_of(config);
  return !variant.has_own_scenarios || section.spec == variant.section;
}

std::string section_title(const Section& section) {
  if (section.name.empty())
    return fmt::format("[{}] {}", section.spec->name, section.spec->summary);
  return fmt::format("[[{}]] {}: {}", section.spec->name, section.name, section.spec->summary);
}

void tell_sections(Prose& prose, const Config& config) {
  for (const Section& section : config.sections) {
    if (!is_told(section, config)) continue;
    prose.heading(section_title(section));
    tell_values(prose, section.spec->name, section.values);
  }
  if (variant_of(config).has_own_scenarios) return;
  std::vector<std::string_view> off;
  for (const SectionSpec* spec : all_sections()) {
    const bool can_be_off = spec->absence == Absence::switches_off;
    if (can_be_off && config.find(spec->name) == nullptr) off.push_back(spec->name);
  }
  if (off.empty()) return;
  prose.heading("Switched off, for the scenario has no such table");
  prose.paragraph(
      fmt::format("{}. `quell describe section NAME` says what each would do.", listed(off)));
}

void tell_policy(Prose& prose, const PolicyConfig& policy) {
  prose.heading(
      fmt::format("Policy {} ({}): {}", policy.name, policy.spec->name, policy.spec->summary));
  tell_values(prose, "policy", policy.values, policy.spec->amount);
  if (!is_active(policy)) {
    prose.paragraph(fmt::format("It does nothing, for {} is always 0.", policy.spec->amount));
  }
}

void tell_policies(Prose& prose, const Config& config) {
  if (config.policies.empty()) {
    prose.heading("Policies");
    prose.paragraph("There is none.");
  }
  for (const PolicyConfig& policy : config.policies) tell_policy(prose, policy);
}

void tell_record(Prose& prose, const Config& config) {
  constexpr std::size_t few = 12;
  std::vector<std::string_view> recorded;
  std::map<std::string, std::vector<std::string_view>> left_out;
  for (const Observable& row : observables) {
    const bool has_axis = row.shape != Shape::time_policy || !config.policies.empty();
    if (is_observed(row, config) && has_axis) {
      recorded.push_back(row.name);
    } else {
      left_out[has_axis ? why_unobserved(row, config) : "there is no policy"].push_back(row.name);
    }
  }
  const double cadence = config.at("run").real("cadence");
  const std::string every = cadence == 1.0 ? "day" : fmt::format("{:g} days", cadence);
  prose.heading("What is recorded");
  if (recorded.size() <= few) {
    prose.paragraph(fmt::format("Every {}: {}, and nothing else.", every, listed(recorded)));
    return;
  }
  prose.paragraph(fmt::format("Every {}: {} observables, which `quell describe observables` lists.",
                              every, recorded.size()));
  if (observes(config, "traffic")) {
    prose.paragraph(fmt::format("`traffic` counts {}.", config.at("run").text("traffic")));
  }
  for (const auto& [reason, names] : left_out) {
    prose.paragraph(fmt::format("Not {}: {}.", listed(names), reason));
  }
}

Prose explained(const std::string& title, const Config& config, int width) {
  Prose prose(width);
  tell_run(prose, title, config);
  tell_population(prose, config);
  tell_sections(prose, config);
  tell_policies(prose, config);
  tell_record(prose, config);
  return prose;
}

/// A table by its kind and name, with its values.
struct NamedTable {
  std::string name;
  const ParamValues* values;
};

std::vector<NamedTable> tables_of(const Config& config) {
  std::vector<NamedTable> all;
  for (const Section& section : config.sections) {
    const std::string name = section.name.empty() ? "" : "." + section.name;
    all.push_back({std::string{section.spec->name} + name, &section.values});
  }
  for (const PolicyConfig& policy : config.policies) {
    all.push_back({"policy." + policy.name, &policy.values});
  }
  return all;
}

const NamedTable* table_named(const std::vector<NamedTable>& tables, const std::string& name) {
  const auto at = std::find_if(tables.begin(), tables.end(),
                               [&](const NamedTable& table) { return table.name == name; });
  return at == tables.end() ? nullptr : &*at;
}

/// What differs between two tables of one name; whether anything does.
bool tell_differences(Prose& prose, const NamedTable& before, const NamedTable& after) {
  if (before.values->params().data() != after.values->params().data()) {
    prose.point(fmt::format("{} is of another kind", after.name));
    return true;
  }
  bool has_any = false;
  for (std::size_t row = 0; row < after.values->params().size(); ++row) {
    const std::string was = value_words(*before.values, row);
    if (was == value_words(*after.values, row)) continue;
    prose.point(fmt::format("{}.{} It was {}.", after.name, told(*after.values, row), was));
    has_any = true;
  }
  return has_any;
}

void tell_change(Prose& prose, const Arm& baseline, const Arm& arm) {
  prose.heading(fmt::format("Change {}", arm.name));
  const std::vector<NamedTable> before = tables_of(baseline.config);
  const std::vector<NamedTable> after = tables_of(arm.config);
  bool has_any = false;
  for (const NamedTable& table : before) {
    if (table_named(after, table.name) != nullptr) continue;
    prose.point(fmt::format("{} is left out", table.name));
    has_any = true;
  }
  for (const NamedTable& table : after) {
    const NamedTable* old = table_named(before, table.name);
    if (old != nullptr) {
      has_any = tell_differences(prose, *old, table) || has_any;
      continue;
    }
    prose.point(fmt::format("{} is added:", table.name));
    tell_values(prose, "", *table.values);
    has_any = true;
  }
  if (!has_any) prose.paragraph("Nothing differs.");
}

}  // namespace

std::string explanation(const std::string& title, const Config& config, int width) {
  return explained(title, config, width).str();
}

std::string explanation(const WhatIf& whatif, int width) {
  Prose prose = explained(whatif.title, whatif.arms.front().config, width);
  for (std::size_t k = 1; k < whatif.arms.size(); ++k) {
    tell_change(prose, whatif.arms.front(), whatif.arms[k]);
  }
  return prose.str();
}

}  // namespace quell
