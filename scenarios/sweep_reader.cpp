// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "models/observables.hpp"
#include "models/settings.hpp"
#include "models/variant.hpp"
#include "scenarios/factor_reader.hpp"
#include "scenarios/headline.hpp"
#include "scenarios/overrides.hpp"
#include "scenarios/read_parsed.hpp"
#include "scenarios/suggest.hpp"
#include "scenarios/sweep.hpp"
#include "scenarios/toml_values.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_replicates = 1U << 24U;  // of a random stream's key

bool is_over_time(const Observable& observable) {
  return observable.shape != Shape::generation && observable.shape != Shape::cohort_age;
}

class SweepReader {
 public:
  SweepReader(std::string path, const std::vector<Override>& overrides)
      : path_(std::move(path)), overrides_(overrides) {}

  Sweep read(PointChecks checks) {
    const std::optional<std::string> text = read_toml_text(path_, report_);
    const std::optional<toml::table> root = text ? parse_toml(*text, path_, report_) : std::nullopt;
    report_.throw_if_errors();
    sweep_.text = *text;
    sweep_.title = fs::path{path_}.stem().string();
    check_kind(*root);
    read_top_level(*root);
    read_scenario_file(*root);
    read_kept(*root);
    if (has_scenario_ && root->contains("vary")) {
      sweep_.factors = read_factors(*root->get("vary"),
                                    {.sweep = path_,
                                     .scenario = scenario_,
                                     .scenario_text = scenario_text_,
                                     .overrides = overrides_,
                                     .config = sweep_.scenario,
                                     .design = sweep_.design},
                                    report_);
    }
    check_replicates(*root);
    if (!report_.has_errors()) count_points(*root);
    if (!report_.has_errors() && checks == PointChecks::some) check_points(*root);
    report_.throw_if_errors();
    sweep_.warnings = report_.all();
    return std::move(sweep_);
  }

 private:
  [[nodiscard]] Place start_of_file() const { return {.file = path_, .line = 1, .column = 1}; }

  Place place_in(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    return node == nullptr ? start_of_file() : place_of(node->source());
  }

  /// Another kind of file is named, and looked at no further.
  void check_kind(const toml::table& root) {
    if (root.contains("vary")) return;
    std::string reason;
    if (root.contains("run")) reason = "this is a scenario, which a sweep file names";
    if (root.contains("change")) reason = "this is a what-if, which `quell whatif` runs";
    report_.error(start_of_file(),
                  fmt::format("[vary] is missing ({}) write [vary], and below it lines such as "
                              "return.probability = [0.7, 0.8, 0.9]",
                              reason.empty() ? "it says what to vary" : reason));
    if (!reason.empty()) report_.throw_if_errors();
  }

  void read_top_level(const toml::table& root) {
    const std::vector<std::string_view> names{
        "title",   "scenario",       "design",       "points",  "seed", "replicates",
        "figures", "random_numbers", "trajectories", "targets", "vary"};
    for (const auto& [key, node] : root) {
      if (std::find(names.begin(), names.end(), key.str()) != names.end()) continue;
      report_.error(
          place_of(key.source()),
          fmt::format("unknown table or key '{}' (a sweep file has: {}).{}", key.str(),
                      listed(names),
                      key.str().find('.') == std::string_view::npos && root.contains("vary")
                          ? did_you_mean(key.str(), names) + " What is varied stands below [vary]."
                          : did_you_mean(key.str(), names)));
    }
    if (const auto title = text_at(root, "title", report_)) sweep_.title = on_one_line(*title);
    const std::vector<std::string_view> designs{"grid", "list", "latin_hypercube", "sobol"};
    sweep_.design = static_cast<Design>(choice_at(root, "design", designs, report_));
    sweep_.has_common_numbers =
        choice_at(root, "random_numbers", {"common", "independent"}, report_) == 0;
    sweep_.design_seed = count_at(root, "seed", 0, std::uint64_t{1} << 53U, report_).value_or(1);
  }

  void read_scenario_file(const toml::table& root) {
    const auto name = text_at(root, "scenario", report_);
    if (!name) {
      if (root.contains("scenario")) return;
      report_.error(start_of_file(),
                    "'scenario' is missing (the file that is varied) add scenario = "
                    "\"baseline.toml\", a path from the folder of this file");
      return;
    }
    scenario_ = path_from(path_, *name);
    const auto text = read_toml_text(scenario_, report_);
    if (!text) return;
    scenario_text_ = *text;
    auto table = parse_toml(scenario_text_, scenario_, report_);
    if (!table) return;
    for (const Override& change : overrides_) apply_override(*table, change, report_);
    sweep_.scenario = read_parsed(*table, scenario_, report_).config;
    has_scenario_ = !report_.has_errors() || !sweep_.scenario.sections.empty();
    has_scenario_ = has_scenario_ && sweep_.scenario.find("run") != nullptr;
  }

