// SPDX-License-Identifier: BSD-3-Clause
#include "models/variant.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "models/config.hpp"
#include "models/stage.hpp"

namespace quell {
namespace {

constexpr std::array variants{
#define QUELL_VARIANT(name) &variant_##name,
#include "models/variants.inc"
#undef QUELL_VARIANT
};

}  // namespace

std::span<const VariantSpec* const> all_variants() { return variants; }

const VariantSpec* find_variant(std::string_view name) {
  const auto* const at = std::find_if(variants.begin(), variants.end(),
                                      [name](const auto* spec) { return spec->name == name; });
  return at == variants.end() ? nullptr : *at;
}

const VariantSpec& variant_of(const Config& config) {
  return *find_variant(config.at("run").text("model"));
}

bool is_observed(const Observable& observable, const Config& config) {
  return variant_of(config).observes(observable, config);
}

std::string why_unobserved(const Observable& observable, const Config& config) {
  if (!observable.section.empty() && config.find(observable.section) == nullptr) {
    return "the scenario has no [" + std::string{observable.section} + "]";
  }
  return "the model " + std::string{variant_of(config).name} + " cannot say it";
}

std::unique_ptr<Model> make_model(const Config& config, std::uint32_t replicate,
                                  const Executor& execute, PopulationStore* store) {
  return variant_of(config).make(config, replicate, execute, store);
}

void Model::fork(const Config& /*future*/) {
  throw std::logic_error("a variant that cannot fork is asked to");
}

Axes axes_of(const Config& config) {
  Axes axes;
  for (const Section* segment : config.all("segment")) axes.segments.push_back(segment->name);
  if (axes.segments.empty()) axes.segments.emplace_back("all");
  for (const PolicyConfig& policy : config.policies) axes.policies.push_back(policy.name);
  axes.cohorts = static_cast<std::size_t>(std::floor(config.duration().days / cohort_days)) + 1;
  return axes;
}

std::size_t row_size(const Observable& observable, const Axes& axes) {
  switch (observable.shape) {
    case Shape::time:
      return 1;
    case Shape::time_segment:
      return axes.segments.size();
    case Shape::time_segment_stage:
      return axes.segments.size() * stage_count;
    case Shape::time_policy:
      return axes.policies.size();
    case Shape::generation:
    case Shape::cohort_age:
      break;
  }
  return 0;
}

}  // namespace quell
