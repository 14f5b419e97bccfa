// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/graph_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "scenarios/toml_values.hpp"

namespace quell {
namespace {

Section* find_section_in(Config& config, std::string_view name) {
  const auto at =
      std::find_if(config.sections.begin(), config.sections.end(),
                   [name](const Section& section) { return section.spec->name == name; });
  return at == config.sections.end() ? nullptr : &*at;
}

ParamValues with(const ParamValues& values, std::string_view key, const ParamValue& value) {
  std::vector<ParamValue> all = values.values();
  for (std::size_t row = 0; row < all.size(); ++row) {
    if (values.params()[row].key == key) all[row] = value;
  }
  return {values.params(), std::move(all)};
}

Place place_in(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  return place_of(node != nullptr ? node->source() : table.source());
}

void check_scale(const toml::table& graph, const toml::table& root, const Config& config,
                 Report& report) {
  const ParamValues* run = config.find("run");
  if (run == nullptr || run->real("scale") == 1.0) return;
  const toml::table* table = root["run"].as_table();
  const bool is_given = table != nullptr && table->contains("scale");
  report.error(
      is_given ? place_in(*table, "scale") : place_of(graph.source()),
      fmt::format(
          "[graph] with 'scale' {}{} (a real graph has one size) put `scale = 1` into [run]",
          run->real("scale"), is_given ? "" : ", its default"));
}

/// Keys that a graph replaces: counts that it would contradict, and laws that it makes idle.
void check_replaced(const toml::table& root, Report& report) {
  for (const std::string_view section : {"population", "following"}) {
    const toml::table* table = root[section].as_table();
    if (table == nullptr) continue;
    for (const auto& [key, node] : *table) {
      if (!is_from_graph(section, key.str())) continue;
      if (section == "population") {
        report.error(
            place_of(node.source()),
            fmt::format("'{}' is given beside [graph] (the graph says who is there) remove "
                        "it",
                        key.str()));
      } else {
        report.warning(place_of(node.source()),
                       fmt::format("'{}' has no effect (followers at the start are those of "
                                   "[graph]) remove it",
                                   key.str()));
      }
    }
  }
}

void check_content(const toml::table& table, const ParamValues& values, const EdgeList& list,
                   Report& report) {
  const std::string& wanted = values.text("crc32");
  if (wanted == "any" || wanted == list.crc32) return;
  report.error(place_in(table, "crc32"),
               fmt::format("'crc32' is '{}' (that of {} is '{}': it is another file, or it has "
                           "changed) find the right file, or remove 'crc32'",
                           wanted, values.text("file"), list.crc32));
}

}  // namespace

bool is_from_graph(std::string_view section, std::string_view key) {
  if (section == "population") return key == "pro_accounts" || key == "audience";
  return section == "following" && key.starts_with("initial_");
}

std::optional<EdgeListCounts> load_graph(const toml::table& root, const std::string& scenario,
                                         Config& config, Report& report) {
  Section* const section = find_section_in(config, "graph");
  const toml::table* const table = root["graph"].as_table();
  if (section == nullptr || table == nullptr) return std::nullopt;
  check_scale(*table, root, config, report);
  check_replaced(root, report);
  const double min_followers = section->values.real("min_followers");
  const bool is_read = (*table)["file"].is_string() && min_followers >= 1.0;
  if (!is_read) return std::nullopt;  // which is reported already
  const std::string path = path_from(scenario, section->values.text("file"));
  std::optional<EdgeList> list =
      read_edge_list(path, {.min_followers = static_cast<std::uint32_t>(min_followers)},
                     place_in(*table, "file"), report);
  if (!list) return std::nullopt;
  check_content(*table, section->values, *list, report);
  section->values = with(section->values, "crc32", list->crc32);
  config.graph = std::make_shared<const InitialGraph>(std::move(list->graph));
  return std::move(list->counts);
}

}  // namespace quell
