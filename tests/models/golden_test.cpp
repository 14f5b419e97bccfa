// SPDX-License-Identifier: BSD-3-Clause
// A whole scenario with everything switched on, against what it gave before.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

constexpr const char* golden_path = QUELL_SOURCE_DIR "/tests/golden/golden.txt";

/// Every number per row of every observable: mean over the rows where it is defined, and the last.
std::string summary_of(const Config& config, std::uint32_t replicate) {
  const Recording recording = record(config, replicate);
  const Axes axes = axes_of(config);
  std::string text = fmt::format("replicate {}\n", replicate);
  for (std::size_t o = 0; o < observables.size(); ++o) {
    const std::vector<double>& values = recording.values[o];
    if (values.empty()) continue;  // of another variant
    const std::size_t row = row_size(observables[o], axes);
    const std::size_t alone = observables[o].shape == Shape::generation ? generation_count : 1;
    const std::size_t width = row > 0 ? row : alone;
    for (std::size_t k = 0; k < width; ++k) {
      double sum = 0.0;
      double defined = 0.0;
      for (std::size_t v = k; v < values.size(); v += width) {
        if (std::isnan(values[v])) continue;
        sum += values[v];
        defined += 1.0;
      }
      const std::string column = width == 1 ? std::string{observables[o].name}
                                            : fmt::format("{}[{}]", observables[o].name, k);
      text += fmt::format("{:32} {:12.6g} {:12.6g}\n", column, sum / defined,
                          values[values.size() - width + k]);
    }
  }
  return text;
}

}  // namespace

TEST_CASE("golden: a scenario with everything in it gives what it gave", "[models][golden]") {
  const Config config = golden_scenario();
  std::string text =
      "tests/scenarios/golden.toml: mean over time and last value of each observable\n"
      "refresh with QUELL_UPDATE_GOLDEN=1 and say in the commit why it moved\n";
  for (std::uint32_t r = 0; r < 2; ++r) text += "\n" + summary_of(config, r);
  if (std::getenv("QUELL_UPDATE_GOLDEN") != nullptr) std::ofstream{golden_path} << text;
  std::ifstream file{golden_path};
  std::ostringstream golden;
  golden << file.rdbuf();
  std::istringstream expected{golden.str()};
  std::istringstream found{text};
  for (std::string want, have; std::getline(expected, want);) {
    REQUIRE(std::getline(found, have));
    CHECK(have == want);
  }
  CHECK(text == golden.str());
}
