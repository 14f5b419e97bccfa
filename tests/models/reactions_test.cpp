// SPDX-License-Identifier: BSD-3-Clause
// Reaction systems: each method of exact simulation against the master equation and against the
// limit for many persons, and the three published systems against their closed forms.
#include "models/compartments/reactions.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>

#include "models/compartments/rate_equations.hpp"
#include "models/compartments/stochastic.hpp"
#include "models/compartments/systems.hpp"
#include "sim/composition_rejection.hpp"
#include "sim/dary_heap.hpp"
#include "sim/direct_method.hpp"
#include "tests/catch.hpp"
#include "tests/statistics.hpp"

using namespace quell;

#define QUELL_ALL_METHODS DirectMethod, QueuedClocks<DaryHeap<4>>, CompositionRejection

namespace {

using Numbers = std::vector<double>;

Stream stream_of(std::uint64_t seed, std::uint64_t entity = 0) {
  return Stream{{.seed = seed}, 0, entity};
}

// Two stages of recruitment, fully mixed: unaware u become sympathisers y by contact with
// supporters p, sympathisers become supporters, and both may step down.
constexpr double contact = 2.0;
constexpr double up = 0.7;
constexpr double down = 0.5;
constexpr double out = 0.3;
constexpr int persons = 12;
constexpr int first_sympathisers = 2;
constexpr int first_supporters = 3;
constexpr double span = 0.6;  // [d] the law is still far from where it tends to

ReactionSystem two_stages() {
  enum : Compartment { u, y, p };
  return {.compartments = {"u", "y", "p"},
          .reactions = {
              {.source = u, .target = y, .constant = contact, .with = {p}, .among = {u, y, p}},
              {.source = y, .target = p, .constant = up, .with = {}, .among = {}},
              {.source = p, .target = y, .constant = down, .with = {}, .among = {}},
              {.source = y, .target = u, .constant = out, .with = {}, .among = {}},
          }};
}

/// Of (sympathisers, supporters).
using State = std::pair<int, int>;
using Law = std::map<State, double>;

/// The master equation of the same, written down once more, by uniformization (Jensen 1953,
/// doi:10.1080/03461238.1953.10419459): jumps at the rate `most`, some of which go nowhere.
Law exact_law() {
  constexpr double most = persons * (contact + up + down + out);
  const auto jumped = [&](const Law& law) {
    Law next;
    for (const auto& [state, probability] : law) {
      const auto [y, p] = state;
      double stays = most;
      const auto move = [&](int dy, int dp, double rate) {
        if (rate > 0.0) next[{y + dy, p + dp}] += probability * rate / most;
        stays -= rate;
      };
      move(1, 0, contact * (persons - y - p) * p / persons);
      move(-1, 1, up * y);
      move(1, -1, down * p);
      move(-1, 0, out * y);
      next[state] += probability * stays / most;
    }
    return next;
  };
  Law law{{{first_sympathisers, first_supporters}, 1.0}};
  Law sum;
  double weight = std::exp(-most * span);  // Poisson
  for (int jumps = 0; jumps < 400; ++jumps) {
    for (const auto& [state, probability] : law) sum[state] += weight * probability;
    law = jumped(law);
    weight *= most * span / (jumps + 1);
  }
  return sum;
}

template <class Clocks>
std::vector<State> ends_of_two_stages(std::size_t runs, std::uint64_t seed) {
  std::vector<State> ends;
  for (std::size_t run = 0; run < runs; ++run) {
    StochasticDynamics<Clocks> dynamics{
        two_stages(),
        {persons - first_sympathisers - first_supporters, first_sympathisers, first_supporters},
        stream_of(seed, run)};
    dynamics.advance({.days = span / 3});  // in two parts: a limit loses nothing
    dynamics.advance({.days = 2 * span / 3});
    dynamics.check();
    ends.emplace_back(static_cast<int>(dynamics.numbers()[1]),
                      static_cast<int>(dynamics.numbers()[2]));
  }
  return ends;
}

template <class Clocks>
std::vector<double> supporters_of_two_stages(std::uint64_t seed) {
  std::vector<double> supporters;
  for (const auto& [y, p] : ends_of_two_stages<Clocks>(10000, seed)) supporters.push_back(p);
  return supporters;
}

/// Rates about 0.1 a day, so that little time is simulated, and beta such that R0 is `number`.
ExtremistRates fast_rates(double lambda, double number, bool is_treated) {
  ExtremistRates rates{.lambda = lambda,
                       .mu = 0.1,
                       .beta = 1.0,
                       .q_e = 0.6,
                       .d_e = 0.05,
                       .d_r = 0.2,
                       .c_e = 0.3,
                       .c_r = 0.1};
  if (is_treated) {
    rates.p_e = 0.15;
    rates.p_r = 0.25;
    rates.delta = 0.4;
    rates.k = 0.35;
  }
  rates.beta = number / reproduction_number(rates);
  return rates;
}

/// S, E, R where nothing changes, R0 above 1: with f = beta S R recruited a day, R' = 0 and E' = 0
/// give S = (lambda / mu) / R0, R = f / (beta S), E = (q_e f + c_r R) / b_e; S' = 0 gives f.
Numbers endemic(const ExtremistRates& rates) {
  const double susceptible = rates.lambda / rates.mu / reproduction_number(rates);
  const double recruited = rates.lambda - rates.mu * susceptible;
  const double recruiters = recruited / (rates.beta * susceptible);
  const double extremists =
      (rates.q_e * recruited + rates.c_r * recruiters) / (rates.mu + rates.d_e + rates.c_e);
  return {susceptible, extremists, recruiters};
}

Numbers solved(const ReactionSystem& system, const Numbers& start, double days) {
  RateEquations equations{system, start};
  for (int part = 0; part < 10; ++part) {
    equations.advance({.days = days / 10});
    equations.check();
  }
  return {equations.numbers().begin(), equations.numbers().end()};
}

void check_numbers(const Numbers& found, const Numbers& expected, double relative) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t c = 0; c < found.size(); ++c) {
    CAPTURE(c);
    CHECK_THAT(found[c], WithinRel(expected[c], relative));
  }
}

