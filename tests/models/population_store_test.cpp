// SPDX-License-Identifier: BSD-3-Clause
// A population that is kept for the next run must be the one that this run would have made.
#include "models/population_store.hpp"

#include <algorithm>
#include <cmath>

#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

std::vector<std::byte> population_of(const Config& config, std::uint32_t replicate) {
  World world{config, replicate};
  world.populate();
  BlockWriter writer;
  world.visit_population(writer);
  return writer.take();
}

/// Another number within the bounds, for numbers that have no course.
std::optional<ParamValue> other_value(const Param& param, const ParamValue& value) {
  if (param.kind != ParamKind::real && param.kind != ParamKind::count) return std::nullopt;
  const double old = std::get<double>(value);
  if (!std::isfinite(old)) return ParamValue{std::max(param.min, 1.0)};
  double other = param.kind == ParamKind::count ? old + 3.0 : old * 1.25 + 0.125;
  if (other > param.max) other = (old + param.min) / 2.0;
  if (other == old) return std::nullopt;
  return ParamValue{other};
}

}  // namespace

// Each number of the golden scenario, changed by itself: where the store says that the population
// is the same, it is, to the last byte.
TEST_CASE("population store: it knows all that a population depends on", "[models][contract]") {
  const Config golden = golden_scenario();
  const std::vector<std::byte> first = population_of(golden, 0);
  PopulationStore store;
  store.keep(golden, 0, first);
  REQUIRE(store.find(golden, 0) != nullptr);
  std::size_t same = 0;
  std::size_t others = 0;
  const auto try_values = [&](const Config& original, auto&& values_in) {
    const ParamValues& values = values_in(original);
    for (std::size_t row = 0; row < values.params().size(); ++row) {
      const Param& param = values.params()[row];
      const auto other = other_value(param, values.values()[row]);
      if (!other || values.course(row) != nullptr) continue;

      Config changed = original;
      values_in(changed).set(row, *other);
      CAPTURE(param.key, param.doc);
      const bool is_found = store.find(changed, 0) != nullptr;
      bool is_same = false;
      try {
        is_same = population_of(changed, 0) == first;
      } catch (const std::exception&) {  // no scenario: the value needs another one beside it
        continue;
      }
      CHECK((!is_found || is_same));
      ++(is_found ? same : others);
    }
  };
  for (std::size_t k = 0; k < golden.sections.size(); ++k) {
    try_values(
        golden, [k](auto& config) -> auto& { return config.sections[k].values; });
  }
  for (std::size_t k = 0; k < golden.policies.size(); ++k) {
    try_values(
        golden, [k](auto& config) -> auto& { return config.policies[k].values; });
  }
  CHECK(same > 80);
  CHECK(others > 25);
}

TEST_CASE("population store: other replicates, seeds and sizes have other populations",
          "[models]") {
  const Config golden = golden_scenario();
  PopulationStore store;
  CHECK(store.find(golden, 0) == nullptr);
  store.keep(golden, 0, {});
  CHECK(store.find(golden, 1) == nullptr);
  CHECK(store.find(golden_scenario({{"run.seed", "9"}}), 0) == nullptr);
  CHECK(store.find(golden_scenario({{"run.scale", "0.5"}}), 0) == nullptr);
  store.keep(golden, 1, {});
  CHECK(store.find(golden, 0) == nullptr);
  CHECK(store.find(golden, 1) != nullptr);
}

TEST_CASE("population store: a run from a kept population is the same run", "[models]") {
  PopulationStore store;
  const auto run = [](const Config& config, PopulationStore* from) {
    const std::unique_ptr<Model> model = make_model(config, 2, {}, from);
    while (!model->is_done()) {
      model->check();
      model->advance();
    }
    return model->recording();
  };
  const Config golden = golden_scenario();
  const Recording alone = run(golden, nullptr);
  CHECK(is_identical(run(golden, &store), alone));
  REQUIRE(store.find(golden, 2) != nullptr);
  CHECK(is_identical(run(golden, &store), alone));
  const Config changed =
      golden_scenario({{"return.probability", "0.3"}, {"run.end", "2014-08-15"}});
  REQUIRE(store.find(changed, 2) != nullptr);
  CHECK(is_identical(run(changed, &store), run(changed, nullptr)));
}
