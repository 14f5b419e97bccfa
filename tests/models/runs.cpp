// SPDX-License-Identifier: BSD-3-Clause
#include "tests/models/runs.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "scenarios/dates.hpp"
#include "sim/kernel.hpp"
#include "tests/statistics.hpp"

namespace quell {

double first_day() { return 16252.0; }

std::string date_after(double day) { return date_text(first_day() + day); }

Config scenario(double days, const std::string& text, const std::vector<Override>& changes) {
  const std::string run = "[run]\nstart = " + date_after(0.0) + "\nend = " + date_after(days) +
                          "\nscale = 1.0\n" + text;
  return read_scenario_text(run, "test.toml", changes).config;
}

Config static_network(const std::string& more) {
  return scenario(30, R"(
seed = 13
[population]
pro_accounts = 40
audience = 10
counter_accounts = 0
core_share = 0
amplifier_share = 0
[following]
gain = 0
unfollow = 0
initial_mean = 8
initial_sigma = 0.5
initial_in_network = 1
[[policy]]
kind = "suspension_schedule"
per_day = 0
)" + more);
}

void suspend_first(World& world, std::size_t count) {
  for (; count > 0; --count) world.suspend(PolicyIndex{0}, world.active_accounts().front());
}

std::string golden_text() {
  std::ifstream file{QUELL_SOURCE_DIR "/tests/scenarios/golden.toml"};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Config golden_scenario(const std::vector<Override>& changes) {
  return read_scenario_text(golden_text(), "golden.toml", changes).config;
}

void WorldRun::to(double day) {
  run_until(queue_, {.days = day}, world.outbox(), [this](const Event& e) { world.handle(e); });
}

void WorldRun::observe(double day) {
  to(day);
  world.observe({.days = day}, recording_);
}

std::vector<double> WorldRun::followers() const {
  std::vector<double> counts;
  for (const AccountId a : world.active_accounts()) counts.push_back(world.followers(a));
  return counts;
}

bool needs_a_file(const SectionSpec& spec) {
  return std::any_of(spec.params.begin(), spec.params.end(), [](const Param& param) {
    return param.kind == ParamKind::text && !has_fallback(param);
  });
}

Recording record(const Config& config, std::uint32_t replicate) {
  const std::unique_ptr<Model> model = make_model(config, replicate);
  while (!model->is_done()) model->advance();
  return model->recording();
}

std::vector<double> series(const Recording& recording, std::string_view name) {
  const auto* const at = std::find_if(observables.begin(), observables.end(),
                                      [name](const Observable& o) { return o.name == name; });
  if (at == observables.end()) throw std::logic_error("no such observable");
  const auto& values = recording.values[static_cast<std::size_t>(at - observables.begin())];
  const std::size_t width = values.size() / recording.times.size();
  std::vector<double> sums(recording.times.size(), 0.0);
  for (std::size_t k = 0; k < values.size(); ++k) sums[k / width] += values[k];
  return sums;
}

bool is_identical(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

bool is_identical(const Recording& a, const Recording& b) {
  return is_identical(a.times, b.times) &&
         std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                    [](const auto& x, const auto& y) { return is_identical(x, y); });
}

double law_p(const std::vector<double>& samples, std::size_t cells,
             const std::function<double(std::size_t)>& law) {
  std::vector<std::uint64_t> counts(cells);
  for (const double x : samples) ++counts[std::min(static_cast<std::size_t>(x), cells - 1)];
  std::vector<double> probabilities;
  double rest = 1.0;
  for (std::size_t k = 0; k + 1 < cells; ++k) {
    probabilities.push_back(law(k));
    rest -= probabilities.back();
  }
  probabilities.push_back(std::max(0.0, rest));  // the last cell holds the whole tail
  return chi_square_p(counts, probabilities);
}

}  // namespace quell