using Matrix = std::array<std::array<double, 3>, 3>;

/// Solves m x = v by elimination with row exchange.
std::array<double, 3> solved(Matrix m, std::array<double, 3> v) {
  for (std::size_t k = 0; k < 3; ++k) {
    std::size_t best = k;
    for (std::size_t row = k; row < 3; ++row) {
      if (std::abs(m[row][k]) > std::abs(m[best][k])) best = row;
    }
    std::swap(m[k], m[best]);
    std::swap(v[k], v[best]);
    for (std::size_t row = 0; row < 3; ++row) {
      if (row == k) continue;
      const double factor = m[row][k] / m[k][k];
      for (std::size_t column = 0; column < 3; ++column) m[row][column] -= factor * m[k][column];
      v[row] -= factor * v[k];
    }
  }
  return {v[0] / m[0][0], v[1] / m[1][1], v[2] / m[2][2]};
}

/// Spectral radius of F V^-1 (van den Driessche & Watmough 2002): E, R, T infected, V what happens
/// to them later, F those newly recruited where all are susceptible. By repeated multiplication.
double next_generation_radius(const ExtremistRates& a) {
  const Matrix v{{{a.mu + a.d_e + a.c_e + a.p_e, -a.c_r, -a.k * a.delta},
                  {-a.c_e, a.mu + a.d_r + a.c_r + a.p_r, 0.0},
                  {-a.p_e, -a.p_r, a.mu + a.delta}}};
  std::array<double, 3> x{1.0, 1.0, 1.0};
  double radius = 0.0;
  for (int step = 0; step < 50; ++step) {
    const double recruited = a.beta * a.lambda / a.mu * solved(v, x)[1];
    x = {a.q_e * recruited, (1.0 - a.q_e) * recruited, 0.0};
    radius = x[0] + x[1];
    for (double& entry : x) entry /= radius;
  }
  return radius;
}

FanaticRates fanatic_rates(double beta_1, double beta_2, double beta_3) {
  return {.lambda = 100.0,
          .mu = 0.1,
          .beta_1 = beta_1,
          .beta_2 = beta_2,
          .beta_3 = beta_3,
          .gamma_1 = 0.4,
          .gamma_2 = 0.4,
          .gamma_3 = 0.4};
}

