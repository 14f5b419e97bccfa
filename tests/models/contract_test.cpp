// SPDX-License-Identifier: BSD-3-Clause
// What every component keeps to; loops over the registries, so new ones are tested unedited.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "models/mechanisms.hpp"
#include "models/registry.hpp"
#include "models/variant.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

void check_param(const Param& param) {
  CAPTURE(param.key);
  CHECK(!param.key.empty());
  CHECK(!param.unit.empty());
  CHECK(!param.doc.empty());
  CHECK(!param.source.empty());
  CHECK(param.min <= param.max);
  CHECK(std::isnan(param.low) == std::isnan(param.high));
  if (!std::isnan(param.low)) {
    CHECK(param.min <= param.low);
    CHECK(param.low <= param.high);
    CHECK(param.high <= param.max);
  }
  if (!std::isnan(param.fallback) && param.kind != ParamKind::date) {
    CHECK(param.fallback >= param.min);
    CHECK(param.fallback <= param.max);
  }
  if (param.kind == ParamKind::count && has_fallback(param)) {
    CHECK(param.fallback == std::floor(param.fallback));
  }
  const std::vector<std::string_view> choices = choices_of(param);
  CHECK((param.kind == ParamKind::choice) == !choices.empty());
  CHECK(std::set<std::string_view>(choices.begin(), choices.end()).size() == choices.size());
  for (const std::string_view choice : choices) CHECK(!choice.empty());
  if (has_fallback(param)) CHECK_NOTHROW(fallback_value(param));
}

void check_params(std::span<const Param> params) {
  std::set<std::string_view> keys;
  for (const Param& param : params) {
    check_param(param);
    CHECK(keys.insert(param.key).second);
    CHECK(param.key != "name");  // the scenario's own words
    CHECK(param.key != "kind");
  }
}

/// As TOML, for a value that has no default.
std::string example(const Param& param) {
  const double value = std::min(std::max(param.min, 1.0), param.max);
  switch (param.kind) {
    case ParamKind::counts:
      return "[[" + date_after(2.0) + ", " + std::to_string(value) + "]]";
    case ParamKind::date:
      return date_after(2.0);
    case ParamKind::text:
    case ParamKind::segment:
    case ParamKind::observable:
    case ParamKind::choice:
      return "\"all\"";
    default:
      return std::to_string(value);
  }
}

