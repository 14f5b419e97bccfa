// SPDX-License-Identifier: BSD-3-Clause
// Runs that must be equal, as a whole or up to a date: cases 11 and 12 of docs/model.md, section 6.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "models/registry.hpp"
#include "studies/ensemble.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

class Unwatched final : public EnsembleMonitor {
 public:
  void advanced(std::uint32_t, Duration, std::uint64_t) noexcept override {}
  [[nodiscard]] bool should_stop() const noexcept override { return false; }
};

EnsembleResult ensemble(const Config& config, unsigned jobs) {
  Unwatched monitor;
  EnsembleResult result = run_ensemble(config, jobs, monitor);
  REQUIRE(result.failures.empty());
  REQUIRE(!result.is_interrupted);
  return result;
}

/// Number of leading rows in which everything that both runs record is bit-identical. A policy that
/// only the second has comes last and is left out.
std::size_t common_rows(const Config& config, const Recording& a, const Recording& b) {
  const Axes axes = axes_of(config);
  for (std::size_t row = 0; row < a.times.size(); ++row) {
    for (std::size_t o = 0; o < observables.size(); ++o) {
      const std::size_t width = row_size(observables[o], axes);
      if (width == 0 || a.values[o].empty()) continue;
      const std::size_t other_width = b.values[o].size() / b.times.size();
      const auto cut = [row, width](const std::vector<double>& values, std::size_t stride) {
        const auto from = values.begin() + static_cast<std::ptrdiff_t>(row * stride);
        return std::vector<double>(from, from + static_cast<std::ptrdiff_t>(width));
      };
      if (!is_identical(cut(a.values[o], width), cut(b.values[o], other_width))) return row;
    }
  }
  return a.times.size();
}

/// What a late policy needs to be seen; other tables and probabilities get 1.
double late_size(const Param& param) {
  if (param.key == "impressions") return 1e6;
  if (param.key == "hazard" || param.key == "unfollow" || param.key == "report") return 0.05;
  return param.unit.ends_with("at 1:1") ? 3000.0 : 1.0;
}

/// Defaults, with every table and date of the policy such that nothing happens before `day`.
ParamValues late_values(const PolicySpec& spec, double day) {
  const double date = first_day() + day;
  std::vector<ParamValue> values;
  for (const Param& param : spec.params) {
    const double size = late_size(param);
    if (param.kind == ParamKind::counts) {
      values.emplace_back(std::vector<Knot>{{date, size}});
    } else if (is_table(param.kind)) {
      values.emplace_back(std::vector<Knot>{{first_day(), 0.0}, {date, size}});
    } else if (param.kind == ParamKind::date) {
      values.emplace_back(date);
    } else if (param.fallback == 0.0) {
      values.emplace_back(std::min(size, param.max));  // an effect that is off by default
    } else {
      values.push_back(fallback_value(param));
    }
  }
  return {spec.params, std::move(values)};
}

const std::vector<Override> short_run{{"run.end", "2014-08-05"}};

}  // namespace

TEST_CASE("coupling: the number of threads changes no bit", "[models]") {
  const Config config = golden_scenario({{"run.replicates", "5"}, {"run.end", "2014-08-05"}});
  const EnsembleResult one = ensemble(config, 1);
  for (const unsigned jobs : {2U, 4U}) {
    const EnsembleResult many = ensemble(config, jobs);
    REQUIRE(many.replicates == one.replicates);
    CHECK(many.events == one.events);
    for (std::size_t r = 0; r < one.recordings.size(); ++r) {
      CHECK(is_identical(many.recordings[r], one.recordings[r]));
    }
  }
  CHECK(!is_identical(one.recordings[0], one.recordings[1]));
}

TEST_CASE("coupling: the initial network does not depend on how its work is cut", "[models]") {
  const Config config = golden_scenario(short_run);
  const Executor backwards = [](std::size_t count, const auto& body) {
    for (std::size_t k = count; k > 0; --k) body(k - 1, k);
  };
  const std::unique_ptr<Model> cut = make_model(config, 0, backwards);
  while (!cut->is_done()) cut->advance();
  CHECK(is_identical(cut->recording(), record(config)));
}

TEST_CASE("coupling: the event queue changes no bit", "[models]") {
  const Recording ladder = record(golden_scenario({{"run.queue", "\"ladder\""}}));
  for (const char* queue : {"\"heap\"", "\"calendar\""}) {
    CAPTURE(queue);
    CHECK(is_identical(ladder, record(golden_scenario({{"run.queue", queue}}))));
  }
}

TEST_CASE("coupling: another seed gives another run", "[models]") {
  CHECK(!is_identical(record(golden_scenario(short_run)),
                      record(golden_scenario({short_run.front(), {"run.seed", "18"}}))));
}

TEST_CASE("coupling: a policy leaves the days before its start bit-identical", "[models]") {
  const Config without = golden_scenario(short_run);
  const Recording before = record(without);
  for (const double day : {17.0, 20.0}) {  // within a window of the clocks, and where one ends
    for (const PolicySpec* spec : all_policies()) {
      CAPTURE(spec->name, day);
      Config with = without;
      with.policies.push_back({spec, "late", late_values(*spec, day)});
      const Recording after = record(with);
      const std::size_t rows = common_rows(without, before, after);
      CHECK(rows >= static_cast<std::size_t>(day) + 1);  // rows 0 to `day` end before it
      CHECK(rows < before.times.size());                 // but it did something
    }
  }
}

namespace {

/// Compares the golden scenario with one that has more `text` and `overrides`, which take effect on
/// `day`.
void check_change(const Recording& before, double day, const std::string& text,
                  const std::vector<Override>& overrides) {
  std::vector<Override> all = short_run;
  all.insert(all.end(), overrides.begin(), overrides.end());
  const Config with = read_scenario_text(golden_text() + text, "late.toml", all).config;
  CAPTURE(text, overrides.empty() ? "" : overrides.front().value, day);
  const std::size_t rows = common_rows(with, before, record(with));
  CHECK(rows >= static_cast<std::size_t>(day));  // the rows before the day
  CHECK(rows < before.times.size());
}

/// A table that is 1 until `day` and rises to 9 within ten days.
std::string rise(double day) {
  return fmt::format("[[2014-07-01, 1], [{}, 1], [{}, 9]]", date_after(day),
                     date_after(day + 10.0));
}

}  // namespace

TEST_CASE("coupling: retaliation and counter-speech leave the days before bit-identical",
          "[models]") {
  const Recording before = record(golden_scenario(short_run));
  for (const double day : {17.0, 20.0}) {
    const std::string step = fmt::format("[[2014-07-01, 0.5], [{}, 9]]", date_after(day));
    check_change(before, day, "", {{"retaliation.accounts", step}});
    check_change(before, day, "", {{"counter_speech.volume", rise(day)}});
  }
}

// The clocks' bounds hold for a window of some days (windows.hpp), but none of them looks ahead.
TEST_CASE("coupling: drivers, shocks and vigilance leave the days before bit-identical",
          "[models]") {
  const Recording before = record(golden_scenario(short_run));
  for (const double day : {17.0, 20.0}) {
    const std::string shock = "[[shock]]\nname = \"late\"\ndate = " + date_after(day) + "\n";
    const std::string driver = "[[driver]]\nname = \"late\"\nindex = " + rise(day) + "\n";
    for (const char* effect : {"posting", "gain", "uptake"}) {
      check_change(before, day, shock + effect + " = 3\n", {});
      check_change(before, day, driver + effect + " = 1\n", {});
    }
    check_change(before, day, "", {{"reporting.vigilance", rise(day)}});
  }
}