/// Root mean square of the relative deviation of S, E and R from the limit, at four times within
/// two days; `size` is the population without extremists.
double deviation(double size, std::size_t runs) {
  const ReactionSystem system = mccluskey_santoprete(fast_rates(0.1 * size, 2.0, false));
  const Numbers start{0.8 * size, 0.1 * size, 0.1 * size};
  double squares = 0.0;
  double count = 0.0;
  for (std::size_t run = 0; run < runs; ++run) {
    const auto entity = run + (static_cast<std::uint64_t>(size) << 32U);
    StochasticDynamics<DirectMethod> dynamics{system, start, stream_of(31, entity)};
    RateEquations limit{system, start};
    for (int part = 0; part < 4; ++part) {
      dynamics.advance({.days = 0.5});
      limit.advance({.days = 0.5});
      for (std::size_t c = 0; c < 3; ++c) {
        squares += std::pow(dynamics.numbers()[c] / limit.numbers()[c] - 1.0, 2);
        count += 1.0;
      }
    }
  }
  return std::sqrt(squares / count);
}

}  // namespace

// With 2 10^4 runs a rate that is off by 5 % is caught almost surely.
TEMPLATE_TEST_CASE("reactions: two-stage recruitment follows the exact master equation",
                   "[models][analytic]", QUELL_ALL_METHODS) {
  const Law law = exact_law();
  std::map<State, std::uint64_t> found;
  for (const State& state : ends_of_two_stages<TestType>(20000, 17)) ++found[state];
  std::vector<std::uint64_t> counts;
  std::vector<double> probabilities;
  double total = 0.0;
  for (const auto& [state, probability] : law) {
    counts.push_back(found[state]);
    probabilities.push_back(probability);
    total += probability;
  }
  CHECK(law.size() == (persons + 1) * (persons + 2) / 2);
  CHECK(found.size() <= law.size());
  CHECK_THAT(total, WithinAbs(1.0, 1e-12));
  const double p = chi_square_p(counts, probabilities);
  INFO("p = " << p);
  CHECK(p >= p_limit);
}

TEST_CASE("reactions: the three methods of simulation agree", "[models]") {
  const auto direct = supporters_of_two_stages<DirectMethod>(19);
  const auto next_reaction = supporters_of_two_stages<QueuedClocks<DaryHeap<4>>>(23);
  const auto rejection = supporters_of_two_stages<CompositionRejection>(29);
  CHECK(kolmogorov_smirnov_p(direct, next_reaction) >= p_limit);
  CHECK(kolmogorov_smirnov_p(direct, rejection) >= p_limit);
  CHECK(kolmogorov_smirnov_p(next_reaction, rejection) >= p_limit);
}

// Three numbers at four times, partly correlated: the slope's own standard error is 0.02.
TEST_CASE("reactions: the deviation from the limit falls with the square root of the population",
          "[models][analytic]") {
  std::vector<double> x;
  std::vector<double> y;
  for (const double size : {1e3, 1e4, 1e5, 1e6}) {
    x.push_back(std::log10(size));
    y.push_back(std::log10(deviation(size, size < 1e6 ? 40 : 12)));
  }
  double slope = 0.0;
  for (std::size_t k = 0; k < 4; ++k) slope += (x[k] - 4.5) * y[k] / 5.0;  // sum of squares is 5
  INFO("slope = " << slope);
  CHECK(std::abs(slope + 0.5) < 0.1);
}

TEST_CASE("reactions: a firing renews the rates that it changes, and no others", "[models]") {
  const ReactionSystem core = castillo_chavez_song(fanatic_rates(1.0, 1.0, 1.0));
  const auto lists = dependents(core);
  const std::vector<double> before{50.0, 20.0, 10.0, 5.0};
  for (std::size_t fired = 0; fired < core.reactions.size(); ++fired) {
    std::vector<double> after = before;
    if (core.reactions[fired].source) after[*core.reactions[fired].source] -= 1.0;
    if (core.reactions[fired].target) after[*core.reactions[fired].target] += 1.0;
    for (std::uint32_t k = 0; k < core.reactions.size(); ++k) {
      CAPTURE(fired, k);
      const auto& list = lists[fired];
      const bool is_listed = std::find(list.begin(), list.end(), k) != list.end();
      CHECK(is_listed == (rate_of(core.reactions[k], before) != rate_of(core.reactions[k], after)));
    }
  }
}

