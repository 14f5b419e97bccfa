// SPDX-License-Identifier: BSD-3-Clause
// The variant `aggregates`: its groups against closed forms and against those of `network`.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

#include "models/aggregates/group_process.hpp"
#include "models/variant.hpp"
#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

Config groups_scenario(double days, std::uint32_t members, const std::string& tables,
                       const std::string& model = "aggregates", const std::string& seed = "1",
                       const std::string& cadence = "1") {
  const std::string people = R"(
[population]
audience = 0
counter_accounts = 0
[following]
gain = 0
initial_mean = 0
)";
  return scenario(days, people + tables,
                  {{"run.model", model},
                   {"run.seed", seed},
                   {"run.cadence", cadence},
                   {"population.pro_accounts", std::to_string(members)}});
}

/// Rates of one event per member and day, of which a share `a` breaks up.
std::string channels_with(double a) {
  return "[channels]\njoin = " + std::to_string(1.0 - a) + "\nbreak_up = " + std::to_string(a) +
         "\n";
}

/// p-value of the test that groups of uniform members follow x_s, see check_sizes. A hundred and
/// sixty members are drawn a day, one in 250: few are of one group, and large groups break up
/// within hours, so that they are almost independent.
double size_law_p(const std::string& tables, double a) {
  GroupProcess process{groups_scenario(600, 40000, tables), 0};
  Stream stream{{.seed = 8, .replicate = 0}, 0, 0};
  std::vector<double> samples;
  for (double day = 20.0; day < 170.0; day += 0.25) {
    process.run_to({.days = day});
    for (int draw = 0; draw < 40; ++draw) {
      samples.push_back(process.groups().size(process.groups().of_uniform_member(stream)));
    }
  }
  process.groups().check();
  constexpr std::size_t cells = 2000;
  std::vector<double> x(cells, 0.0);
  const double w = 4.0 * (1.0 - a) / ((2.0 - a) * (2.0 - a));
  x[1] = 1.0 / (2.0 - a);
  for (std::size_t s = 1; s + 1 < cells; ++s) {
    const auto size = static_cast<double>(s);
    x[s + 1] = x[s] * w * (2.0 * size - 1.0) / (2.0 * (size + 1.0));
  }
  return law_p(samples, cells, [&x](std::size_t s) { return x[s]; });
}

/// The exponent alpha of a law s^-alpha w^s of whole numbers from `least` to `most`, w being known,
/// by maximum likelihood (Clauset, Shalizi & Newman 2009, doi:10.1137/070710111, appendix B): the
/// mean logarithm is the one expected.
double exponent_of(const std::vector<std::uint32_t>& sizes, double w, std::uint32_t least,
                   std::uint32_t most) {
  double sum = 0.0;
  double count = 0.0;
  for (const std::uint32_t size : sizes) {
    if (size < least || size > most) continue;
    sum += std::log(size);
    count += 1.0;
  }
  double low = 1.0;
  double high = 5.0;
  for (int halving = 0; halving < 40; ++halving) {
    const double alpha = (low + high) / 2.0;
    double weights = 0.0;
    double logs = 0.0;
    for (std::uint32_t s = least; s <= most; ++s) {
      const double weight = std::pow(s, -alpha) * std::pow(w, s);
      weights += weight;
      logs += weight * std::log(s);
    }
    (logs / weights > sum / count ? low : high) = alpha;  // a larger exponent, smaller logarithms
  }
  return low;
}

/// Share of all members in the largest group, mean over time.
double largest_share(std::uint32_t members, double a) {
  const std::vector<double> largest =
      series(record(groups_scenario(200, members, channels_with(a))), "channel_size_largest");
  double sum = 0.0;
  for (const double size : largest) sum += size;
  return sum / static_cast<double>(largest.size()) / members;
}

/// What `quantities` names, by quantity and replicate: levels at the end, sums of totals.
constexpr std::array<std::string_view, 6> quantities{
    "channels",        "channel_size_mean", "channel_size_largest",
    "channels_banned", "policy_cost",       "policy_rules_on"};
std::array<std::vector<double>, 6> outcomes(const Config& config) {
  std::array<std::vector<double>, 6> found;
  for (std::uint32_t r = 0; r < 100; ++r) {
    const Recording recording = record(config, r);
    for (std::size_t k = 0; k < quantities.size(); ++k) {
      const std::vector<double> values = series(recording, quantities[k]);
      found[k].push_back(k < 3 ? values.back()
                               : std::accumulate(values.begin(), values.end(), 0.0));
    }
  }
  return found;
}

}  // namespace

