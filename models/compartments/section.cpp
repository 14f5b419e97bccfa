// SPDX-License-Identifier: BSD-3-Clause
// [compartments]. None of the three papers fits its numbers to data of social media: all defaults
// are illustrations, with an R0 somewhat above 1.
#include <array>
#include <cmath>
#include <string>

#include "models/compartments/systems.hpp"
#include "models/conditions.hpp"

namespace quell {
namespace {

constexpr std::string_view illustrative = "assumption (illustrative)";

bool is_fanatic(const ParamValues& values) {
  return values.text("system") == "castillo_chavez_song_2003";
}

bool is_treated(const ParamValues& values) { return values.text("system") == "santoprete_xu_2018"; }

constexpr Condition is_chosen{"the model is not compartments",
                              "write model = \"compartments\" in [run]",
                              [](const Config& config, const ParamValues& /*own*/) {
                                return config.at("run").text("model") == "compartments";
                              }};

constexpr Condition has_extremists{
    "the system castillo_chavez_song_2003 has no such number",
    R"(write system = "mccluskey_santoprete_2018" or "santoprete_xu_2018")",
    [](const Config& /*config*/, const ParamValues& own) { return !is_fanatic(own); }};

constexpr Condition has_treatment{
    "only the system santoprete_xu_2018 has treatment", "write system = \"santoprete_xu_2018\"",
    [](const Config& /*config*/, const ParamValues& own) { return is_treated(own); }};

constexpr Condition has_fanatics{
    "only the system castillo_chavez_song_2003 has such a number",
    "write system = \"castillo_chavez_song_2003\"",
    [](const Config& /*config*/, const ParamValues& own) { return is_fanatic(own); }};

/// A rate of single persons, by the letter that it has in the paper.
constexpr Param rate(std::string_view key, std::string_view doc, double fallback,
                     const Condition* needs) {
  return {.key = key,
          .unit = "1/d",
          .doc = doc,
          .source = illustrative,
          .fallback = fallback,
          .max = 1e3,
          .needs = needs};
}

constexpr Param share(std::string_view key, std::string_view doc, double fallback,
                      const Condition* needs) {
  return {.key = key,
          .unit = "1",
          .doc = doc,
          .source = illustrative,
          .fallback = fallback,
          .max = 1.0,
          .needs = needs};
}

constexpr Param initial(std::string_view key, std::string_view doc, double fallback,
                        const Condition* needs) {
  return {.key = key,
          .kind = ParamKind::count,
          .unit = "persons at 1:1",
          .doc = doc,
          .source = illustrative,
          .fallback = fallback,
          .max = 1e9,
          .needs = needs};
}

constexpr std::array params{
    Param{
        .key = "system",
        .kind = ParamKind::choice,
        .unit = "1",
        .doc = "which published equations",
        .source = "McCluskey & Santoprete 2018; Castillo-Chavez & Song 2003; Santoprete & Xu 2018",
        .choices = "mccluskey_santoprete_2018|castillo_chavez_song_2003|santoprete_xu_2018"},
    Param{.key = "method",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "the equations themselves, or single persons by chance: by the direct method, the "
                 "next reaction method, or composition and rejection, which differ in speed only",
          .source = "doi:10.1016/0771-050X(80)90013-3; doi:10.1021/j100540a008; "
                    "doi:10.1021/jp993732q; doi:10.1063/1.2919546",
          .choices = "ode|direct|next_reaction|composition_rejection"},
    Param{.key = "lambda",
          .unit = "persons/d at 1:1",
          .doc = "persons who enter the population (to S, or to G)",
          .source = illustrative,
          .fallback = 1000.0,
          .max = 1e9},
    Param{.key = "mu",
          .unit = "1/d",
          .doc = "rate at which each person leaves the population",
          .source = illustrative,
          .fallback = 0.001,
          .min = 1e-9,
          .max = 1e3},
    Param{.key = "beta",
          .unit = "1/(d person) at 1:1",
          .doc = "rate at which a susceptible person is recruited, for each recruiter there is; "
                 "divided by run.scale, so that R0 and shares are the same at every scale",
          .source = illustrative,
          .fallback = 5e-8,
          .max = 1e3,
          .needs = &has_extremists},
    share("q_e", "share of the recruited who become extremists; the rest become recruiters", 0.8,
          &has_extremists),
    rate("d_e", "removal of an extremist, beside mu", 0.005, &has_extremists),
    rate("d_r", "removal of a recruiter, beside mu", 0.02, &has_extremists),
    rate("c_e", "of an extremist to become a recruiter", 0.01, &has_extremists),
    rate("c_r", "of a recruiter to become an extremist", 0.01, &has_extremists),
    rate("p_e", "of an extremist to enter treatment", 0.002, &has_treatment),
    rate("p_r", "of a recruiter to enter treatment", 0.004, &has_treatment),
    rate("delta", "of a treated person to leave treatment", 0.01, &has_treatment),
    share("k", "share of those who leave treatment that become extremists again", 0.3,
          &has_treatment),
    rate("beta_1", "of a person of G to join the core, were all others in it", 0.03, &has_fanatics),
    rate("beta_2", "of a person of S to become semi-fanatic, were all the core so or fanatic", 0.04,
         &has_fanatics),
    rate("beta_3", "of a semi-fanatic to become fanatic, were all the core so", 0.04,
         &has_fanatics),
    rate("gamma_1", "of a person of S to go back to G", 0.02, &has_fanatics),
    rate("gamma_2", "of a semi-fanatic to go back to G", 0.01, &has_fanatics),
    rate("gamma_3", "of a fanatic to go back to G", 0.005, &has_fanatics),
    initial("initial_susceptible", "susceptible persons at the start (S)", 990000, &has_extremists),
    initial("initial_extremists", "extremists at the start (E)", 8000, &has_extremists),
    initial("initial_recruiters", "recruiters at the start (R)", 2000, &has_extremists),
    initial("initial_treated", "persons in treatment at the start (T)", 0, &has_treatment),
    initial("initial_general", "general population at the start (G)", 990000, &has_fanatics),
    initial("initial_newcomers", "core persons at the start who are neither (S)", 8000,
            &has_fanatics),
    initial("initial_semi_fanatics", "semi-fanatics at the start (E)", 1500, &has_fanatics),
    initial("initial_fanatics", "fanatics at the start (F)", 500, &has_fanatics),
};

ExtremistRates extremist_rates(const ParamValues& values, double scale) {
  ExtremistRates rates{.lambda = values.real("lambda") * scale,
                       .mu = values.real("mu"),
                       .beta = values.real("beta") / scale,
                       .q_e = values.real("q_e"),
                       .d_e = values.real("d_e"),
                       .d_r = values.real("d_r"),
                       .c_e = values.real("c_e"),
                       .c_r = values.real("c_r")};
  if (!is_treated(values)) return rates;
  rates.p_e = values.real("p_e");
  rates.p_r = values.real("p_r");
  rates.delta = values.real("delta");
  rates.k = values.real("k");
  return rates;
}

FanaticRates fanatic_rates(const ParamValues& values, double scale) {
  return {.lambda = values.real("lambda") * scale,
          .mu = values.real("mu"),
          .beta_1 = values.real("beta_1"),
          .beta_2 = values.real("beta_2"),
          .beta_3 = values.real("beta_3"),
          .gamma_1 = values.real("gamma_1"),
          .gamma_2 = values.real("gamma_2"),
          .gamma_3 = values.real("gamma_3")};
}

}  // namespace

extern constexpr SectionSpec section_compartments{
    .name = "compartments",
    .summary = "A published system of equations of recruitment, and how it is solved.",
    .params = params,
    .absence = Absence::uses_defaults,
    .needs = &is_chosen};

ChosenSystem chosen_system(const Config& config) {
  const ParamValues& values = config.at("compartments");
  const double scale = config.at("run").real("scale");
  const auto persons = [&](std::string_view group) {
    return std::round(values.real("initial_" + std::string{group}) * scale);
  };
  if (is_fanatic(values)) {
    const FanaticRates rates = fanatic_rates(values, scale);
    return {.reactions = castillo_chavez_song(rates),
            .start = {persons("general"), persons("newcomers"), persons("semi_fanatics"),
                      persons("fanatics")},
            .stages = {Stage::unaware, Stage::sympathiser, Stage::supporter, Stage::core},
            .reproduction_number = reproduction_number(rates)};
  }
  const ExtremistRates rates = extremist_rates(values, scale);
  ChosenSystem chosen{
      .reactions = is_treated(values) ? santoprete_xu(rates) : mccluskey_santoprete(rates),
      .start = {persons("susceptible"), persons("extremists"), persons("recruiters")},
      .stages = {Stage::unaware, Stage::supporter, Stage::core},
      .reproduction_number = reproduction_number(rates)};
  if (is_treated(values)) {
    chosen.start.push_back(persons("treated"));
    chosen.stages.push_back(Stage::disengaged);
  }
  return chosen;
}

}  // namespace quell