TEST_CASE("reactions: a system that cannot be is refused", "[models]") {
  const auto with = [](const Reaction& reaction) {
    return ReactionSystem{.compartments = {"a", "b"}, .reactions = {reaction}};
  };
  CHECK_NOTHROW(check_system(with({.source = 0, .target = 1, .constant = 1.0, .with = {1}})));
  CHECK_THROWS_AS(check_system(with({.source = 0, .target = 2, .constant = 1.0})),
                  std::invalid_argument);
  CHECK_THROWS_AS(check_system(with({.source = 0, .constant = 1.0, .with = {0}})),
                  std::invalid_argument);
  CHECK_THROWS_AS(check_system(with({.source = 0, .constant = -1.0})), std::invalid_argument);
  CHECK(rate_of({.source = 0, .constant = 1.0, .with = {1}, .among = {1}}, Numbers{1.0, 0.0}) ==
        0.0);
}

TEST_CASE("McCluskey & Santoprete: below R0 = 1 extremism dies out", "[models][analytic]") {
  const ExtremistRates rates = fast_rates(200.0, 0.8, false);
  CHECK_THAT(reproduction_number(rates), WithinRel(0.8, 1e-12));
  const Numbers start{1500.0, 300.0, 200.0};
  const Numbers late = solved(mccluskey_santoprete(rates), start, 1000.0);
  CHECK_THAT(late[0], WithinRel(2000.0, 1e-6));
  CHECK(std::abs(late[1]) < 1e-6);
  CHECK(std::abs(late[2]) < 1e-6);
  for (std::uint64_t run = 0; run < 10; ++run) {
    StochasticDynamics<DirectMethod> dynamics{mccluskey_santoprete(rates), start,
                                              stream_of(37, run)};
    dynamics.advance({.days = 500.0});
    dynamics.check();
    CHECK(dynamics.numbers()[1] + dynamics.numbers()[2] == 0.0);
  }
}

TEST_CASE("McCluskey & Santoprete: above R0 = 1 the equations end at the endemic level",
          "[models][analytic]") {
  for (const double number : {1.2, 2.0, 5.0}) {
    CAPTURE(number);
    const ExtremistRates rates = fast_rates(200.0, number, false);
    const Numbers level = endemic(rates);
    const ReactionSystem system = mccluskey_santoprete(rates);
    check_numbers(solved(system, {1998.0, 1.0, 1.0}, 3000.0), level, 1e-6);
    // The level is worked out from E' and S'; that R' is 0 too is what R0 says.
    const double gain = rate_of(system.reactions[3], level) + rate_of(system.reactions[4], level);
    const double loss = rate_of(system.reactions[5], level) + rate_of(system.reactions[7], level);
    CHECK_THAT(gain, WithinRel(loss, 1e-12));
  }
}

// The mean differs from the level of the equations by a few persons, whatever their number, the
// runs scatter by a hundred: 8 % of R is caught almost surely.
TEMPLATE_TEST_CASE("McCluskey & Santoprete: the mean of many persons is at the endemic level",
                   "[models][analytic]", QUELL_ALL_METHODS) {
  const ExtremistRates rates = fast_rates(600.0, 2.0, false);
  const Numbers level = endemic(rates);
  std::array<std::vector<double>, 3> ends;
  for (std::uint64_t run = 0; run < 40; ++run) {
    StochasticDynamics<TestType> dynamics{
        mccluskey_santoprete(rates),
        {std::round(level[0]), std::round(level[1]), std::round(level[2])},
        stream_of(41, run)};
    dynamics.advance({.days = 20.0});
    dynamics.check();
    for (std::size_t c = 0; c < 3; ++c) ends[c].push_back(dynamics.numbers()[c]);
  }
  for (std::size_t c = 0; c < 3; ++c) check_mean(ends[c], level[c]);
}