TEST_CASE("group sizes: groups join and break up as sets do", "[models]") {
  constexpr std::uint32_t members = 60;
  Stream stream{{.seed = 3, .replicate = 0}, 0, 0};
  GroupSizes groups{members};
  std::multiset<std::uint32_t> naive;
  for (std::uint32_t k = 0; k < members; ++k) naive.insert(1);
  for (int step = 0; step < 6000; ++step) {
    const GroupSizes::Place a = groups.of_uniform_member(stream);
    const GroupSizes::Place b = groups.of_uniform_member(stream);
    if (stream.coin() < 0.8) {
      if (a != b) {
        naive.erase(naive.find(groups.size(a)));
        naive.erase(naive.find(groups.size(b)));
        naive.insert(groups.size(a) + groups.size(b));
      }
      groups.join(a, b);
    } else {
      const std::uint32_t size = groups.size(a);
      naive.erase(naive.find(size));
      for (std::uint32_t k = 0; k < size; ++k) naive.insert(1);
      groups.break_up(a);
    }
    REQUIRE_NOTHROW(groups.check());
    std::vector<std::uint32_t> sizes = groups.sizes();
    REQUIRE(groups.groups() == sizes.size());
    sizes.insert(sizes.end(), groups.singles(), 1);
    REQUIRE(std::multiset<std::uint32_t>(sizes.begin(), sizes.end()) == naive);
    double squares = 0.0;
    for (const std::uint32_t size : sizes) squares += size * size;
    REQUIRE(groups.mean_size() == squares / members);
    const auto smallest = naive.upper_bound(1);
    REQUIRE(groups.largest().has_value() == (smallest != naive.end()));
    if (smallest == naive.end()) continue;
    REQUIRE(groups.size(*groups.largest()) == *naive.rbegin());
    REQUIRE(groups.size(*groups.smallest()) == *smallest);
  }
}

// Sizes on both sides of powers of two. With 2 * 10^5 draws a size that is drawn 2 % too often or
// too rarely is caught.
TEST_CASE("group sizes: a group is drawn in proportion to its members", "[models]") {
  GroupSizes groups{64};
  Stream stream{{.seed = 9, .replicate = 0}, 0, 0};
  const std::set<std::uint32_t, std::greater<>> grown_to{16, 9, 8, 5, 4, 3, 2};
  for (const std::uint32_t size : grown_to) {
    GroupSizes::Place grown;
    for (std::uint32_t k = 1; k < size; ++k) {
      groups.join(grown, {.power = 0, .index = groups.singles() - 1});
      do grown = groups.of_uniform_member(stream);  // the only one of its size
      while (groups.size(grown) != k + 1);
    }
  }
  REQUIRE(groups.singles() == 17);
  std::vector<double> sizes;
  std::vector<double> singles;
  for (int draw = 0; draw < 200000; ++draw) {
    const GroupSizes::Place place = groups.of_uniform_member(stream);
    sizes.push_back(groups.size(place));
    if (place.power == 0) singles.push_back(place.index);
  }
  CHECK(law_p(sizes, 17, [&grown_to](std::size_t size) {
          if (size == 1) return 17.0 / 64;
          return grown_to.contains(static_cast<std::uint32_t>(size))
                     ? static_cast<double>(size) / 64
                     : 0.0;
        }) > p_limit);
  CHECK(law_p(singles, 17, [](std::size_t) { return 1.0 / 17; }) > p_limit);
}

TEST_CASE("group sizes: more members than there can be are refused", "[models]") {
  CHECK_NOTHROW(GroupSizes{GroupSizes::most_members}.check());
  CHECK_THROWS_AS(GroupSizes{GroupSizes::most_members + 1}, std::invalid_argument);
  GroupSizes nobody{0};
  CHECK(nobody.mean_size() == 0.0);
  CHECK_FALSE(nobody.largest());
}

// Catches break-ups that are 15 % more or less frequent.
TEST_CASE("aggregates: sizes follow the law of coalescence and fragmentation",
          "[models][analytic]") {
  CHECK(size_law_p(channels_with(0.3), 0.3) > p_limit);
}

// Bans of random members' groups, 8000 a day among 40000 members, are break-ups at 0.2 a day.
TEST_CASE("aggregates: random bans add to the rate at which groups break up",
          "[models][analytic]") {
  CHECK(size_law_p(R"([channels]
join = 0.7
break_up = 0.1
[[policy]]
kind = "channel_bans"
per_day = 8000
)",
                   0.3) > p_limit);
}

