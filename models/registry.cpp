// SPDX-License-Identifier: BSD-3-Clause
#include "models/registry.hpp"

#include <algorithm>
#include <array>

#include "models/policies/policies.hpp"
#include "models/sections/sections.hpp"

// Explicit on purpose: self-registering objects in a static library are dropped by the linker.

namespace quell {
namespace {

constexpr std::array sections{
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

template <class Specs>
auto find_in(const Specs& specs, std::string_view name) -> typename Specs::value_type {
  const auto at = std::find_if(specs.begin(), specs.end(),
                               [name](const auto* spec) { return spec->name == name; });
  return at == specs.end() ? nullptr : *at;
}

}  // namespace

std::span<const SectionSpec* const> all_sections() { return sections; }
std::span<const PolicySpec* const> all_policies() { return policies; }
const SectionSpec* find_section(std::string_view name) { return find_in(sections, name); }
const PolicySpec* find_policy(std::string_view name) { return find_in(policies, name); }

}  // namespace quell