// Where all leave the core at one rate, C' = beta_1 (1 - C / T) C - (gamma + mu) C, and within the
// core E + F and F follow equations of the same form: S / C = 1 / R2, E / C = 1 / R3.
TEST_CASE("Castillo-Chavez & Song: each part of the core stands above its threshold only",
          "[models][analytic]") {
  const Numbers start{900.0, 70.0, 20.0, 10.0};
  const auto late = [&](double beta_1, double beta_2, double beta_3) {
    return solved(castillo_chavez_song(fanatic_rates(beta_1, beta_2, beta_3)), start, 2000.0);
  };
  const double loss = 0.4 + 0.1;
  CHECK(reproduction_number(fanatic_rates(0.4, 1.0, 1.0)) == 0.4 / loss);

  const Numbers no_core = late(0.4, 3.0, 3.0);  // R0 = 0.8, whatever the others
  CHECK_THAT(no_core[0], WithinRel(1000.0, 1e-6));
  CHECK(no_core[1] + no_core[2] + no_core[3] < 1e-6);

  const Numbers no_fanatics = late(1.0, 0.4, 3.0);
  CHECK_THAT(no_fanatics[1], WithinRel(1000.0 * (1.0 - loss / 1.0), 1e-6));
  CHECK(no_fanatics[2] + no_fanatics[3] < 1e-6);

  const Numbers half = late(1.0, 1.0, 0.4);  // E, but no F
  CHECK_THAT(half[1], WithinRel(500.0 * loss / 1.0, 1e-6));
  CHECK_THAT(half[2], WithinRel(500.0 * (1.0 - loss / 1.0), 1e-6));
  CHECK(half[3] < 1e-6);

  const double beta_2 = 2.0;
  const double beta_3 = 1.25;
  const double susceptible = loss / beta_2;
  const double semi_fanatic = loss / beta_3;
  check_numbers(late(1.0, beta_2, beta_3),
                {500.0, 500.0 * susceptible, 500.0 * semi_fanatic,
                 500.0 * (1.0 - susceptible - semi_fanatic)},
                1e-6);
}

TEST_CASE("Castillo-Chavez & Song: single persons lose or keep the core as R0 says", "[models]") {
  const auto core_after = [](double beta_1, std::uint64_t run) {
    StochasticDynamics<QueuedClocks<DaryHeap<4>>> dynamics{
        castillo_chavez_song(fanatic_rates(beta_1, 2.0, 1.25)),
        {900.0, 70.0, 20.0, 10.0},
        stream_of(43, run)};
    dynamics.advance({.days = 150.0});
    dynamics.check();
    return dynamics.numbers()[1] + dynamics.numbers()[2] + dynamics.numbers()[3];
  };
  for (std::uint64_t run = 0; run < 10; ++run) {
    CHECK(core_after(0.3, run) == 0.0);
    CHECK(core_after(1.0, run) > 300.0);  // around 500, standard deviation below 35
  }
}

TEST_CASE("Santoprete & Xu: R0 is the spectral radius of the next generation matrix",
          "[models][analytic]") {
  ExtremistRates rates = fast_rates(200.0, 1.7, true);
  CHECK_THAT(next_generation_radius(rates), WithinRel(1.7, 1e-12));
  rates.k = 0.0;
  CHECK_THAT(next_generation_radius(rates), WithinRel(reproduction_number(rates), 1e-12));
  rates.k = 1.0;
  CHECK_THAT(next_generation_radius(rates), WithinRel(reproduction_number(rates), 1e-12));
  rates.delta = 0.0;
  CHECK_THAT(next_generation_radius(rates), WithinRel(reproduction_number(rates), 1e-12));
  const ExtremistRates untreated = fast_rates(200.0, 1.7, false);
  CHECK_THAT(next_generation_radius(untreated), WithinRel(1.7, 1e-12));
}

TEST_CASE("Santoprete & Xu: extremism dies out below R0 = 1 and stays above",
          "[models][analytic]") {
  const Numbers start{1500.0, 200.0, 200.0, 100.0};
  const Numbers below = solved(santoprete_xu(fast_rates(200.0, 0.9, true)), start, 3000.0);
  CHECK_THAT(below[0], WithinRel(2000.0, 1e-6));
  for (std::size_t c = 1; c < 4; ++c) CHECK(std::abs(below[c]) < 1e-6);
  const Numbers above = solved(santoprete_xu(fast_rates(200.0, 1.1, true)), start, 3000.0);
  CHECK_THAT(above[0], WithinRel(2000.0 / 1.1, 1e-6));  // S = (lambda / mu) / R0
  for (std::size_t c = 1; c < 4; ++c) CHECK(above[c] > 1.0);
  for (std::uint64_t run = 0; run < 10; ++run) {
    StochasticDynamics<CompositionRejection> dynamics{santoprete_xu(fast_rates(200.0, 0.8, true)),
                                                      start, stream_of(47, run)};
    dynamics.advance({.days = 500.0});
    dynamics.check();
    CHECK(dynamics.numbers()[1] + dynamics.numbers()[2] + dynamics.numbers()[3] == 0.0);
  }
}