// With p = 1 - a the stationary law of the five ways to divide four members solves, in units of
// that of {2, 1, 1},
//     {2, 2} (p/2 + a) = p/8,   {3, 1} (3p/8 + 3a/4) = p/2,   {4} a = {2, 2} p/2 + {3, 1} 3p/8,
//     {1, 1, 1, 1} 3p/4 = a/2 + {3, 1} 3a/4 + {4} a.
TEST_CASE("aggregates: four members are divided as their Markov chain says", "[models][analytic]") {
  constexpr double a = 0.3;
  constexpr double p = 1.0 - a;
  constexpr double two_two = p / 8 / (p / 2 + a);
  constexpr double three_one = p / 2 / (3 * p / 8 + 3 * a / 4);
  constexpr double four = (two_two * p / 2 + three_one * 3 * p / 8) / a;
  constexpr double alone = (a / 2 + three_one * 3 * a / 4 + four * a) / (3 * p / 4);
  std::array<double, 5> law{alone, 1.0, two_two, three_one, four};
  double sum = 0.0;
  for (const double part : law) sum += part;
  for (double& part : law) part /= sum;

  GroupProcess process{groups_scenario(30, 4, channels_with(a)), 0};
  std::array<std::uint64_t, 5> counts{};
  for (int sample = 1; sample <= 20000; ++sample) {
    process.run_to({.days = 10.0 * sample});  // forty events lie between two of them
    const std::optional<GroupSizes::Place> largest = process.groups().largest();
    const std::uint32_t size = largest ? process.groups().size(*largest) : 1;
    const bool is_two_two = process.groups().groups() == 2;
    ++counts[size == 1 ? 0 : size == 2 ? (is_two_two ? 2 : 1) : size];
  }
  CHECK(chi_square_p(counts, law) > p_limit);
}

// Verification case 9: the number of groups of size s falls as s^(-5/2) up to a cut-off w^s
// (Johnson et al. 2016), here at 4 / a^2 = 10^4 members. Exponents of 15 batches of four snapshots,
// a day apart, are fitted to sizes from 30 to 2000, where that of the closed form is 2.505. Their
// mean has a standard error of 0.01, so that an exponent off by 0.05 is caught half of the time;
// false alarm 7e-6. The members must be many more than 1 / a^2, or the mean field does not hold: at
// a = 0.003 the exponent found is 2.54.
TEST_CASE("aggregates: sizes follow a power law of exponent 5/2 up to the cut-off",
          "[models][analytic]") {
  constexpr double a = 0.02;
  constexpr double w = 4.0 * (1.0 - a) / ((2.0 - a) * (2.0 - a));
  GroupProcess process{groups_scenario(200, 300000, channels_with(a)), 0};
  std::vector<double> exponents;
  double day = 12.0;
  for (int batch = 0; batch < 15; ++batch) {
    std::vector<std::uint32_t> sizes;
    for (int snapshot = 0; snapshot < 4; ++snapshot) {
      process.run_to({.days = day});
      day += 1.0;
      const std::vector<std::uint32_t> now = process.groups().sizes();
      sizes.insert(sizes.end(), now.begin(), now.end());
    }
    exponents.push_back(exponent_of(sizes, w, 30, 2000));
  }
  process.groups().check();
  check_mean(exponents, 5.0 / 2);
}

// A break-up is rarer or more frequent than the threshold 1 / (N ln N) by a factor of 30.
TEST_CASE("aggregates: below the threshold one group takes up most", "[models][analytic]") {
  for (const std::uint32_t members : {1000U, 4000U}) {
    CAPTURE(members);
    const double threshold = 1.0 / (members * std::log(members));
    CHECK(largest_share(members, threshold / 30.0) > 0.9);
    CHECK(largest_share(members, threshold * 30.0) < 0.5);
    CHECK(largest_share(members, threshold * 900.0) < 0.1);
  }
}

