// SPDX-License-Identifier: BSD-3-Clause
#include "models/registry.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "models/policies/policies.hpp"
#include "models/sections/sections.hpp"
#include "models/variant.hpp"

// Explicit on purpose: self-registering objects in a static library are dropped by the linker.

namespace quell {
namespace {

constexpr std::array common_sections{
    &section_run,       &section_population, &section_segment,        &section_posting,
    &section_bursts,    &section_resharing,  &section_following,      &section_graph,
    &section_ladder,    &section_return,     &section_retaliation,    &section_hijack,
    &section_backlash,  &section_migration,  &section_counter_speech, &section_protection,
    &section_reporting, &section_appeals,    &section_channels,       &section_panel,
    &section_driver,    &section_shock,
};

constexpr std::array policies{
#define QUELL_POLICY(name) &policy_##name,
#include "models/policies/policies.inc"
#undef QUELL_POLICY
};

/// Those of the variants stand last.
std::vector<const SectionSpec*> every_section() {
  std::vector<const SectionSpec*> all(common_sections.begin(), common_sections.end());
  for (const VariantSpec* variant : all_variants()) {
    if (variant->section != nullptr) all.push_back(variant->section);
  }
  return all;
}

template <class Specs>
auto find_in(const Specs& specs, std::string_view name) -> typename Specs::value_type {
  const auto at = std::find_if(specs.begin(), specs.end(),
                               [name](const auto* spec) { return spec->name == name; });
  return at == specs.end() ? nullptr : *at;
}

}  // namespace

std::span<const SectionSpec* const> all_sections() {
  static const std::vector<const SectionSpec*> sections = every_section();
  return sections;
}
std::span<const PolicySpec* const> all_policies() { return policies; }
const SectionSpec* find_section(std::string_view name) { return find_in(all_sections(), name); }
const PolicySpec* find_policy(std::string_view name) { return find_in(policies, name); }

}  // namespace quell
