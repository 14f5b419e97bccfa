// SPDX-License-Identifier: BSD-3-Clause
// [well_mixed], which both variants without follow edges read.
#include <array>

#include "models/well_mixed/mixture.hpp"

namespace quell {
namespace {

constexpr Condition is_chosen{"the model is not well_mixed", "take that model",
                              [](const Config& config, const ParamValues& /*own*/) {
                                return config.at("run").text("model") == "well_mixed";
                              }};

constexpr std::array params{
    Param{.key = "method",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "how the next event is found: composition and rejection (Slepoy et al. 2008), the "
                 "next reaction method (Gibson & Bruck 2000) or the direct method (Gillespie "
                 "1977); changes speed and draws, not the law",
          .source = "docs/variants.md",
          .choices = "composition_rejection|next_reaction|direct",
          .needs = &is_chosen},
    Param{.key = "generations",
          .kind = ParamKind::count,
          .unit = "1",
          .doc = "earlier suspensions of a person that are told apart; later ones count with the "
                 "last. Also of mean_field",
          .source = "docs/variants.md",
          .fallback = 12,
          .min = 1,
          .max = static_cast<double>(most_generations)},
};

}  // namespace

extern constexpr SectionSpec section_well_mixed{
    .name = "well_mixed",
    .summary = "The variants without follow edges, well_mixed and mean_field.",
    .params = params,
    .absence = Absence::uses_defaults,
    .needs = &mixes_well};

}  // namespace quell
