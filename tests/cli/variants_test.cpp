// SPDX-License-Identifier: BSD-3-Clause
#include <nlohmann/json.hpp>

#include "cli/variants_view.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

Score score_of(const std::string& id, const std::string& group, double mean) {
  Score score;
  score.target.id = id;
  score.target.group = group;
  score.target.title = "target " + id;
  score.target.value = 10.0;
  score.target.low = 8.0;
  score.target.high = 12.0;
  score.target.caution = id == "C2" ? "says little" : "none";
  score.draws = {mean, mean};
  score.mean = score.low = score.high = mean;
  score.is_hit = mean >= 8.0 && mean <= 12.0;
  return score;
}

Score absent(const std::string& id, const std::string& group) {
  Score score = score_of(id, group, undefined);
  score.draws.clear();
  return score;
}

/// One that says all, one that says less and was cut short, one that refused.
std::vector<VariantRun> sample_runs() {
  constexpr double mebibyte = 1024.0 * 1024.0;
  return {{.model = "network",
           .end = VariantEnd::done,
           .replicates = 4,
           .cpu_seconds = 50.0,
           .events = 2e6,
           .peak_bytes = 2560.0 * mebibyte,
           .file = "/r/a-network.h5",
           .scores = {score_of("C1", "calibration", 11.5), score_of("C2", "calibration", 500.0),
                      score_of("V1", "validation", 7.0)}},
          {.model = "mean_field",
           .end = VariantEnd::partial,
           .reason = "interrupted",
           .replicates = 1,
           .cpu_seconds = 0.25,
           .events = 0.0,
           .peak_bytes = 12.0 * mebibyte,
           .scores = {score_of("C1", "calibration", undefined), absent("C2", "calibration"),
                      absent("V1", "validation")}},
          {.model = "aggregates",
           .end = VariantEnd::refused,
           .reason = "[graph] is not for it",
           .cpu_seconds = 0.01,
           .peak_bytes = mebibyte}};
}

}  // namespace

TEST_CASE("variants: the tables say what each variant made of the targets and what it took",
          "[cli]") {
  CHECK(
      variants_text(sample_runs(), {.glyphs = Glyphs::ascii}) ==
      R"(model       calibration  held out  replicates  CPU s/replicate  events/replicate  events/CPU s  peak memory
----------  -----------  --------  ----------  ---------------  ----------------  ------------  -----------  -------
network          1 of 2    0 of 1           4             12.5             500 k          40 k      2.5 GiB
mean_field       0 of 1         -           1             0.25                 -             -       12 MiB  partial
aggregates            -         -           -                -                 -             -            -  refused

mean_field partial: interrupted
aggregates refused: [graph] is not for it
CPU: user and system seconds of the variant's own process, with its start and the writing of results;
peak memory: of that process, with all replicates that it runs at a time.

id  target                 published  network  distance     mean_field  distance
--  ---------------------  ---------  -------  -----------  ----------  ----------------
    calibration
C1  target C1                     10     11.5   +0.75 hit            -         undefined
C2  target C2                     10      500    +245 miss           -
    validation (held out)
V1  target V1                     10        7   -1.50 miss           -

Under each model: the simulated value, mean over replicates (-: it does not say it); distance:
simulated less published, over half the width of the accepted range.
C2: says little
)");
}

TEST_CASE("variants: without any result there is no table of targets", "[cli]") {
  const std::string text = variants_text({sample_runs().back()}, {.glyphs = Glyphs::ascii});
  CHECK(text.find("published") == std::string::npos);
  CHECK_THAT(text, ContainsSubstring("\naggregates refused: [graph] is not for it\n"));
}

TEST_CASE("variants: the distance is 1 half a range above what is published", "[cli]") {
  CHECK(distance(score_of("A", "calibration", 12.0)) == 1.0);
  CHECK(distance(score_of("A", "calibration", 9.0)) == -0.5);
  CHECK(std::isnan(distance(absent("A", "calibration"))));
  Score point = score_of("A", "calibration", 9.0);
  point.target.low = point.target.high = 10.0;
  CHECK(std::isnan(distance(point)));
}

TEST_CASE("variants: JSON has null for what a variant does not say, never a zero", "[cli]") {
  const auto json = nlohmann::json::parse(variants_json("a", sample_runs()));
  CHECK(json.at("title") == "a");
  const auto& network = json.at("variants").at(0);
  CHECK(network.at("end") == "done");
  CHECK(network.at("reason").is_null());
  CHECK(network.at("calibration") == nlohmann::json{{"hit", 1}, {"covered", 2}});
  CHECK(network.at("validation") == nlohmann::json{{"hit", 0}, {"covered", 1}});
  CHECK(network.at("cpu_seconds_per_replicate") == 50.0 / 4);
  CHECK(network.at("events_per_replicate") == 2e6 / 4);
  CHECK(network.at("events_per_cpu_second") == 2e6 / 50);
  CHECK(network.at("peak_memory_bytes") == 2560.0 * 1024 * 1024);
  CHECK(network.at("file") == "/r/a-network.h5");
  const auto& partial = json.at("variants").at(1);
  CHECK(partial.at("end") == "partial");
  CHECK(partial.at("calibration") == nlohmann::json{{"hit", 0}, {"covered", 1}});
  CHECK(partial.at("validation").is_null());
  CHECK(partial.at("events_per_replicate").is_null());
  CHECK(partial.at("events_per_cpu_second").is_null());
  CHECK(partial.at("file").is_null());
  const auto& refused = json.at("variants").at(2);
  CHECK(refused.at("reason") == "[graph] is not for it");
  CHECK(refused.at("replicates") == 0);
  for (const char* key : {"calibration", "validation", "cpu_seconds_per_replicate",
                          "events_per_replicate", "events_per_cpu_second", "peak_memory_bytes"}) {
    CAPTURE(key);
    CHECK(refused.at(key).is_null());
  }
  const auto& first = json.at("targets").at(0);
  CHECK(first.at("published") == 10.0);
  CHECK(first.at("accepted") == nlohmann::json{8.0, 12.0});
  CHECK(first.at("models").at("network") == nlohmann::json{{"covered", true},
                                                           {"simulated", 11.5},
                                                           {"interval", {11.5, 11.5}},
                                                           {"distance", 1.5 / 2},
                                                           {"hit", true}});
  const auto& undefined_one = first.at("models").at("mean_field");
  CHECK(undefined_one.at("covered") == true);
  CHECK(undefined_one.at("simulated").is_null());
  CHECK(undefined_one.at("hit") == false);
  for (const char* model : {"mean_field", "aggregates"}) {
    CAPTURE(model);
    CHECK(json.at("targets").at(1).at("models").at(model) ==
          nlohmann::json{{"covered", false},
                         {"simulated", nullptr},
                         {"interval", {nullptr, nullptr}},
                         {"distance", nullptr},
                         {"hit", nullptr}});
  }
}
