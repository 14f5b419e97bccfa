// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/output_page.hpp"
#include "cli/scorecard_view.hpp"
#include "models/conditions.hpp"
#include "models/mechanisms.hpp"
#include "models/observables.hpp"
#include "models/registry.hpp"
#include "models/variant.hpp"
#include "output/schema.hpp"
#include "scenarios/suggest.hpp"
#include "scenarios/targets.hpp"

namespace quell {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 13> topics{
    "policy",     "section",     "models", "sections", "policies",   "rule",   "parameters",
    "mechanisms", "observables", "output", "sweep",    "statistics", "targets"};

constexpr std::string_view policies_note =
    "Numbers of a policy may be dated tables, or rules on an observable: see the column 'changes "
    "by' of\n`quell describe policy NAME` and `quell describe rule`.";

/// A table in the making, printed as text or as JSON: both come from the same rows.
class Listing {
 public:
  explicit Listing(std::vector<std::string> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  /// What the rows go by: their first column.
  [[nodiscard]] std::vector<std::string_view> names() const {
    std::vector<std::string_view> all;
    for (const auto& row : rows_) all.emplace_back(row.front());
    return all;
  }
  void keep_only(const std::string& name) {
    rows_.erase(std::remove_if(rows_.begin(), rows_.end(),
                               [&](const auto& row) { return row.front() != name; }),
                rows_.end());
  }

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

/// How a policy's parameter may change during a run.
std::string_view changes_by(ParamKind kind) {
  if (!can_change(kind)) return "";
  return is_table(kind) ? "rule" : "dates, rule";
}

std::string doc_of(const Param& param) {
  if (param.needs == nullptr) return std::string{param.doc};
  return fmt::format("{}; does nothing where {}", param.doc, param.needs->lack);
}

void add_params(Listing& listing, std::string_view owner, std::span<const Param> params,
                bool is_adaptive = false) {
  for (const Param& param : params) {
    const std::string allowed = param.kind == ParamKind::choice ? std::string{param.choices}
                                : is_text(param.kind) || param.kind == ParamKind::date
                                    ? ""
                                    : range(param.min, param.max);
    listing.add({std::string{owner}, std::string{param.key}, std::string{kind_name(param.kind)},
                 std::string{param.unit}, fallback_text(param), allowed,
                 std::string{is_adaptive ? changes_by(param.kind) : ""},
                 range(param.low, param.high), std::string{param.source}, doc_of(param)});
  }
}

Listing empty_parameters() {
  return Listing({"table", "key", "kind", "unit", "default", "allowed", "changes by", "published",
                  "source", "doc"});
}

Listing parameters() {
  Listing listing = empty_parameters();
  for (const SectionSpec* section : all_sections()) {
    add_params(listing, section->name, section->params);
  }
  for (const PolicySpec* policy : all_policies()) {
    add_params(listing, policy->name, policy->params, policy->is_adaptive);
  }
  return listing;
}

/// Calls `visit(table, param)` for each parameter whose source names the mechanism.
template <class Visit>
void for_each_param_of(const Mechanism& mechanism, Visit&& visit) {
  const auto visit_those_of = [&](std::string_view table, std::span<const Param> params) {
    for (const Param& param : params) {
      const auto named = mechanisms_in(param.source);
      if (std::find(named.begin(), named.end(), mechanism.id) != named.end()) visit(table, param);
    }
  };
  for (const SectionSpec* spec : all_sections()) visit_those_of(spec->name, spec->params);
  for (const PolicySpec* spec : all_policies()) visit_those_of(spec->name, spec->params);
}

Listing mechanism_list() {
  Listing listing({"id", "name", "form", "tables", "parameters", "test"});
  for (const Mechanism& row : all_mechanisms()) {
    std::vector<std::string_view> tables;
    std::vector<std::string> keys;
    for_each_param_of(row, [&](std::string_view table, const Param& param) {
      if (tables.empty() || tables.back() != table) tables.push_back(table);
      keys.push_back(fmt::format("{}.{}", table, param.key));
    });
    const std::string parameters = keys.empty() ? fmt::format("none: {}", row.why_no_parameter)
                                                : listed({keys.begin(), keys.end()});
    listing.add({std::string{row.id}, std::string{row.name}, std::string{row.form}, listed(tables),
                 parameters, std::string{row.test}});
  }
  return listing;
}

/// The parameters of one mechanism; what is known of it where it has none.
Listing mechanism_parameters(const Mechanism& mechanism) {
  Listing listing = empty_parameters();
  for_each_param_of(mechanism, [&](std::string_view table, const Param& param) {
    const PolicySpec* policy = find_policy(table);
    add_params(listing, table, {&param, 1}, policy != nullptr && policy->is_adaptive);
  });
  if (!listing.names().empty()) return listing;
  listing = mechanism_list();
  listing.keep_only(std::string{mechanism.id});
  return listing;
}

Listing observable_list() {
  Listing listing({"name", "shape", "unit", "doc"});
  for (const Observable& row : observables) {
    listing.add({std::string{row.name}, std::string{shape_text(row.shape)}, std::string{row.unit},
                 std::string{row.doc}});
  }
  return listing;
}

/// The layout of a kind of file.
Listing layout_list(std::span<const SchemaRow> table) {
  Listing listing({"path", "type", "shape", "unit", "doc"});
  for (const SchemaRow& row : table) {
    listing.add({std::string{row.path}, std::string{describe(row.content)}, std::string{row.shape},
                 std::string{row.unit}, std::string{row.doc}});
  }
  return listing;
}

Listing output_list() {
  Listing listing = layout_list(schema);
  for (const Observable& row : observables) {
    listing.add({fmt::format("/{}", row.name), std::string{storage_text(row)},
                 fmt::format("[replicate x {}]", shape_text(row.shape)), std::string{row.unit},
                 std::string{row.doc}});
  }
  return listing;
}

Listing topic_list(const std::string& topic) {
  if (topic == "models") {
    Listing listing({"name", "doc", "neglects"});
    for (const VariantSpec* variant : all_variants()) {
      listing.add({std::string{variant->name}, std::string{variant->summary},
                   std::string{variant->neglects}});
    }
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
  if (topic == "rule") {
    Listing listing({"key", "kind", "unit", "default", "doc"});
    for (const Param& param : rule_params({.unit = "that of the parameter"})) {
      listing.add({std::string{param.key}, std::string{kind_name(param.kind)},
                   std::string{param.unit}, fallback_text(param), std::string{param.doc}});
    }
    return listing;
  }
  if (topic == "mechanisms") return mechanism_list();
  if (topic == "observables") return observable_list();
  if (topic == "output") return output_list();
  if (topic == "sweep") return layout_list(sweep_schema);
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
  return parameters();
}

Exit refuse(const std::string& problem) {
  fmt::print(stderr, "quell: error: {}\n", problem);
  return Exit::usage;
}

Exit print(const Listing& listing, bool json) {
  fmt::print("{}", json ? json_text(listing.json()) : listing.text());
  return Exit::done;
}

/// The parameters of each mechanism in turn.
void print_mechanisms() {
  for (const Mechanism& mechanism : all_mechanisms()) {
    fmt::print("\n{} {}\n{}", mechanism.id, mechanism.name, mechanism_parameters(mechanism).text());
  }
}

/// The policy or section of a name, "" for neither.
std::string kind_of(const std::string& name) {
  if (find_policy(name) != nullptr) return "policy";
  return find_section(name) != nullptr ? "section" : "";
}

/// `describe policy NAME` or `describe section NAME`.
Exit describe_component(const std::string& kind, const std::string& name, bool json) {
  Listing listing = empty_parameters();
  if (kind_of(name) == kind) {
    if (kind == "policy") {
      add_params(listing, name, find_policy(name)->params, find_policy(name)->is_adaptive);
    } else {
      add_params(listing, name, find_section(name)->params);
    }
    return print(listing, json);
  }
  std::vector<std::string_view> names;
  if (kind == "policy") {
    for (const PolicySpec* policy : all_policies()) names.push_back(policy->name);
  } else {
    for (const SectionSpec* section : all_sections()) names.push_back(section->name);
  }
  const std::string other = kind_of(name);
  if (!other.empty()) {
    return refuse(
        fmt::format("no {0} is named '{1}' (it is a {2}). `quell describe {2} {1}` shows it", kind,
                    name, other));
  }
  return refuse(fmt::format("{} (there are: {}).{}",
                            name.empty() ? fmt::format("`describe {}` needs a name", kind)
                                         : fmt::format("no {} is named '{}'", kind, name),
                            listed(names), did_you_mean(name, names)));
}

/// `describe output` as a page with all that goes with it.
Exit describe_as_page(const std::string& topic, const std::string& name) {
  if (topic != "output" || !name.empty()) {
    return refuse(
        "--markdown writes a page about the result file (other topics have none) use "
        "`quell describe output --markdown`, or --json");
  }
  fmt::print("{}", output_page());
  return Exit::done;
}

Exit describe_topic(const std::string& topic, const std::string& name, bool json) {
  if (std::find(topics.begin(), topics.end(), topic) == topics.end()) {
    const std::vector<std::string_view> names(topics.begin(), topics.end());
    const std::string kind = kind_of(topic);
    return refuse(fmt::format(
        "nothing to describe is named '{}' (there are: {}).{}", topic, listed(names),
        kind.empty() ? did_you_mean(topic, names)
                     : fmt::format(" Did you mean `quell describe {} {}`?", kind, topic)));
  }
  if (topic == "policy" || topic == "section") return describe_component(topic, name, json);
  if (topic == "policies" && !name.empty()) return describe_component("policy", name, json);
  if (topic == "sections" && !name.empty()) return describe_component("section", name, json);
  Listing listing = topic_list(topic);
  if (name.empty()) {
    print(listing, json);
    if (topic == "mechanisms" && !json) print_mechanisms();
    if (topic == "policies" && !json) fmt::print("{}\n", policies_note);
    if (topic == "output" && !json) fmt::print("{}\n", means_note());
    return Exit::done;
  }
  const std::vector<std::string_view> names = listing.names();
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    return refuse(fmt::format("'{}' is not among the {} (`quell describe {}` lists them).{}", name,
                              topic, topic, did_you_mean(name, names)));
  }
  for (const Mechanism& mechanism : all_mechanisms()) {
    if (topic == "mechanisms" && mechanism.id == name) {
      return print(mechanism_parameters(mechanism), json);
    }
  }
  listing.keep_only(name);
  return print(listing, json);
}

}  // namespace

std::vector<std::string> describe_topics() { return {topics.begin(), topics.end()}; }

std::vector<std::string> describe_names(const std::string& topic) {
  std::vector<std::string> all;
  const Listing listing = topic_list(topic == "policy"    ? "policies"
                                     : topic == "section" ? "sections"
                                                          : topic);
  for (const std::string_view name : listing.names()) {
    const bool is_placeholder = name.find('<') != std::string_view::npos;  // /<observable>
    const bool is_again = !all.empty() && all.back() == name;              // another key of a table
    if (!is_placeholder && !is_again) all.emplace_back(name);
  }
  return all;
}

void add_describe(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand(
      "describe", "Describe what there is: models, policies, parameters, observables and more");
  struct Options {
    std::string topic;
    std::string name;
    bool json = false;
    bool markdown = false;
  };
  auto options = std::make_shared<Options>();
  const std::vector<std::string_view> names(topics.begin(), topics.end());
  command->add_option("topic", options->topic, "what to describe: " + listed(names))
      ->required()
      ->type_name("TOPIC");
  command->add_option("name", options->name, "this one alone; `policy` and `section` need it")
      ->type_name("NAME");
  CLI::Option* json = command->add_flag("--json", options->json, "print JSON");
  command
      ->add_flag("--markdown", options->markdown,
                 "print a page about the result file, docs/output.md (`describe output` alone)")
      ->excludes(json);
  command->footer(
      "Examples:\n"
      "  quell describe policies\n"
      "  quell describe policy moderation\n"
      "  quell describe output --markdown");
  command->callback([&chosen, options] {
    chosen = [options] {
      return options->markdown ? describe_as_page(options->topic, options->name)
                               : describe_topic(options->topic, options->name, options->json);
    };
  });
}

}  // namespace quell
