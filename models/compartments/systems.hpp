// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/compartments/reactions.hpp"
#include "models/config.hpp"
#include "models/stage.hpp"

namespace quell {

/// Rates of McCluskey & Santoprete (2018) and Santoprete & Xu (2018), in the letters of the papers;
/// the former has no treatment, so that its last four are 0. Rates are [1/d].
struct ExtremistRates {
  double lambda = 0.0;  ///< persons who become susceptible [1/d]
  double mu = 0.0;      ///< leaving the population, for each person
  double beta = 0.0;    ///< of a susceptible person to be recruited, for each recruiter
  double q_e = 0.0;     ///< share of the recruited who become extremists; the rest recruiters
  double d_e = 0.0;     ///< removal of an extremist
  double d_r = 0.0;     ///< removal of a recruiter
  double c_e = 0.0;     ///< of an extremist to become a recruiter
  double c_r = 0.0;     ///< of a recruiter to become an extremist
  double p_e = 0.0;     ///< of an extremist to enter treatment
  double p_r = 0.0;     ///< of a recruiter to enter treatment
  double delta = 0.0;   ///< of a treated person to leave treatment
  double k = 0.0;       ///< share of those who then become extremists again
};

/// Rates of Castillo-Chavez & Song (2003), in the letters of the paper [1/d].
struct FanaticRates {
  double lambda = 0.0;   ///< persons who enter the general population [1/d]
  double mu = 0.0;       ///< leaving the population, for each person
  double beta_1 = 0.0;   ///< general population to S
  double beta_2 = 0.0;   ///< S to E
  double beta_3 = 0.0;   ///< E to F
  double gamma_1 = 0.0;  ///< S back to the general population
  double gamma_2 = 0.0;  ///< E back
  double gamma_3 = 0.0;  ///< F back
};

/// McCluskey & Santoprete (2018), "A bare-bones mathematical model of radicalization",
/// arXiv:1711.03227: S susceptible, E extremists, R recruiters, in this order.
///
///     S' = lambda - beta S R - mu S
///     E' = q_e beta S R - (mu + d_e + c_e) E + c_r R
///     R' = (1 - q_e) beta S R + c_e E - (mu + d_r + c_r) R
ReactionSystem mccluskey_santoprete(const ExtremistRates& rates);

/// Santoprete & Xu (2018), "Global stability in a mathematical model of de-radicalization",
/// doi:10.1016/j.physa.2018.06.027: as above, and T in treatment.
///
///     S' = lambda - beta S R - mu S
///     E' = q_e beta S R - (mu + d_e + c_e + p_e) E + c_r R + k delta T
///     R' = (1 - q_e) beta S R + c_e E - (mu + d_r + c_r + p_r) R
///     T' = p_e E + p_r R - (mu + delta) T
///
/// Those who leave treatment and do not relapse are immune and not counted any more.
ReactionSystem santoprete_xu(const ExtremistRates& rates);

/// Castillo-Chavez & Song (2003), "Models for the transmission dynamics of fanatic behaviors", in
/// Bioterrorism, SIAM Frontiers in Applied Mathematics 28: G general population and the core
/// C = S + E + F of susceptible, semi-fanatic and fanatic persons, T = G + C, in the order G, S, E,
/// F. One meets anybody, but the core only itself.
///
///     G' = lambda - beta_1 G C / T + gamma_1 S + gamma_2 E + gamma_3 F - mu G
///     S' = beta_1 G C / T - beta_2 S (E + F) / C - gamma_1 S - mu S
///     E' = beta_2 S (E + F) / C - beta_3 E F / C - gamma_2 E - mu E
///     F' = beta_3 E F / C - gamma_3 F - mu F
ReactionSystem castillo_chavez_song(const FanaticRates& rates);

/// R0 of both systems, by the next generation matrix (van den Driessche & Watmough 2002,
/// doi:10.1016/S0025-5564(02)00108-6). A person in treatment comes back with probability
/// h = k delta / (mu + delta), so that with b_e = mu + d_e + c_e + (1 - h) p_e,
/// b_r = mu + d_r + c_r + p_r and a = c_r + h p_r
///
///     R0 = beta (lambda / mu) (c_e q_e + (1 - q_e) b_e) / (b_e b_r - c_e a)
///
/// which without treatment is that of McCluskey & Santoprete.
double reproduction_number(const ExtremistRates& rates);

/// R0 = beta_1 / (gamma_1 + mu), above which a core without E and F stands. E and F take their
/// share of the core where beta_2 / (gamma_2 + mu) and beta_3 / (gamma_3 + mu) are above 1 too. If
/// one leaves E or F more slowly than S, a core that has them may stand at an R0 below 1.
double reproduction_number(const FanaticRates& rates);

/// A system as a scenario chooses it.
struct ChosenSystem {
  ReactionSystem reactions;
  std::vector<double> start;  ///< persons in each compartment, whole, after scaling
  std::vector<Stage> stages;  ///< as which a compartment is recorded
  double reproduction_number = 0.0;
};

/// section.cpp. `run.scale` multiplies lambda and the start, and divides beta of mass action.
ChosenSystem chosen_system(const Config& config);
extern const SectionSpec section_compartments;

}  // namespace quell
