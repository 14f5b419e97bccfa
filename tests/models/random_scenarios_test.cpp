// SPDX-License-Identifier: BSD-3-Clause
// Laws that hold in any scenario: random subsets of all tables and policies with random values.
// Loops over the registries, so that new ones take part unedited.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "models/registry.hpp"
#include "scenarios/diagnostics.hpp"
#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

constexpr double days = 15.0;

/// Some numbers have no published range and could make a small world explode, others are so small
/// in one that nothing would happen. Those of [run] and [population] give 40 accounts.
struct Tame {
  std::string_view table;
  std::string_view key;
  double low, high;
};
constexpr std::array tames{
    Tame{"run", "scale", 0.01, 0.01},
    Tame{"run", "replicates", 1, 1},
    Tame{"run", "seed", 1, 1e9},
    Tame{"run", "cadence", 0.5, 3.0},
    Tame{"population", "pro_accounts", 4000, 4000},
    Tame{"population", "audience", 10000, 20000},
    Tame{"population", "counter_accounts", 0, 5000},
    Tame{"following", "initial_mean", 0, 15},
    Tame{"following", "preferential_scale", 100, 1000},
    Tame{"resharing", "probability", 0.0, 0.002},  // far from where every post is shared for ever
    Tame{"ladder", "to_curious", 0.0, 1.0},
    Tame{"ladder", "to_sympathiser", 0.0, 1.0},
    Tame{"ladder", "to_supporter", 0.0, 0.5},
    Tame{"ladder", "to_core", 0.0, 1.0},
    Tame{"ladder", "to_recruited", 0.0, 1.0},
    Tame{"segment", "share", 0.5, 0.5},  // of two
};

/// The published range; a factor of four around the default; or small numbers.
std::pair<double, double> range_of(std::string_view table, const Param& param) {
  for (const Tame& tame : tames) {
    if (tame.table == table && tame.key == param.key) return {tame.low, tame.high};
  }
  if (!std::isnan(param.low)) return {param.low, param.high};
  if (std::isfinite(param.fallback) && param.fallback > 0.0) {
    return {std::max(param.min, param.fallback / 4.0), std::min(param.max, param.fallback * 4.0)};
  }
  const double width = param.unit.find("1:1") != std::string_view::npos ? 3000.0 : 1.0;
  return {param.min, std::min(param.max, param.min + width)};
}

/// Always there: without them nobody would be.
bool is_fixed(const SectionSpec& spec) { return spec.name == "run" || spec.name == "population"; }

/// Writes random scenarios in TOML, all determined by one number.
class Writer {
 public:
  explicit Writer(std::uint64_t number) : stream_({.seed = number, .replicate = 0}, 0, 0) {}

  std::string scenario() {
    for (const SectionSpec* spec : all_sections()) add_section(*spec);
    for (const PolicySpec* spec : all_policies()) {
      if (stream_.coin() >= 0.25) continue;
      text_ += fmt::format("[[policy]]\nkind = \"{}\"\n", spec->name);
      add_params(spec->name, spec->params);
    }
    return text_;
  }

  /// This table, those that are always there, and a policy that suspends, wrongly too.
  std::string only(const SectionSpec& spec, std::string_view posting_mode) {
    add_table(*find_section("run"));
    add_table(*find_section("population"));
    if (spec.name != "posting") text_ += fmt::format("[posting]\nmode = \"{}\"\n", posting_mode);
    if (spec.name != "following") text_ += "[following]\ninitial_mean = 10\n";
    if (spec.absence == Absence::is_none) {
      add_rows(spec, 2);
    } else {
      add_table(spec);
    }
    text_ += "[[policy]]\nkind = \"suspension_schedule\"\nper_day = 400\nprecision = 0.8\n";
    return text_;
  }

 private:
  void add_section(const SectionSpec& spec) {
    if (spec.absence == Absence::is_none) return add_rows(spec, stream_.coin() < 0.5 ? 0 : 2);
    if (needs_a_file(spec) || (!is_fixed(spec) && stream_.coin() < 0.5)) return;
    const bool has_posts = text_.find("mode = \"explicit\"") != std::string::npos;
    if (spec.name == "resharing" && !has_posts) return;
    add_table(spec);
  }

  void add_rows(const SectionSpec& spec, int rows) {
    for (int row = 0; row < rows; ++row) {
      text_ += fmt::format("[[{}]]\nname = \"number-{}\"\n", spec.name, row);
      if (spec.name == "segment") segments_.push_back(fmt::format("number-{}", row));
      add_params(spec.name, spec.params);
    }
  }

  void add_table(const SectionSpec& spec) {
    text_ += fmt::format("[{}]\n", spec.name);
    if (spec.name == "run")
      text_ += fmt::format("start = {}\nend = {}\n", date_after(0), date_after(days));
    add_params(spec.name, spec.params);
  }

  void add_params(std::string_view table, std::span<const Param> params) {
    for (const Param& param : params) {
      if (table == "run" && (param.kind == ParamKind::date || param.key == "model")) continue;
      const bool is_tame = std::any_of(tames.begin(), tames.end(), [&](const Tame& tame) {
        return tame.table == table && tame.key == param.key;
      });
      const bool is_needed = is_tame || !has_fallback(param) || param.kind == ParamKind::counts;
      if (!is_needed && stream_.coin() < 0.5) continue;
      text_ += fmt::format("{} = {}\n", param.key, value(table, param));
    }
  }