/// A file of the source tree; empty where there is none.
std::string text_of(const std::string& path) {
  std::ifstream file{QUELL_SOURCE_DIR + path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> tests_of(const Mechanism& mechanism) {
  std::vector<std::string> names;
  std::istringstream list{std::string{mechanism.test}};
  for (std::string name; std::getline(list >> std::ws, name, ',');) names.push_back(name);
  return names;
}

}  // namespace

TEST_CASE("contract: every section is complete", "[models][contract]") {
  std::set<std::string_view> names;
  for (const SectionSpec* spec : all_sections()) {
    CAPTURE(spec->name);
    CHECK(names.insert(spec->name).second);
    CHECK(!spec->summary.empty());
    CHECK(find_section(spec->name) == spec);
    check_params(spec->params);
    if (spec->absence == Absence::uses_defaults) {
      for (const Param& param : spec->params) CHECK(has_fallback(param));
    }
  }
  CHECK_FALSE(names.contains("policy"));
  CHECK(find_section("no such section") == nullptr);
}

TEST_CASE("contract: every policy is complete", "[models][contract]") {
  std::string_view last;
  for (const PolicySpec* spec : all_policies()) {
    CAPTURE(spec->name);
    CHECK(last < spec->name);  // in alphabetical order, hence unique
    last = spec->name;
    CHECK(!spec->summary.empty());
    CHECK(spec->make != nullptr);
    CHECK(find_policy(spec->name) == spec);
    check_params(spec->params);
  }
  CHECK(find_policy("no such policy") == nullptr);
}

TEST_CASE("contract: every policy runs ten days from its defaults", "[models][contract]") {
  for (const PolicySpec* spec : all_policies()) {
    CAPTURE(spec->name);
    std::string text = R"(
[population]
pro_accounts = 50
audience = 200
counter_accounts = 50
[following]
initial_mean = 10
[ladder]
[return]
[reporting]
[[policy]]
kind = ")" + std::string{spec->name} +
                       "\"\n";
    for (const Param& param : spec->params) {
      if (!has_fallback(param) || param.kind == ParamKind::counts) {
        text += std::string{param.key} + " = " + example(param) + "\n";
      }
    }
    const Config config = scenario(10, text);
    const std::unique_ptr<Model> model = make_model(config, 0);
    while (!model->is_done()) {
      model->advance();
      REQUIRE_NOTHROW(model->check());
    }
    CHECK(model->now().days == 10.0);
    CHECK(model->recording().times.size() == 11);
  }
}

TEST_CASE("contract: every mechanism has a parameter or says why not", "[models][contract]") {
  std::set<std::string_view> named;
  const auto name_all = [&named](std::span<const Param> params) {
    for (const Param& param : params) {
      for (const std::string_view id : mechanisms_in(param.source)) named.insert(id);
    }
  };
  for (const SectionSpec* spec : all_sections()) name_all(spec->params);
  for (const PolicySpec* spec : all_policies()) name_all(spec->params);
  int number = 0;
  for (const Mechanism& mechanism : all_mechanisms()) {
    CAPTURE(mechanism.id);
    CHECK(mechanism.id == "M" + std::to_string(++number));
    CHECK(!mechanism.name.empty());
    CHECK(!mechanism.form.empty());
    CHECK((named.erase(mechanism.id) > 0) == mechanism.why_no_parameter.empty());
    CHECK(mechanism.test.empty() == !mechanism.why_no_parameter.empty());
    for (const std::string& test : tests_of(mechanism)) {
      CAPTURE(test);
      const std::string text = text_of("/tests/models/" + test);
      const std::vector<std::string_view> ids = mechanisms_in(text);
      CHECK(std::find(ids.begin(), ids.end(), mechanism.id) != ids.end());
    }
  }
  CHECK(number == 22);
  for (const std::string_view id : named) FAIL_CHECK("a source names " << id << ", which is none");
  using Ids = std::vector<std::string_view>;
  CHECK(mechanisms_in("assumption (M4 b), M16") == Ids{"M4", "M16"});
  CHECK(mechanisms_in("McGurk 2016, AM5, M/M/1").empty());
}

TEST_CASE("contract: observables have names of their own, units and docs", "[models][contract]") {
  std::set<std::string_view> names;
  for (const Observable& observable : observables) {
    CAPTURE(observable.name);
    CHECK(names.insert(observable.name).second);
    CHECK(!observable.unit.empty());
    CHECK(!observable.doc.empty());
    CHECK(std::regex_match(std::string{observable.name}, std::regex{"[a-z][a-z0-9_]*"}));
  }
}

TEST_CASE("contract: a recording has the sizes that its shapes say", "[models][contract]") {
  const Config config = golden_scenario();
  const Recording recording = record(config);
  const Axes axes = axes_of(config);
  CHECK(axes.segments == std::vector<std::string>{"middle_east", "europe"});
  CHECK(axes.policies.size() == config.policies.size());
  CHECK(axes.cohorts == 2);  // 60 days are less than two months of 30.4375
  REQUIRE(recording.times.size() == 61);
  for (std::size_t day = 0; day < 61; ++day) {
    CHECK(recording.times[day] == static_cast<double>(day));
  }
  REQUIRE(recording.values.size() == observables.size());
  for (std::size_t o = 0; o < observables.size(); ++o) {
    CAPTURE(observables[o].name);
    const std::size_t fixed =
        observables[o].shape == Shape::generation ? generation_count : axes.cohorts * age_count;
    const std::size_t width = row_size(observables[o], axes);
    if (!is_observed(observables[o], config) && recording.values[o].empty()) continue;
    CHECK(recording.values[o].size() == (width > 0 ? 61 * width : fixed));
    for (const double value : recording.values[o]) {
      if (std::isnan(value)) {
        CHECK(!observables[o].is_count);
      } else {
        CHECK(value >= 0.0);
        if (observables[o].is_count) CHECK(value == std::floor(value));
      }
    }
  }
}

TEST_CASE("contract: the last interval may be shorter", "[models][contract]") {
  const Recording recording = record(golden_scenario({{"run.cadence", "7.0"}}));
  CHECK(recording.times == std::vector<double>{0, 7, 14, 21, 28, 35, 42, 49, 56, 60});
}

TEST_CASE("contract: no two purposes share a random stream", "[models][contract]") {
  // C++ cannot list the names of an enumeration, so the file is read.
  std::ifstream file{QUELL_SOURCE_DIR "/models/streams.hpp"};
  const std::regex entry{R"(^\s+(\w+) = (\d+),.*)"};
  std::set<std::string> numbers;
  std::size_t entries = 0;
  std::smatch match;
  for (std::string line; std::getline(file, line);) {
    if (!std::regex_match(line, match, entry)) continue;
    ++entries;
    CAPTURE(line);
    CHECK(numbers.insert(match[2]).second);
    CHECK(std::stoi(match[2]) < 256);
  }
  CHECK(entries >= 11);
}
