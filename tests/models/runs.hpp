// SPDX-License-Identifier: BSD-3-Clause
// What the tests of models share: scenarios from text, worlds that a test may look into, and
// comparisons of what was recorded.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/model.hpp"
#include "models/network/world.hpp"
#include "scenarios/scenario.hpp"
#include "sim/dary_heap.hpp"

namespace quell {

/// 2014-07-01, the first day of every scenario made here, in days since 1970-01-01.
double first_day();
/// The civil date `day` days after the first, as TOML.
std::string date_after(double day);

/// A scenario at scale 1 from 2014-07-01 over `days`; `text` starts with further keys of [run].
Config scenario(double days, const std::string& text, const std::vector<Override>& changes = {});

/// Forty accounts that follow each other and nobody else, and change nothing over 30 days, with a
/// policy that never acts, in whose name a test may suspend; `more` are tables to add.
Config static_network(const std::string& more);

/// Those first in the list.
void suspend_first(World& world, std::size_t count);

/// tests/scenarios/golden.toml: everything that the model knows, switched on.
std::string golden_text();
Config golden_scenario(const std::vector<Override>& changes = {});

/// A world without a model around it, so that a test can look at every account and person.
class WorldRun {
 public:
  WorldRun(const Config& config, std::uint32_t replicate) : world(config, replicate) {
    world.populate();
    world.start();
  }

  void to(double day);
  /// Like `to`, and `world.now()` is `day` afterwards.
  void observe(double day);
  /// Of every active account, in the order of the list.
  [[nodiscard]] std::vector<double> followers() const;
  /// What `observe` has recorded.
  [[nodiscard]] const Recording& recording() const { return recording_; }

  World world;

 private:
  DaryHeap<4> queue_;
  Recording recording_;
};

/// Whether a table names something outside the scenario: it has a text that must be given.
bool needs_a_file(const SectionSpec& spec);

/// Runs one replicate to its end.
Recording record(const Config& config, std::uint32_t replicate = 0);

/// Sums over segments and policies, one number per row.
std::vector<double> series(const Recording& recording, std::string_view name);

/// The same bytes, undefined values included.
bool is_identical(const std::vector<double>& a, const std::vector<double>& b);
bool is_identical(const Recording& a, const Recording& b);

/// p-value of Pearson's test that whole numbers follow `law(k)`, k = 0, 1, ..., which holds all but
/// 1e-12 of its mass below `cells`.
double law_p(const std::vector<double>& samples, std::size_t cells,
             const std::function<double(std::size_t)>& law);

}  // namespace quell
