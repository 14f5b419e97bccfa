// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/scorecard_view.hpp"
#include "models/observables.hpp"
#include "models/registry.hpp"
#include "output/schema.hpp"
#include "scenarios/suggest.hpp"
#include "scenarios/targets.hpp"

namespace quell {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view topics =
    "models|sections|policies|parameters|observables|output|statistics|targets";

/// A table in the making, printed as text or as JSON: both come from the same rows.
class Listing {
 public:
  explicit Listing(std::vector<std::string> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  [[nodiscard]] std::string text() const {
    std::vector<TableColumn> headers;
    headers.reserve(columns_.size());
    for (const std::string& column : columns_) headers.push_back({column});
    TextTable table(headers, style_for_stdout());
    for (const auto& row : rows_) table.add_row({row.begin(), row.end()});
    return table.str();
  }

  [[nodiscard]] Json json() const {
    Json all = Json::array();
    for (const auto& row : rows_) {
      Json entry;
      for (std::size_t k = 0; k < columns_.size(); ++k) entry[columns_[k]] = row[k];
      all.push_back(entry);
    }
    return all;
  }

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

std::string bound(double value) { return std::isinf(value) ? "" : fmt::format("{}", value); }

std::string range(double low, double high) {
  return std::isnan(low) ? "" : bound(low) + " .. " + bound(high);
}

std::string fallback_text(const Param& param) {
  if (!has_fallback(param)) return "required";
  if (param.kind == ParamKind::choice) return std::string{choices_of(param).front()};
  if (is_text(param.kind)) return std::string{param.text_fallback};
  if (param.kind == ParamKind::counts) return "[]";
  return param.kind == ParamKind::date ? "always" : fmt::format("{}", param.fallback);
}

void add_params(Listing& listing, std::string_view owner, std::span<const Param> params) {
  for (const Param& param : params) {
    const std::string allowed = param.kind == ParamKind::choice ? std::string{param.choices}
                                : is_text(param.kind) || param.kind == ParamKind::date
                                    ? ""
                                    : range(param.min, param.max);
    listing.add({std::string{owner}, std::string{param.key}, std::string{kind_name(param.kind)},
                 std::string{param.unit}, fallback_text(param), allowed,
                 range(param.low, param.high), std::string{param.source}, std::string{param.doc}});
  }
}

/// Parameters of one component, or of all when `only` is empty.
Listing parameters(std::string_view only) {
  Listing listing(
      {"table", "key", "kind", "unit", "default", "allowed", "published", "source", "doc"});
  for (const SectionSpec* section : all_sections()) {
    if (only.empty() || only == section->name) add_params(listing, section->name, section->params);
  }
  for (const PolicySpec* policy : all_policies()) {
    if (only.empty() || only == policy->name) add_params(listing, policy->name, policy->params);
  }
  return listing;
}

std::string shape_text(Shape shape) {
  switch (shape) {
    case Shape::time:
      return "time";
    case Shape::time_segment:
      return "time x segment";
    case Shape::time_segment_stage:
      return "time x segment x stage";
    case Shape::time_policy:
      return "time x policy";
    case Shape::generation:
      return "generation";
    case Shape::cohort_age:
      break;
  }
  return "cohort x age";
}

Listing observable_list() {
  Listing listing({"name", "shape", "unit", "doc"});
  for (const Observable& row : observables) {
    listing.add({std::string{row.name}, shape_text(row.shape), std::string{row.unit},
                 std::string{row.doc}});
  }
  return listing;
}

Listing output_list() {
  Listing listing({"path", "type", "shape", "unit", "doc"});
  for (const SchemaRow& row : schema) {
    listing.add({std::string{row.path}, std::string{describe(row.content)}, std::string{row.shape},
                 std::string{row.unit}, std::string{row.doc}});
  }
  for (const Observable& row : observables) {
    listing.add({"/" + std::string{row.name}, row.is_count ? "int64" : "float64",
                 "[replicate x " + shape_text(row.shape) + "]", std::string{row.unit},
                 std::string{row.doc}});
  }
  return listing;
}

Listing topic_list(const std::string& topic, const std::string& name) {
  if (topic == "models") {
    Listing listing({"name", "doc"});
    listing.add({"network", "persons, accounts and every follow edge explicit"});
    return listing;
  }
  if (topic == "sections" || topic == "policies") {
    Listing listing({"name", "doc"});
    if (topic == "sections") {
      for (const SectionSpec* section : all_sections()) {
        listing.add({std::string{section->name}, std::string{section->summary}});
      }
    } else {
      for (const PolicySpec* policy : all_policies()) {
        listing.add({std::string{policy->name}, std::string{policy->summary}});
      }
    }
    return listing;
  }
  if (topic == "observables") return observable_list();
  if (topic == "output") return output_list();
  if (topic == "statistics") {
    Listing listing({"name", "doc"});
    for (const Statistic& row : all_statistics()) {
      listing.add({std::string{row.name}, std::string{row.doc}});
    }
    return listing;
  }
  if (topic == "targets") {
    Listing listing({"id", "group", "title", "published", "accepted", "unit", "source"});
    for (const Target& row : builtin_targets()) {
      listing.add({row.id, row.group, row.title, fmt::format("{}", row.value),
                   range(row.low, row.high), row.unit, row.source});
    }
    return listing;
  }
  return parameters(name);
}

Exit describe_topic(const std::string& topic, const std::string& name, bool json) {
  const bool is_component = topic == "policy" || topic == "section";
  if (is_component && find_policy(name) == nullptr && find_section(name) == nullptr) {
    std::vector<std::string_view> names;
    for (const PolicySpec* policy : all_policies()) names.push_back(policy->name);
    for (const SectionSpec* section : all_sections()) names.push_back(section->name);
    fmt::print(stderr, "quell: error: no {} is named '{}' (there are: {}).{}\n", topic, name,
               listed(names), did_you_mean(name, names));
    return Exit::usage;
  }
  const Listing listing = is_component ? parameters(name) : topic_list(topic, name);
  fmt::print("{}", json ? listing.json().dump(2) + "\n" : listing.text());
  return Exit::done;
}

}  // namespace

void add_describe(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand(
      "describe",
      "Describe what there is: models, sections, policies, parameters, observables, "
      "output, statistics, targets; or `policy NAME`, `section NAME`");
  struct Options {
    std::string topic;
    std::string name;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  std::vector<std::string> allowed{"policy", "section"};
  std::string_view rest = topics;
  while (!rest.empty()) {
    const std::size_t bar = std::min(rest.find('|'), rest.size());
    allowed.emplace_back(rest.substr(0, bar));
    rest.remove_prefix(std::min(bar + 1, rest.size()));
  }
  command->add_option("topic", options->topic, "what to describe")
      ->required()
      ->check(CLI::IsMember(allowed))
      ->type_name("TOPIC");
  command->add_option("name", options->name, "a policy or section")->type_name("NAME");
  command->add_flag("--json", options->json, "print JSON");
  command->callback([&chosen, options] {
    chosen = [options] { return describe_topic(options->topic, options->name, options->json); };
  });
}

}  // namespace quell
