// SPDX-License-Identifier: BSD-3-Clause
#include "models/compartments/systems.hpp"

#include <utility>

namespace quell {
namespace {

using Place = std::optional<Compartment>;
constexpr Place outside = std::nullopt;

/// What every person of the source does at one rate.
Reaction step(Place source, Place target, double rate) {
  return {.source = source, .target = target, .constant = rate, .with = {}, .among = {}};
}

ReactionSystem extremists(const ExtremistRates& rates, std::vector<std::string_view> compartments) {
  enum : Compartment { s, e, r };
  return {.compartments = std::move(compartments),
          .reactions = {
              step(outside, s, rates.lambda),
              step(s, outside, rates.mu),
              {.source = s, .target = e, .constant = rates.q_e * rates.beta, .with = {r}},
              {.source = s, .target = r, .constant = (1.0 - rates.q_e) * rates.beta, .with = {r}},
              step(e, r, rates.c_e),
              step(r, e, rates.c_r),
              step(e, outside, rates.mu + rates.d_e),
              step(r, outside, rates.mu + rates.d_r),
          }};
}

}  // namespace

ReactionSystem mccluskey_santoprete(const ExtremistRates& rates) {
  return extremists(rates, {"S", "E", "R"});
}

ReactionSystem santoprete_xu(const ExtremistRates& rates) {
  enum : Compartment { s, e, r, t };
  ReactionSystem system = extremists(rates, {"S", "E", "R", "T"});
  system.reactions.insert(
      system.reactions.end(),
      {step(e, t, rates.p_e), step(r, t, rates.p_r), step(t, e, rates.k * rates.delta),
       step(t, outside, rates.mu + (1.0 - rates.k) * rates.delta)});
  return system;
}

ReactionSystem castillo_chavez_song(const FanaticRates& rates) {
  enum : Compartment { g, s, e, f };
  const std::vector<Compartment> core{s, e, f};
  return {
      .compartments = {"G", "S", "E", "F"},
      .reactions = {
          step(outside, g, rates.lambda),
          {.source = g, .target = s, .constant = rates.beta_1, .with = core, .among = {g, s, e, f}},
          {.source = s, .target = e, .constant = rates.beta_2, .with = {e, f}, .among = core},
          {.source = e, .target = f, .constant = rates.beta_3, .with = {f}, .among = core},
          step(s, g, rates.gamma_1),
          step(e, g, rates.gamma_2),
          step(f, g, rates.gamma_3),
          step(g, outside, rates.mu),
          step(s, outside, rates.mu),
          step(e, outside, rates.mu),
          step(f, outside, rates.mu),
      }};
}

double reproduction_number(const ExtremistRates& rates) {
  const double back = rates.delta > 0.0 ? rates.k * rates.delta / (rates.mu + rates.delta) : 0.0;
  const double b_e = rates.mu + rates.d_e + rates.c_e + (1.0 - back) * rates.p_e;
  const double b_r = rates.mu + rates.d_r + rates.c_r + rates.p_r;
  const double to_extremist = rates.c_r + back * rates.p_r;
  return rates.beta * (rates.lambda / rates.mu) *
         (rates.c_e * rates.q_e + (1.0 - rates.q_e) * b_e) / (b_e * b_r - rates.c_e * to_extremist);
}

double reproduction_number(const FanaticRates& rates) {
  return rates.beta_1 / (rates.gamma_1 + rates.mu);
}

}  // namespace quell
