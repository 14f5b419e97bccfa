// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/factor_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "scenarios/overrides.hpp"
#include "scenarios/read_parsed.hpp"
#include "scenarios/scenario_tables.hpp"
#include "scenarios/suggest.hpp"
#include "scenarios/table_reader.hpp"
#include "scenarios/toml_values.hpp"

namespace quell {
namespace {

constexpr std::uint64_t most_levels = 100'000;  // of a range: they are held

bool can_have_range(ParamKind kind) {
  return kind == ParamKind::real || kind == ParamKind::count || kind == ParamKind::date ||
         kind == ParamKind::steps || kind == ParamKind::lines;
}

class FactorReader {
 public:
  FactorReader(const VariedScenario& varied, Report& report) : varied_(varied), report_(report) {
    for (const Diagnostic& diagnostic : report.all()) said_.insert(diagnostic.str());
  }

  std::vector<Factor> read(const toml::node& node) {
    const toml::table* vary = node.as_table();
    if (vary == nullptr || vary->empty()) {
      report_.error(place_of(node.source()),
                    "[vary] varies nothing (keys with values are needed) write below it lines "
                    "such as return.probability = [0.7, 0.8, 0.9]");
      return {};
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
      const Place place{
          .file = varied_.sweep, .line = entry.place.line, .column = entry.place.column};
      read_factor(entry.key, place, *entry.node);
    }
    return std::move(factors_);
  }

 private:
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
      report_.error(
          place_of(node.source()),
          fmt::format("'{0}' has one value (a list or a range is needed) write {0} = "
                      "[{1}, ...] or {{ from = ..., to = ...{2} }}; one value for all "
                      "points goes into the scenario, or --set",
                      key, text_of(node), is_spread(varied_.design) ? "" : ", count = ..."));
      return;
    }
    if (!factor.levels.empty() || factor.range) factors_.push_back(std::move(factor));
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
      if (!is_new && varied_.design != Design::list) {
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
    const bool is_log = choice_at(table, "spacing", {"linear", "log"}, report_) == 1;
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
      return complain(place_of(table.get("to")->source()),
                      fmt::format("the range of '{}' is empty (from {} to {}) make 'to' the larger "
                                  "one",
                                  factor.key, range.from, range.to));
    }
    if (is_log && !(range.from > 0.0)) {
      return complain(place_of(table.get("from")->source()),
                      fmt::format("the range of '{}' begins at {} (equal ratios need a beginning "
                                  "above 0) raise 'from', or leave out spacing = \"log\"",
                                  factor.key, range.from));
    }
    const auto count = count_at(table, "count", 2, most_levels, report_);
    if (is_spread(varied_.design)) {
      if (table.contains("count")) {
        complain(place_of(table.get("count")->source()),
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
    auto root = parse_toml(varied_.scenario_text, varied_.scenario, report);
    for (const Override& change : varied_.overrides) apply_override(*root, change, report);
    const Override change{factor.key, text, "[vary]"};
    apply_override(*root, change, report);
    const Config config =
        report.has_errors() ? Config{} : read_parsed(*root, varied_.scenario, report).config;
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
      const PolicySpec& spec = *varied_.config.policies[factor.table].spec;
      courses = spec.is_adaptive ? Courses::allowed : Courses::refused;
    }
    std::vector<std::string> segments;
    for (const Section* segment : varied_.config.all("segment")) segments.push_back(segment->name);
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

  const VariedScenario& varied_;
  Report& report_;
  std::set<std::string> said_;
  std::vector<Factor> factors_;
  std::vector<std::unique_ptr<Param>> params_;
};

}  // namespace

std::vector<Factor> read_factors(const toml::node& vary, const VariedScenario& varied,
                                 Report& report) {
  return FactorReader{varied, report}.read(vary);
}

}  // namespace quell
