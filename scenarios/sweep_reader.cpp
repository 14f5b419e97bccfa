// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <set>
#include <sstream>

#include "models/observables.hpp"
#include "models/settings.hpp"
#include "scenarios/headline.hpp"
#include "scenarios/overrides.hpp"
#include "scenarios/read_parsed.hpp"
#include "scenarios/scenario_tables.hpp"
#include "scenarios/suggest.hpp"
#include "scenarios/sweep.hpp"
#include "scenarios/table_reader.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_levels = 100'000;        // of a range: they are held
constexpr std::uint64_t most_replicates = 1U << 24U;  // of a random stream's key

bool can_have_range(ParamKind kind) {
  return kind == ParamKind::real || kind == ParamKind::count || kind == ParamKind::date ||
         kind == ParamKind::steps || kind == ParamKind::lines;
}

std::string text_of(const toml::node& node) {
  if (node.is_integer()) return fmt::format("{}", *node.value<std::int64_t>());
  if (node.is_floating_point()) return fmt::format("{}", *node.value<double>());
  std::ostringstream out;
  switch (node.type()) {
    case toml::node_type::array:
      out << toml::toml_formatter{*node.as_array()};
      break;
    case toml::node_type::table:
      out << toml::toml_formatter{*node.as_table()};
      break;
    default:
      node.visit([&out](const auto& value) { out << toml::toml_formatter{value}; });
  }
  return on_one_line(out.str());
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
    if (has_scenario_) read_factors(*root);
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
    if (const auto title = text_at(root, "title")) sweep_.title = on_one_line(*title);
    const std::vector<std::string_view> designs{"grid", "list", "latin_hypercube", "sobol"};
    sweep_.design = static_cast<Design>(choice_at(root, "design", designs));
    sweep_.has_common_numbers = choice_at(root, "random_numbers", {"common", "independent"}) == 0;
    sweep_.design_seed = count_at(root, "seed", 0, std::uint64_t{1} << 53U).value_or(1);
  }

  [[nodiscard]] bool is_spread() const {
    return sweep_.design == Design::latin_hypercube || sweep_.design == Design::sobol;
  }

  std::optional<std::string> text_at(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    if (node->is_string()) return node->value<std::string>();
    report_.error(place_of(node->source()),
                  fmt::format("'{}' is not a text (a text in quotes is needed)", key));
    return std::nullopt;
  }

  std::size_t choice_at(const toml::table& table, std::string_view key,
                        const std::vector<std::string_view>& choices) {
    const auto text = text_at(table, key);
    if (!text) return 0;
    const auto found = std::find(choices.begin(), choices.end(), *text);
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
    report_.error(place_in(table, key), fmt::format("'{}' is '{}' (one of: {}).{}", key, *text,
                                                    listed(choices), did_you_mean(*text, choices)));
    return 0;
  }

  std::optional<std::uint64_t> count_at(const toml::table& table, std::string_view key,
                                        std::uint64_t least, std::uint64_t most) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->is_integer() ? node->value<std::int64_t>() : std::nullopt;
    if (value && *value >= 0 && static_cast<std::uint64_t>(*value) >= least &&
        static_cast<std::uint64_t>(*value) <= most) {
      return static_cast<std::uint64_t>(*value);
    }
    report_.error(place_of(node->source()),
                  fmt::format("'{}' is {} (a whole number from {} to {} is needed)", key,
                              text_of(*node), least, most));
    return std::nullopt;
  }

  void read_scenario_file(const toml::table& root) {
    const auto name = text_at(root, "scenario");
    if (!name) {
      if (root.contains("scenario")) return;
      report_.error(start_of_file(),
                    "'scenario' is missing (the file that is varied) add scenario = "
                    "\"baseline.toml\", a path from the folder of this file");
      return;
    }
    scenario_ = (fs::path{path_}.parent_path() / *name).lexically_normal().string();
    const auto text = read_toml_text(scenario_, report_);
    if (!text) return;
    scenario_text_ = *text;
    auto table = parse_toml(scenario_text_, scenario_, report_);
    if (!table) return;
    for (const Override& change : overrides_) apply_override(*table, change, report_);
    sweep_.scenario = read_parsed(*table, scenario_, report_).config;
    has_scenario_ = !report_.has_errors() || !sweep_.scenario.sections.empty();
    has_scenario_ = has_scenario_ && sweep_.scenario.find("run") != nullptr;
    for (const Diagnostic& diagnostic : report_.all()) said_.insert(diagnostic.str());
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
    if (!root.contains("figures")) {
      sweep_.figures.assign(headline_observables.begin(), headline_observables.end());
    }
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

  bool is_kept(const std::string& name, std::string_view key, const toml::node& entry) {
    std::vector<std::string_view> known;
    for (const Observable& observable : observables) known.push_back(observable.name);
    const auto found = std::find(known.begin(), known.end(), name);
    const Place place = place_of(entry.source());
    if (found == known.end()) {
      report_.error(place, fmt::format("no observable is named '{}' (see `quell describe "
                                       "observables`).{}",
                                       name, did_you_mean(name, known)));
      return false;
    }
    const Observable& observable = observables[static_cast<std::size_t>(found - known.begin())];
    const bool is_over_time =
        observable.shape != Shape::generation && observable.shape != Shape::cohort_age;
    if (key == "figures" && !is_over_time) {
      report_.error(place, fmt::format("'{}' has no figures (it is not observed over time) keep it "
                                       "whole, in 'trajectories'",
                                       name));
      return false;
    }
    if (has_scenario_ && !observable.section.empty() &&
        sweep_.scenario.find(observable.section) == nullptr) {
      report_.error(place, fmt::format("'{}' is not observed (the scenario has no [{}]) leave it "
                                       "out",
                                       name, observable.section));
      return false;
    }
    if (has_scenario_ && observable.shape == Shape::time_policy &&
        sweep_.scenario.policies.empty()) {
      report_.error(
          place,
          fmt::format("'{}' is not observed (the scenario has no policy) leave it out", name));
      return false;
    }
    return true;
  }

  void read_targets_of(const toml::table& root) {
    const auto name = text_at(root, "targets");
    try {
      if (!name && !root.contains("targets")) {
        sweep_.targets = builtin_targets();
      } else if (name && *name != "none") {
        sweep_.targets =
            read_targets((fs::path{path_}.parent_path() / *name).lexically_normal().string());
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
        static_cast<std::uint32_t>(count_at(root, "replicates", 1, most_replicates)
                                       .value_or(static_cast<std::uint64_t>(std::max(1.0, given))));
    for (const Override& change : overrides_) {
      if (change.key == "run.replicates" && given >= 1.0) {
        sweep_.replicates = static_cast<std::uint32_t>(given);
      }
    }
  }

  void read_factors(const toml::table& root) {
    const toml::node* node = root.get("vary");
    if (node == nullptr) return;
    const toml::table* vary = node->as_table();
    if (vary == nullptr || vary->empty()) {
      report_.error(place_of(node->source()),
                    "[vary] varies nothing (keys with values are needed) write below it lines "
                    "such as return.probability = [0.7, 0.8, 0.9]");
      return;
    }
    struct Found {
      std::string key;
      const toml::node* node;
      toml::source_position place;
    };
    std::vector<Found> found;  // in the order of the file
    const auto add = [&](std::string key, const toml::key& last, const toml::node& value) {
      found.push_back({std::move(key), &value, last.source().begin});
    };
    for (const auto& [first, inner] : *vary) {
      const toml::table* table = inner.as_table();
      if (table == nullptr) {
        add(std::string{first.str()}, first, inner);
        continue;
      }
      check_not_empty(first, *table);
      for (const auto& [second, value] : *table) {
        const std::string key = fmt::format("{}.{}", first.str(), second.str());
        const toml::table* row = is_list(first.str()) ? value.as_table() : nullptr;
        if (row == nullptr) {
          add(key, second, value);
          continue;
        }
        check_not_empty(second, *row);
        for (const auto& [third, entry] : *row) {
          add(fmt::format("{}.{}", key, third.str()), third, entry);
        }
      }
    }
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
      return std::pair{a.place.line, a.place.column} < std::pair{b.place.line, b.place.column};
    });
    for (const Found& entry : found) {
      const Place place{.file = path_, .line = entry.place.line, .column = entry.place.column};
      read_factor(entry.key, place, *entry.node);
    }
  }

  void check_not_empty(const toml::key& name, const toml::table& table) {
    if (!table.empty()) return;
    report_.error(place_of(name.source()),
                  fmt::format("nothing of '{0}' is varied (its table is empty) write {0}.KEY = "
                              "[...], or take it out",
                              name.str()));
  }

  /// Why a key of a scenario cannot be varied, or nothing.
  static std::string_view refusal(const std::string& key) {
    if (key == "run.replicates") return "it stands in 'replicates'";
    if (key == "run.seed") return "each replicate has its own random numbers: raise 'replicates'";
    if (key == "run.start" || key == "run.end" || key == "run.cadence" || key == "run.model") {
      return "the points would not be observed alike";
    }
    if (key.starts_with("graph.")) return "it changes what the scenario is read from";
    return {};
  }

  void read_factor(const std::string& key, const Place& place, const toml::node& node) {
    if (const std::string_view reason = refusal(key); !reason.empty()) {
      report_.error(place, fmt::format("'{}' cannot be varied ({}) take it out", key, reason));
      return;
    }
    Factor factor;
    factor.key = key;
    if (const toml::array* values = node.as_array()) {
      read_levels(factor, *values, place);
    } else if (const toml::table* range = node.as_table()) {
      read_range(factor, *range, place);
    } else {
      report_.error(place_of(node.source()),
                    fmt::format("'{0}' has one value (a list or a range is needed) write {0} = "
                                "[{1}, ...] or {{ from = ..., to = ...{2} }}; one value for all "
                                "points goes into the scenario, or --set",
                                key, text_of(node), is_spread() ? "" : ", count = ..."));
      return;
    }
    if (!factor.levels.empty() || factor.range) sweep_.factors.push_back(std::move(factor));
  }

  void read_levels(Factor& factor, const toml::array& values, const Place& place) {
    if (values.empty()) {
      report_.error(place, fmt::format("'{}' has no values (the list is empty) write some, or take "
                                       "it out",
                                       factor.key));
    }
    std::set<std::string> seen;
    std::set<double> numbers;
    for (const toml::node& value : values) {
      auto level = read_level(factor, value, place_of(value.source()));
      if (!level) continue;
      const bool is_new = std::isnan(level->number) ? seen.insert(level->text).second
                                                    : numbers.insert(level->number).second;
      if (!is_new && sweep_.design != Design::list) {
        report_.error(place_of(value.source()),
                      fmt::format("'{}' has the value {} twice (the points would be the same) take "
                                  "one out, or raise 'replicates'",
                                  factor.key, level->text));
      }
      factor.levels.push_back(std::move(*level));
    }
  }

  /// `{ from = 0.1, to = 0.9, count = 5, spacing = "log" }`.
  void read_range(Factor& factor, const toml::table& table, const Place& place) {
    const std::vector<std::string_view> names{"from", "to", "count", "spacing"};
    bool is_good = true;
    const auto complain = [&](const Place& at, const std::string& text) {
      report_.error(at, text);
      is_good = false;
    };
    for (const auto& [key, node] : table) {
      if (std::find(names.begin(), names.end(), key.str()) == names.end()) {
        complain(place_of(key.source()),
                 fmt::format("unknown key '{}' in the range of '{}' (it has: {}).{}", key.str(),
                             factor.key, listed(names), did_you_mean(key.str(), names)));
      }
    }
    const bool is_log = choice_at(table, "spacing", {"linear", "log"}) == 1;
    std::optional<double> ends[2];
    for (const int k : {0, 1}) {
      const toml::node* node = table.get(names[static_cast<std::size_t>(k)]);
      if (node == nullptr) {
        complain(place, fmt::format("the range of '{}' has no '{}' (both ends are needed) write {} "
                                    "= {{ from = ..., to = ... }}",
                                    factor.key, names[static_cast<std::size_t>(k)], factor.key));
        continue;
      }
      const auto level = read_level(factor, *node, place_of(node->source()));
      if (!level) {
        is_good = false;
      } else if (!can_have_range(factor.param.kind) || std::isnan(level->number)) {
        complain(place_of(node->source()),
                 fmt::format("'{}' has a range (its values are no numbers) list them: [.., ..]",
                             factor.key));
      } else {
        ends[k] = level->number;
      }
    }
    if (!is_good || !ends[0] || !ends[1]) return;
    const FactorRange range{*ends[0], *ends[1], is_log};
    if (!(range.from < range.to)) {
      return complain(place_in(table, "to"),
                      fmt::format("the range of '{}' is empty (from {} to {}) make 'to' the larger "
                                  "one",
                                  factor.key, range.from, range.to));
    }
    if (is_log && !(range.from > 0.0)) {
      return complain(place_in(table, "from"),
                      fmt::format("the range of '{}' begins at {} (equal ratios need a beginning "
                                  "above 0) raise 'from', or leave out spacing = \"log\"",
                                  factor.key, range.from));
    }
    const auto count = count_at(table, "count", 2, most_levels);
    if (is_spread()) {
      if (table.contains("count")) {
        complain(place_in(table, "count"),
                 fmt::format("'count' in the range of '{}' (this design spreads 'points' over it) "
                             "leave it out",
                             factor.key));
      }
      factor.range = range;
    } else if (count) {
      fill_levels(factor, range, *count, place);
    } else if (!table.contains("count")) {
      complain(place, fmt::format("the range of '{}' has no 'count' (how many values?) add count = "
                                  "5, or choose design = \"latin_hypercube\"",
                                  factor.key));
    }
  }

  void fill_levels(Factor& factor, const FactorRange& range, std::uint64_t count,
                   const Place& place) {
    for (std::uint64_t k = 0; k < count; ++k) {
      const double position = static_cast<double>(k) / static_cast<double>(count - 1);
      Level level = level_of(factor.param, range.at(position));
      if (!factor.levels.empty() && level.number == factor.levels.back().number) {
        report_.error(place, fmt::format("the range of '{}' holds fewer than {} values (they are "
                                         "whole) lower 'count'",
                                         factor.key, count));
        return;
      }
      factor.levels.push_back(std::move(level));
    }
  }

  /// Checks a value, the first one of a key in the scenario as a whole: that finds what it stands
  /// for.
  std::optional<Level> read_level(Factor& factor, const toml::node& node, const Place& place) {
    const bool is_first = factor.param.key.empty();
    const auto values =
        is_first ? read_in_scenario(factor, text_of(node), place) : read_alone(factor, node, place);
    if (!values) return std::nullopt;
    const std::size_t row = is_first ? factor.row : 0;
    Level level{.text = text_of(node), .shown = {}, .value = values->values()[row], .course = {}};
    level.shown = node.is_string() ? *node.value<std::string>() : level.text;
    if (const Course* course = values->course(row)) {
      level.course = *course;
      level.course->row = factor.row;
    }
    const auto* knots = std::get_if<std::vector<Knot>>(&level.value);
    if (const auto* number = std::get_if<double>(&level.value); number != nullptr) {
      if (!level.course) level.number = *number;
    } else if (knots != nullptr && factor.param.kind != ParamKind::counts && knots->size() == 1 &&
               knots->front().day == 0.0) {
      level.number = knots->front().value;
    }
    return level;
  }

  /// Passes on what is new in `report`; false where the value itself is wrong. `own` is the file
  /// under whose name the value was read, if anything else was.
  bool pass_on(const Factor& factor, const std::string& text, const Place& place,
               const Report& report, const std::optional<std::string>& own) {
    bool is_good = true;
    for (const Diagnostic& diagnostic : report.all()) {
      const bool is_error = diagnostic.level == Diagnostic::Level::error;
      const bool is_own = !own || diagnostic.place.file == *own;
      is_good = is_good && !(is_own && is_error);
      // What does not fit to other values, such as shares, may fit at the points.
      if (said_.contains(diagnostic.str()) || (!is_own && (is_error || diagnostic.is_idle))) {
        continue;
      }
      const Place where = is_own ? place : diagnostic.place;
      const std::string what =
          is_own ? diagnostic.text
                 : fmt::format("with {} = {}: {}", factor.key, text, diagnostic.text);
      if (!said_.insert(factor.key + what).second) continue;  // of another value already
      if (is_error) {
        report_.error(where, what);
      } else {
        report_.warning(where, what);
      }
    }
    return is_good;
  }

  std::optional<ParamValues> read_in_scenario(Factor& factor, const std::string& text,
                                              const Place& place) {
    Report report;
    auto root = parse_toml(scenario_text_, scenario_, report);
    for (const Override& change : overrides_) apply_override(*root, change, report);
    const Override change{factor.key, text, "[vary]"};
    apply_override(*root, change, report);
    const Config config =
        report.has_errors() ? Config{} : read_parsed(*root, scenario_, report).config;
    const std::string own =
        on_one_line(fmt::format("{} {}={}", change.option, change.key, change.value));
    if (!pass_on(factor, text, place, report, own) || config.sections.empty()) return std::nullopt;
    if (!find_place(factor, config)) {
      if (said_.insert(factor.key).second) {
        report_.error(place, fmt::format("'{}' cannot be varied (it says which table this is, and "
                                         "is no value of it) take it out",
                                         factor.key));
      }
      return std::nullopt;
    }
    return factor.is_of_policy ? config.policies[factor.table].values
                               : config.sections[factor.table].values;
  }

  std::optional<ParamValues> read_alone(const Factor& factor, const toml::node& node,
                                        const Place& place) {
    toml::table table;
    node.visit([&](const auto& value) { table.insert(factor.param.key, value); });
    Courses courses = Courses::none;
    if (factor.is_of_policy) {
      const PolicySpec& spec = *sweep_.scenario.policies[factor.table].spec;
      courses = spec.is_adaptive ? Courses::allowed : Courses::refused;
    }
    std::vector<std::string> segments;
    for (const Section* segment : sweep_.scenario.all("segment")) segments.push_back(segment->name);
    Report report;
    params_.push_back(std::make_unique<Param>(factor.param));  // values point to it
    ParamValues values = TableReader{report, segments}.read(table, {params_.back().get(), 1},
                                                            factor.key, {}, courses);
    const bool is_good = pass_on(factor, text_of(node), place, report, std::nullopt);
    return is_good ? std::optional{std::move(values)} : std::nullopt;
  }

  static bool find_place(Factor& factor, const Config& config) {
    const std::size_t dot = factor.key.find('.');
    const std::size_t last = factor.key.rfind('.');
    const std::string table = factor.key.substr(0, dot);
    const std::string name = last == dot ? "" : factor.key.substr(dot + 1, last - dot - 1);
    const std::string key = factor.key.substr(last + 1);
    const auto look_in = [&](std::span<const Param> params, std::size_t at) {
      for (std::size_t row = 0; row < params.size(); ++row) {
        if (params[row].key != key) continue;
        factor.param = params[row];
        factor.table = at;
        factor.row = row;
        return true;
      }
      return false;
    };
    if (table == "policy") {
      factor.is_of_policy = true;
      for (std::size_t k = 0; k < config.policies.size(); ++k) {
        const PolicyConfig& policy = config.policies[k];
        if (policy.name == name) return look_in(policy.spec->params, k);
      }
      return false;
    }
    for (std::size_t k = 0; k < config.sections.size(); ++k) {
      const Section& section = config.sections[k];
      if (section.spec->name == table && section.name == name) {
        return look_in(section.spec->params, k);
      }
    }
    return false;
  }

  void count_points(const toml::table& root) {
    if (sweep_.factors.empty()) {
      report_.error(place_in(root, "vary"), "[vary] varies nothing (no key has values) write some");
      return;
    }
    const std::uint64_t most = most_runs / sweep_.replicates;
    std::uint64_t points = 1;
    if (is_spread()) {
      const auto given = count_at(root, "points", 1, most_runs);
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
      if (is_spread()) break;
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
    if (is_spread()) spread_points(root);
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
        resolve(sweep_.config(point));
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
    report_.error(place_in(root, is_spread() ? "points" : "vary"),
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
  std::set<std::string> said_;
  std::vector<std::unique_ptr<Param>> params_;
};

}  // namespace

Sweep read_sweep(const std::string& path, const std::vector<Override>& overrides,
                 PointChecks checks) {
  return SweepReader{path, overrides}.read(checks);
}

}  // namespace quell