  void read_kept(const toml::table& root) {
    const auto names = [&](std::string_view key) {
      std::vector<std::string> found;
      const toml::node* node = root.get(key);
      if (node == nullptr) return found;
      const toml::array* array = node->as_array();
      if (array == nullptr || !std::all_of(array->begin(), array->end(),
                                           [](const toml::node& n) { return n.is_string(); })) {
        report_.error(place_of(node->source()),
                      fmt::format("'{}' is no list of texts (names of observables are needed) "
                                  "write {} = [\"pro_posts\"]",
                                  key, key));
        return found;
      }
      for (const toml::node& entry : *array) {
        const std::string name = *entry.value<std::string>();
        if (std::find(found.begin(), found.end(), name) != found.end()) {
          report_.error(
              place_of(entry.source()),
              fmt::format("'{}' stands in '{}' twice (it is kept once) take one out", name, key));
        } else if (is_kept(name, key, entry)) {
          found.push_back(name);
        }
      }
      return found;
    };
    sweep_.figures = names("figures");
    sweep_.trajectories = names("trajectories");
    if (!root.contains("figures")) sweep_.figures = default_figures();
    read_targets_of(root);
    std::set<std::string> ids;
    for (const Target& target : sweep_.targets) {
      if (!ids.insert(target.id).second) {
        report_.error(target.place, fmt::format("a second target is named '{}' (its figures are "
                                                "kept by that name) rename one of them",
                                                target.id));
      }
    }
    if (!report_.has_errors() && sweep_.figures.empty() && sweep_.trajectories.empty() &&
        sweep_.targets.empty()) {
      report_.error(start_of_file(),
                    "nothing is kept of the runs (no figures, no trajectories, no "
                    "targets) name some");
    }
  }

  /// Why runs of the scenario do not have it; empty where they do.
  [[nodiscard]] std::string why_missing(const Observable& observable) const {
    if (!has_scenario_) return "";
    if (!is_observed(observable, sweep_.scenario)) {
      return why_unobserved(observable, sweep_.scenario);
    }
    const bool has_policies = !sweep_.scenario.policies.empty();
    return observable.shape == Shape::time_policy && !has_policies ? "the scenario has no policy"
                                                                   : "";
  }

  /// The headline of what the scenario has. Where that is no more than what policies cost, all that
  /// it has over time.
  [[nodiscard]] std::vector<std::string> default_figures() const {
    std::vector<std::string> headline;
    bool is_of_the_world = false;
    for (const std::string_view name : headline_observables) {
      const Observable& row = *find_observable(name);
      if (!why_missing(row).empty()) continue;
      headline.emplace_back(name);
      is_of_the_world = is_of_the_world || row.shape != Shape::time_policy;
    }
    if (is_of_the_world) return headline;
    std::vector<std::string> all;
    for (const Observable& row : observables) {
      if (is_over_time(row) && why_missing(row).empty()) all.emplace_back(row.name);
    }
    return all;
  }

  bool is_kept(const std::string& name, std::string_view key, const toml::node& entry) {
    const Place place = place_of(entry.source());
    const Observable* const found = find_observable(name);
    if (found == nullptr) {
      std::vector<std::string_view> known;
      for (const Observable& observable : observables) known.push_back(observable.name);
      report_.error(place, fmt::format("no observable is named '{}' (see `quell describe "
                                       "observables`).{}",
                                       name, did_you_mean(name, known)));
      return false;
    }
    const Observable& observable = *found;
    if (key == "figures" && !is_over_time(observable)) {
      report_.error(place, fmt::format("'{}' has no figures (it is not observed over time) keep it "
                                       "whole, in 'trajectories'",
                                       name));
      return false;
    }
    if (const std::string reason = why_missing(observable); !reason.empty()) {
      report_.error(place, fmt::format("'{}' is not observed ({}) leave it out", name, reason));
      return false;
    }
    return true;
  }

  void read_targets_of(const toml::table& root) {
    const auto name = text_at(root, "targets", report_);
    try {
      if (!name && !root.contains("targets")) {
        sweep_.targets = builtin_targets();
      } else if (name && *name != "none") {
        sweep_.targets = read_targets(path_from(path_, *name));
      }
      if (has_scenario_ && !report_.has_errors()) check_targets(sweep_.targets, sweep_.scenario);
    } catch (const ScenarioError& error) {
      for (const Diagnostic& diagnostic : error.diagnostics()) {
        report_.error(diagnostic.place, diagnostic.text);
      }
    }
  }

  void check_replicates(const toml::table& root) {
    const double given = has_scenario_ ? sweep_.scenario.at("run").real("replicates") : 1.0;
    sweep_.replicates =
        static_cast<std::uint32_t>(count_at(root, "replicates", 1, most_replicates, report_)
                                       .value_or(static_cast<std::uint64_t>(std::max(1.0, given))));
    for (const Override& change : overrides_) {
      if (change.key == "run.replicates" && given >= 1.0) {
        sweep_.replicates = static_cast<std::uint32_t>(given);
      }
    }
  }

