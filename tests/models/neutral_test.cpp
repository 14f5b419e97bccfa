// SPDX-License-Identifier: BSD-3-Clause
// A table that says "nothing of this kind" leaves a run as it is without the table, to the last
// bit.
#include <algorithm>
#include <array>

#include "models/registry.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

/// Values with which a table has no effect, or why there are none.
struct Neutral {
  std::string_view section;
  std::string_view text;
  std::string_view why_none = {};
};

constexpr std::array neutrals{
    Neutral{"bursts", "[bursts]\nbranching = 0\ndecay = 5\n"},
    Neutral{"resharing", "[resharing]\nprobability = 0\nfollow = 1\n"},
    Neutral{"ladder",
            "[ladder]\nto_curious = 0\nto_sympathiser = 0\nto_supporter = 0\nto_core = 0\n"
            "to_recruited = 0\ncurious_down = 0\nsympathiser_down = 0\nsupporter_down = 0\n"
            "core_down = 0\n"},
    Neutral{"return", "[return]\nprobability = 0\nthrowaway_share = 0\nshout_out = 9\n"},
    Neutral{"retaliation", "[retaliation]\naccounts = 0\n"},
    Neutral{"hijack", "[hijack]\nprobability = 0\n"},
    Neutral{"backlash", "[backlash]\nbeta = 0\n"},
    Neutral{"migration", "[migration]\nbase = 0\nper_suspension = 0\npeer_factor = 9\n"},
    Neutral{"counter_speech", "[counter_speech]\nrate = 0\n"},
    Neutral{"reporting", "[reporting]\nrate = 0\n"},
    Neutral{"appeals", "", "whoever is suspended wrongly appeals, which is counted"},
    Neutral{"panel", "[panel]\ndate = 2014-07-05\nsize = 50\n"},  // only looks
    Neutral{"segment",
            "[[segment]]\nname = \"everybody\"\nshare = 1\nlanguage = \"arabic\"\n"
            "susceptibility = 1\n"},
    Neutral{"driver",
            "[[driver]]\nname = \"weather\"\nindex = [[2014-07-01, 1], [2014-07-09, 7]]\n"},
    Neutral{"shock", "[[shock]]\nname = \"attack\"\ndate = 2014-07-08\n"},
};

/// Suspensions, wrong ones too, posts and gains; no throwaways, which would be abandoned only where
/// there is a [return].
Config busy(const std::string& mode, std::string_view table) {
  return scenario(15, R"(
seed = 9
[population]
pro_accounts = 200
audience = 1000
counter_accounts = 100
core_share = 0.1
curious_share = 0.2
sympathiser_share = 0.2
[following]
gain = 2
unfollow = 0.02
initial_mean = 20
initial_sigma = 1
[[policy]]
kind = "suspension_schedule"
per_day = 4
precision = 0.8
[posting]
mode = ")" + mode + "\"\n" +
                          std::string{table});
}

}  // namespace

TEST_CASE("neutral: every table that may be missing has neutral values, or a reason",
          "[models][contract]") {
  for (const SectionSpec* spec : all_sections()) {
    if (spec->absence != Absence::switches_off && spec->absence != Absence::is_none) continue;
    if (needs_a_file(*spec)) continue;
    CAPTURE(spec->name);
    const auto is_this = [spec](const Neutral& row) { return row.section == spec->name; };
    CHECK(std::count_if(neutrals.begin(), neutrals.end(), is_this) == 1);
  }
  for (const Neutral& row : neutrals) {
    CAPTURE(row.section);
    CHECK(find_section(row.section) != nullptr);
    CHECK(row.text.empty() == !row.why_none.empty());
  }
}

TEST_CASE("neutral: a table that has no effect leaves a run bit-identical", "[models]") {
  for (const char* mode : {"thinned", "explicit"}) {
    const Recording without = record(busy(mode, ""));
    for (const Neutral& row : neutrals) {
      if (row.text.empty() || (row.section == "resharing" && std::string{mode} == "thinned"))
        continue;
      CAPTURE(mode, row.section);
      const Recording with = record(busy(mode, row.text));
      for (std::size_t o = 0; o < observables.size(); ++o) {
        CAPTURE(observables[o].name);
        if (observables[o].section == row.section) continue;
        CHECK(is_identical(without.values[o], with.values[o]));
      }
    }
  }
}