  std::string value(std::string_view table, const Param& param) {
    const auto any_of = [this](const auto& names) {
      return fmt::format("\"{}\"", names[stream_.below(static_cast<std::uint32_t>(names.size()))]);
    };
    switch (param.kind) {
      case ParamKind::choice:
        return any_of(choices_of(param));
      case ParamKind::segment: {
        std::vector<std::string> names = segments_;
        names.emplace_back("all");
        return any_of(names);
      }
      case ParamKind::observable:
        return fmt::format("\"{}\"", observables[stream_.below(observables.size())].name);
      case ParamKind::text:
        return fmt::format("\"{}\"", param.text_fallback);
      case ParamKind::date:
        return date_after(std::floor(stream_.coin() * days));
      case ParamKind::steps:
      case ParamKind::lines:
      case ParamKind::counts:
        return table_value(table, param);
      case ParamKind::count:
      case ParamKind::real:
        break;
    }
    return number(table, param);
  }

  std::string number(std::string_view table, const Param& param) {
    const auto [low, high] = range_of(table, param);
    const double drawn = low + (high - low) * stream_.coin();
    return fmt::format("{}", param.kind == ParamKind::count ? std::round(drawn) : drawn);
  }

  std::string table_value(std::string_view table, const Param& param) {
    if (param.kind != ParamKind::counts && stream_.coin() < 0.5) return number(table, param);
    const double middle = 1.0 + std::floor(stream_.coin() * (days - 1.0));
    return fmt::format("[[{}, {}], [{}, {}]]", date_after(0), number(table, param),
                       date_after(middle), number(table, param));
  }

  Stream stream_;
  std::string text_;
  std::vector<std::string> segments_;
};

/// Runs it with all laws checked at every observation. Half-way the state is written, and a model
/// restored from it must end as this one.
Recording run_checked(const Config& config) {
  const std::unique_ptr<Model> model = make_model(config, 0);
  std::unique_ptr<Model> second;
  REQUIRE_NOTHROW(model->check());
  while (!model->is_done()) {
    model->advance();
    REQUIRE_NOTHROW(model->check());
    if (second || model->now().days < days / 2.0) continue;
    second = make_model(config, 0);
    restore(*second, blocks_of(*model));
  }
  while (!second->is_done()) second->advance();
  CHECK(is_identical(model->recording(), second->recording()));
  return model->recording();
}

void check_values(const Recording& recording) {
  for (std::size_t row = 0; row < observables.size(); ++row) {
    bool is_sound = true;
    for (const double value : recording.values[row]) {
      is_sound = is_sound && (std::isnan(value) ? !observables[row].is_count
                                                : std::isfinite(value) && value >= 0.0);
    }
    INFO(observables[row].name);
    CHECK(is_sound);
  }
}

}  // namespace

// Scenarios whose values do not fit together are drawn again: few do not.
TEST_CASE("random scenarios: conservation laws hold, and two runs are equal", "[models]") {
  constexpr int wanted = 250;  // with 200 not every table takes part often enough
  std::map<std::string_view, int> seen;
  int valid = 0;
  std::uint64_t number = 0;
  for (; valid < wanted && number < 4 * wanted; ++number) {
    const std::string text = Writer{number}.scenario();
    CAPTURE(number, text);
    Config config;
    Config other_queue;
    try {
      config = read_scenario_text(text, "random.toml").config;
      other_queue = read_scenario_text(text, "random.toml", {{"run.queue", "\"heap\""}}).config;
    } catch (const ScenarioError& error) {
      CAPTURE(error.what());
      for (const Diagnostic& diagnostic : error.diagnostics()) {
        CHECK(diagnostic.place.line > 0);
        CHECK(diagnostic.text.find(" (") != std::string::npos);  // it says why
      }
      continue;
    }
    ++valid;
    for (const Section& section : config.sections) ++seen[section.spec->name];
    for (const PolicyConfig& policy : config.policies) ++seen[policy.spec->name];
    const Recording recording = run_checked(config);
    check_values(recording);
    CHECK(is_identical(recording, record(other_queue)));
  }
  CAPTURE(number);
  CHECK(valid == wanted);
  // Everything took part.
  for (const SectionSpec* spec : all_sections()) {
    CAPTURE(spec->name);
    CHECK((seen[spec->name] > 10 || needs_a_file(*spec)));
  }
  for (const PolicySpec* spec : all_policies()) {
    CAPTURE(spec->name);
    CHECK(seen[spec->name] > 10);
  }
}

// A law that one table breaks could be hidden behind the others.
TEST_CASE("random scenarios: the laws hold with each table alone", "[models][contract]") {
  for (const SectionSpec* spec : all_sections()) {
    if (is_fixed(*spec) || needs_a_file(*spec)) continue;
    CAPTURE(spec->name);
    int valid = 0;
    for (std::uint64_t number = 0; number < 4; ++number) {
      const std::string text = Writer{number}.only(*spec, number % 2 == 0 ? "thinned" : "explicit");
      CAPTURE(number, text);
      Config config;
      try {
        config = read_scenario_text(text, "random.toml").config;
      } catch (const ScenarioError& error) {
        continue;
      }
      ++valid;
      CHECK(!config.all(spec->name).empty());
      check_values(run_checked(config));
    }
    CHECK(valid > 1);
  }
}