  void count_points(const toml::table& root) {
    if (sweep_.factors.empty()) {
      report_.error(place_in(root, "vary"), "[vary] varies nothing (no key has values) write some");
      return;
    }
    const std::uint64_t most = most_runs / sweep_.replicates;
    std::uint64_t points = 1;
    if (is_spread(sweep_.design)) {
      const auto given = count_at(root, "points", 1, most_runs, report_);
      if (!given) {
        if (!root.contains("points")) {
          report_.error(start_of_file(),
                        "'points' is missing (this design spreads so many points "
                        "over the ranges) add points = 1000");
        }
        return;
      }
      points = *given;
    } else if (root.contains("points")) {
      report_.error(place_in(root, "points"),
                    "'points' has no effect (this design makes its points from the values) leave "
                    "it out, or choose design = \"latin_hypercube\"");
      return;
    }
    for (const Factor& factor : sweep_.factors) {
      if (is_spread(sweep_.design)) break;
      const std::uint64_t count = factor.levels.size();
      if (sweep_.design == Design::list) {
        if (&factor != &sweep_.factors.front() && count != points) {
          report_.error(place_in(root, "vary"),
                        fmt::format("'{}' has {} values, '{}' has {} (a list takes the first of "
                                    "each together, then the second) give each equally many, or "
                                    "choose design = \"grid\"",
                                    factor.key, count, sweep_.factors.front().key, points));
          return;
        }
        points = count;
        continue;
      }
      if (points > most / count) return too_many(root, points, count);
      points *= count;
    }
    if (points > most) return too_many(root, points, 1);
    sweep_.points = points;
    const bool has_room =
        sweep_.has_common_numbers || points * sweep_.replicates <= most_replicates;
    if (!has_room) {
      report_.error(place_in(root, "random_numbers"),
                    fmt::format("{} runs with independent random numbers (there are {} "
                                "independent sets) lower the number of runs, or leave "
                                "'random_numbers' at \"common\"",
                                points * sweep_.replicates, most_replicates));
    }
    if (is_spread(sweep_.design)) spread_points(root);
  }

  void spread_points(const toml::table& root) {
    const std::uint64_t factors = sweep_.factors.size();
    if (sweep_.points > most_positions / factors) {
      report_.error(place_in(root, "points"),
                    fmt::format("{} points of {} factors (at most {} numbers are held) lower "
                                "'points'",
                                sweep_.points, factors, most_positions));
      return;
    }
    try {
      sweep_.spread =
          std::make_shared<SpreadDesign>(sweep_.design, sweep_.points, factors, sweep_.design_seed);
    } catch (const std::invalid_argument& error) {
      report_.error(place_in(root, "design"),
                    fmt::format("{} factors ({}) choose design = \"latin_hypercube\"", factors,
                                error.what()));
    }
  }

  /// Values that are each good need not fit together at every point.
  void check_points(const toml::table& root) {
    constexpr std::uint64_t most = 100;
    const std::uint64_t checked = std::min(most, sweep_.points);
    std::uint64_t bad = 0;
    std::string first;
    for (std::uint64_t k = 0; k < checked; ++k) {
      // The first and the last one too.
      const std::uint64_t point = checked == 1 ? 0 : k * (sweep_.points - 1) / (checked - 1);
      try {
        const Config config = sweep_.config(point);
        resolve(config);
        if (const auto check_variant = variant_of(config).check) check_variant(config);
      } catch (const ConfigError& error) {
        if (bad++ == 0)
          first = fmt::format("point {}: [{}] {}", point, error.section, error.what());
      }
    }
    if (bad == 0) return;
    const Place place = place_in(root, "vary");
    const std::string text =
        fmt::format("{} of {} points checked cannot run ({}) ", bad, checked, first);
    if (bad == checked) {
      report_.error(place, text + "choose values that fit together");
    } else {
      report_.warning(place, text + "they will be reported as failed");
    }
  }

  void too_many(const toml::table& root, std::uint64_t points, std::uint64_t more) {
    const double runs = static_cast<double>(points) * static_cast<double>(more) *
                        static_cast<double>(sweep_.replicates);
    report_.error(place_in(root, is_spread(sweep_.design) ? "points" : "vary"),
                  fmt::format("{}{:.4g} runs (at most {} are planned) take fewer values, or let "
                              "design = \"latin_hypercube\" spread fewer points over the ranges",
                              more > 1 ? "at least " : "", runs, most_runs));
  }

  std::string path_;
  const std::vector<Override>& overrides_;
  Report report_;
  Sweep sweep_;
  std::string scenario_;
  std::string scenario_text_;
  bool has_scenario_ = false;
};

}  // namespace

Sweep read_sweep(const std::string& path, const std::vector<Override>& overrides,
                 PointChecks checks) {
  return SweepReader{path, overrides}.read(checks);
}

}  // namespace quell
