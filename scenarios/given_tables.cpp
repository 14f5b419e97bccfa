// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/given_tables.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <map>
#include <string_view>

namespace quell {
namespace {

/// Null where there is none: the section has its defaults.
const toml::table* table_at(const toml::table& root, std::string_view name, std::size_t k) {
  const toml::node* node = root.get(name);
  if (node == nullptr) return nullptr;
  const toml::array* rows = node->as_array();
  return rows == nullptr ? node->as_table() : rows->get(k)->as_table();
}

}  // namespace

std::vector<GivenTable> given_tables(const toml::table& root, const Config& config) {
  std::vector<GivenTable> given;
  std::map<std::string_view, std::size_t> seen;  // of tables of one name
  for (const Section& section : config.sections) {
    const SectionSpec& spec = *section.spec;
    if (spec.name == "run") continue;
    const toml::table* table = table_at(root, spec.name, seen[spec.name]++);
    if (table == nullptr) continue;
    const bool is_repeated = spec.absence == Absence::is_none;
    given.push_back({*table, section.values,
                     is_repeated ? fmt::format("[[{}]] {}", spec.name, section.name)
                                 : fmt::format("[{}]", spec.name),
                     spec.needs, spec.absence == Absence::uses_defaults});
  }
  for (const PolicyConfig& policy : config.policies) {
    given.push_back({*table_at(root, "policy", seen["policy"]++), policy.values,
                     fmt::format("[[policy]] {}", policy.spec->name), policy.spec->needs, false});
  }
  return given;
}

}  // namespace quell