// A hundred replicates each, with other seeds. Catches a shift by a standard deviation.
TEST_CASE("aggregates: the groups are those of network", "[models]") {
  const std::string rule =
      "per_day = { base = 0.5, when = \"channel_size_largest\", above = 25, below = 10, then = 6 "
      "}\ncost = [[2014-07-01, 1], [2014-07-11, 5]]\n";
  for (const std::string& ban :
       {std::string{"per_day = 4\norder = \"random\"\n"},
        std::string{"per_day = [[2014-07-01, 0], [2014-07-08, 2]]\norder = \"largest\"\n"},
        std::string{"per_day = 2\norder = \"smallest\"\n"}, rule + "order = \"largest\"\n"}) {
    CAPTURE(ban);
    const std::string tables =
        "[channels]\njoin = 0.3\nbreak_up = 0.01\n[[policy]]\nkind = \"channel_bans\"\n" + ban;
    const auto network = outcomes(groups_scenario(20, 100, tables, "network", "1"));
    const auto aggregates = outcomes(groups_scenario(20, 100, tables, "aggregates", "2"));
    for (std::size_t k = 0; k < quantities.size(); ++k) {
      CAPTURE(quantities[k]);
      CHECK(kolmogorov_smirnov_p(network[k], aggregates[k]) > p_limit);
    }
  }
}

TEST_CASE("aggregates: a run is the same again, however often it is looked at or restored",
          "[models]") {
  const auto config = [](const std::string& cadence) {
    return groups_scenario(30, 500,
                           "[channels]\n[[policy]]\nkind = \"channel_bans\"\n"
                           "per_day = { base = 3, when = \"channels\", above = 40, "
                           "below = 30, then = 9, over = 10 }\n"
                           "[[policy]]\nkind = \"channel_bans\"\nname = \"other\"\n"
                           "per_day = 2\n",
                           "aggregates", "1", cadence);
  };
  const Config daily = config("1");
  const Recording whole = record(daily);
  CHECK(is_identical(whole, record(daily)));
  CHECK_FALSE(is_identical(whole, record(daily, 1)));

  const auto model = make_model(daily, 0);
  const auto other = make_model(daily, 1);
  for (int day = 0; day < 17; ++day) model->advance();
  restore(*other, blocks_of(*model));
  CHECK(blocks_of(*other) == blocks_of(*model));
  while (!other->is_done()) {
    other->advance();
    REQUIRE_NOTHROW(other->check());
  }
  CHECK(is_identical(whole, other->recording()));
  while (!model->is_done()) model->advance();
  CHECK(model->events() == other->events());

  const auto unruled = [](const std::string& cadence) {
    return series(record(groups_scenario(30, 500,
                                         "[channels]\n[[policy]]\n"
                                         "kind = \"channel_bans\"\nper_day = 3\n",
                                         "aggregates", "1", cadence)),
                  "channel_size_mean");
  };
  const std::vector<double> often = unruled("0.5");
  const std::vector<double> seldom = unruled("1");
  for (std::size_t day = 0; day <= 30; ++day) REQUIRE(often[2 * day] == seldom[day]);
}

TEST_CASE("aggregates: it runs where there is no [channels], and records what it observes",
          "[models]") {
  for (const std::string& policies :
       {std::string{}, std::string{"[[policy]]\nkind = \"channel_bans\"\nper_day = 1\n"},
        std::string{"[[policy]]\nkind = \"warnings\"\n[reporting]\n"}}) {
    CAPTURE(policies);
    const Config config = groups_scenario(10, 200, policies);
    const Recording recording = record(config);
    CHECK(is_identical(recording, record(groups_scenario(10, 200, policies + "[channels]\n"))));
    const Axes axes = axes_of(config);
    std::size_t observed = 0;
    for (std::size_t row = 0; row < observables.size(); ++row) {
      CAPTURE(observables[row].name);
      if (is_observed(observables[row], config)) {
        CHECK(recording.values[row].size() == 11 * row_size(observables[row], axes));
        ++observed;
      } else {
        CHECK(recording.values[row].empty());
      }
    }
    CHECK(observed == (policies.find("warnings") == std::string::npos ? 8 : 4));
    CHECK(recording.values[observable("channel_size_largest")].front() == 1.0);
    CHECK(recording.values[observable("channel_size_largest")].back() > 1.0);
  }
  CHECK(series(record(groups_scenario(5, 0, "")), "channel_size_mean").back() == 0.0);
}

// Adaptation would take what is not recorded for 0.
TEST_CASE("aggregates: a rule on what is not recorded is refused", "[models]") {
  const std::string policy = "[[policy]]\nkind = \"channel_bans\"\nper_day = { base = 0, when = ";
  const std::string rule = ", above = 5, below = 3, then = 2 }\n";
  CHECK_NOTHROW(groups_scenario(5, 20, policy + "\"channels\"" + rule));
  CHECK_THROWS_WITH(groups_scenario(5, 20, policy + "\"edges\"" + rule),
                    Catch::Contains("per_day watches 'edges'"));
}
