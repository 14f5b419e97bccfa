// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/config.hpp"
#include "models/ids.hpp"
#include "models/stage.hpp"
#include "models/streams.hpp"
#include "sim/blocks.hpp"
#include "sim/random.hpp"
#include "sim/step_function.hpp"

namespace quell {

class World;

/// Where a policy stands in its scenario.
struct PolicyPlace {
  const Config& config;
  const std::string& name;
  PolicyIndex index;
  StreamRoot root;

  /// Of the policy's own random streams; depends on the name alone.
  [[nodiscard]] std::uint64_t key() const {
    return entity_of_name(name.data(), name.data() + name.size());
  }
  [[nodiscard]] Frame frame() const { return config.frame(); }
  [[nodiscard]] Stream stream() const {
    return {root, static_cast<std::uint8_t>(Purpose::policy), key()};
  }
};

/// What stands between a suspended person and its new account.
struct Friction {
  double returning = 1.0;  ///< factor on the probability of return, at most 1
  double delay = 1.0;      ///< factor on the time until then
};

/// Whom counter-messages reach.
struct Reached {
  std::array<bool, stage_count> stages{true, true, true, true, true, true, true, true};
  bool followers_only = false;  ///< those who follow a pro account

  bool operator==(const Reached&) const = default;
  [[nodiscard]] bool depends_on_stage() const {
    return std::find(stages.begin(), stages.end(), false) != stages.end();
  }
};

/// Counter-messages that reach each person of a segment as a Poisson process.
struct Outreach {
  std::uint64_t key = 0;        ///< of its random streams, and of no other's
  StepFunction views;           ///< per person reached and day
  std::vector<double> effects;  ///< susceptibility removed by one view, by segment; 0: not reached
  double backfire = 0.0;        ///< share of views that add what they should remove
  Reached reached = {};
  Rate wear;  ///< the effect of a view falls by exp(-wear t), t since `since`
  Time since = {};
};

/// Whether a view does the same to the same persons, however many there are.
inline bool has_same_effect(const Outreach& a, const Outreach& b) {
  return a.effects == b.effects && a.backfire == b.backfire && a.reached == b.reached &&
         a.wear == b.wear && a.since == b.since;
}

/// What a policy has to show at an observation.
struct PolicyReadings {
  std::uint64_t backlog = 0;
  double waited = 0.0;  ///< sum of times from report to decision since the last reading [d]
  std::uint64_t decisions = 0;
  double impressions = 0.0;  ///< since the last reading
};

/// A measure against recruitment. It reads the world, acts on it through the world's actions, draws
/// only from its own stream, and plans its own events; it never touches state directly.
class Policy {
 public:
  virtual ~Policy() = default;

  /// Plans the first event, if it has any.
  virtual void start(World& /*world*/) {}
  /// An event that the policy planned with `World::plan`.
  virtual void on_event(World& /*world*/, std::uint32_t /*payload*/) {}
  virtual void on_report(World& /*world*/, AccountId /*account*/) {}
  virtual void on_account_opened(World& /*world*/, AccountId /*account*/) {}
  /// A suspended person means to return, and will unless friction holds it off.
  virtual Friction on_return_planned(World& /*world*/, PersonId /*person*/) { return {}; }
  /// Whether `on_search` is to be called.
  [[nodiscard]] virtual bool watches_searches() const { return false; }
  /// A person who runs no pro account is about to follow one that nobody recommended; true if it
  /// is led elsewhere.
  virtual bool on_search(World& /*world*/, PersonId /*person*/) { return false; }
  /// The number of active accounts passed `World::active_bound`: clocks drawn with the old bound
  /// must be drawn anew.
  virtual void on_active_bound_changed(World& /*world*/) {}

  /// `values` hold from now on; asked only of an adaptive kind. What was drawn with the old ones
  /// and is still to come is drawn anew where its law has changed, and only there, so that the
  /// streams of a run and of one with other values stay coupled.
  virtual void change(World& /*world*/, const ParamValues& /*values*/) {
    throw std::logic_error("a policy that is not adaptive is asked to change");
  }

  /// What holds from now on: asked at the start and after each change, always with the same keys.
  [[nodiscard]] virtual std::vector<Outreach> outreach(const World& /*world*/) { return {}; }
  virtual PolicyReadings read(World& /*world*/) { return {}; }
  virtual void visit_blocks(BlockVisitor& /*visitor*/) {}
};

}  // namespace quell
