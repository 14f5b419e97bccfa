// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "models/registry.hpp"
#include "models/settings.hpp"
#include "models/variant.hpp"
#include "scenarios/date_checks.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/graph_section.hpp"
#include "scenarios/idle_checks.hpp"
#include "scenarios/overrides.hpp"
#include "scenarios/read_parsed.hpp"
#include "scenarios/suggest.hpp"
#include "scenarios/table_reader.hpp"

namespace quell {
namespace {

class ScenarioReader {
 public:
  ScenarioReader(const toml::table& root, std::string file, Report& report)
      : root_(root), file_(std::move(file)), report_(report), tables_(report, segment_names()) {}

  Config read() {
    Config config;
    if (root_.contains("target") && !root_.contains("run")) {
      report_.error({.file = file_},
                    "this is a targets file (a scenario has [run]) `quell compare RESULTS "
                    "--targets FILE` reads it");
      return config;
    }
    if (root_.contains("change") && !root_.contains("run")) {
      report_.error({.file = file_},
                    "this is a what-if file (a scenario has [run]) `quell whatif` runs it");
      return config;
    }
    check_top_level();
    for (const SectionSpec* spec : all_sections()) read_section(*spec, config);
    read_policies(config);
    edge_list_ = load_graph(root_, file_, config, report_);
    if (!report_.has_errors()) check_fit(config);
    return config;
  }

  [[nodiscard]] const std::optional<EdgeListCounts>& edge_list() const { return edge_list_; }

 private:
  [[nodiscard]] Place start_of_file() const { return {.file = file_, .line = 1, .column = 1}; }

  [[nodiscard]] std::vector<std::string> segment_names() const {
    std::vector<std::string> names;
    if (const toml::array* rows = root_["segment"].as_array()) {
      for (const toml::node& row : *rows) {
        if (!row.is_table()) continue;
        if (const auto name = (*row.as_table())["name"].value<std::string>()) {
          names.push_back(*name);
        }
      }
    }
    return names;
  }

  void check_top_level() {
    std::vector<std::string_view> names;
    for (const SectionSpec* spec : all_sections()) names.push_back(spec->name);
    names.emplace_back("policy");
    for (const auto& [key, node] : root_) {
      if (std::find(names.begin(), names.end(), key.str()) == names.end()) {
        report_.error(place_of(key.source()),
                      fmt::format("unknown table or key '{}' (a scenario has: {}).{}", key.str(),
                                  listed(names), advice_for(key.str(), names)));
      }
    }
  }

  /// A key that stands before the first [table] is no misspelt table.
  static std::string advice_for(std::string_view key, const std::vector<std::string_view>& names) {
    std::vector<std::string_view> owners;
    for (const SectionSpec* spec : all_sections()) {
      for (const Param& param : spec->params) {
        if (param.key == key) owners.push_back(spec->name);
      }
    }
    if (owners.empty()) return did_you_mean(key, names);
    return fmt::format(" It is a key of: {}. Put it below [{}].", listed(owners), owners.front());
  }

  void read_section(const SectionSpec& spec, Config& config) {
    const toml::node* node = root_.get(spec.name);
    if (spec.absence == Absence::is_none) {
      std::set<std::string> names;
      for (const toml::table* row : rows_of(spec.name)) {
        const std::string title = fmt::format("[[{}]]", spec.name);
        ParamValues values = tables_.read(*row, spec.params, title, {"name"});
        config.sections.push_back({&spec, read_name(*row, title, "", names), std::move(values)});
      }
      return;
    }
    const std::string title = fmt::format("[{}]", spec.name);
    if (node == nullptr) {
      if (spec.absence == Absence::switches_off) return;
      if (spec.absence == Absence::is_error) {
        report_.error(
            start_of_file(),
            fmt::format("{} is missing ({}) add it; `quell describe section {}` lists its keys",
                        title, spec.summary, spec.name));
        return;
      }
      config.sections.push_back({&spec, "", tables_.defaults(spec.params, title, start_of_file())});
      return;
    }
    if (!node->is_table()) {
      report_.error(
          place_of(node->source()),
          fmt::format("'{}' is a value (a table is needed) write {} on a line of its own and "
                      "the keys below it",
                      spec.name, title));
      return;
    }
    config.sections.push_back({&spec, "", tables_.read(*node->as_table(), spec.params, title)});
  }

  std::vector<const toml::table*> rows_of(std::string_view name) {
    std::vector<const toml::table*> rows;
    const toml::node* node = root_.get(name);
    if (node == nullptr) return rows;
    const toml::array* array = node->as_array();
    if (array != nullptr) {
      for (const toml::node& row : *array) rows.push_back(row.as_table());
    }
    if (array == nullptr || std::find(rows.begin(), rows.end(), nullptr) != rows.end()) {
      report_.error(
          place_of(node->source()),
          fmt::format("'{0}' is not a list of tables (there may be several) write [[{0}]], "
                      "and its keys below it",
                      name));
      rows.clear();
    }
    return rows;
  }

  std::string read_name(const toml::table& row, std::string_view title, std::string_view fallback,
                        std::set<std::string>& names) {
    const toml::node* node = row.get("name");
    const Place place = place_of(node != nullptr ? node->source() : row.source());
    if (node != nullptr && !node->is_string()) {
      report_.error(place, "'name' is not a text (a text in quotes is needed)");
      return "";
    }
    const std::string name = node == nullptr ? std::string{fallback} : *node->value<std::string>();
    const auto is_plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    if (name.empty() || name == "all" || !std::all_of(name.begin(), name.end(), is_plain)) {
      const std::string problem =
          name.empty() ? "has no name" : fmt::format("cannot be named '{}'", name);
      report_.error(place,
                    fmt::format("{} {} (a name is made of small letters, digits, _ and -, and "
                                "is not 'all') give it a name of its own",
                                title, problem));
    } else if (!names.insert(name).second) {
      report_.error(place, fmt::format("a second {} is named '{}' (names tell them apart in the "
                                       "output) give one of them another name",
                                       title, name));
    }
    return name;
  }

  void read_policies(Config& config) {
    std::vector<std::string_view> kinds;
    for (const PolicySpec* spec : all_policies()) kinds.push_back(spec->name);
    std::set<std::string> names;
    for (const toml::table* row : rows_of("policy")) {
      const toml::node* node = row->get("kind");
      const std::string kind =
          node == nullptr ? std::string{} : node->value<std::string>().value_or("");
      const PolicySpec* spec = find_policy(kind);
      if (spec == nullptr) {
        const Place place = place_of(node != nullptr ? node->source() : row->source());
        if (node != nullptr && !node->is_string()) {
          report_.error(place, "'kind' is not a text (a text in quotes is needed)");
          continue;
        }
        report_.error(place,
                      fmt::format("[[policy]] has {} (kinds: {}).{}",
                                  node == nullptr ? "no kind" : "unknown kind '" + kind + "'",
                                  listed(kinds), did_you_mean(kind, kinds)));
        continue;
      }
      const std::string title = fmt::format("[[policy]] {}", kind);
      ParamValues values = tables_.read(*row, spec->params, title, {"kind", "name"},
                                        spec->is_adaptive ? Courses::allowed : Courses::refused);
      config.policies.push_back({spec, read_name(*row, title, kind, names), std::move(values)});
    }
  }

  void check_averages(const Config& config) {
    const std::vector<const toml::table*> rows = rows_of("policy");
    for (std::size_t k = 0; k < rows.size(); ++k) {
      check_averages(*rows[k], config.policies[k].values, config.at("run").real("cadence"));
    }
  }

  void check_averages(const toml::table& table, const ParamValues& values, double cadence) {
    for (const Course& course : values.courses()) {
      if (!course.rule || course.rule->over == 0.0 || course.rule->over >= cadence) continue;
      const toml::node_view over = table[values.params()[course.row].key]["over"];
      report_.error(place_of(over.node()->source()),
                    fmt::format("'over' is {} d, less than one 'cadence' of {} d (there is nothing "
                                "to average) leave it out for the latest observation",
                                course.rule->over, cadence));
    }
  }

  /// Values that are each in range but do not fit together.
  void check_fit(const Config& config) {
    check_averages(config);
    const auto complain = [this](const std::string& section, const std::string& problem) {
      const toml::node* node = root_.get(section);
      Place place = node == nullptr ? start_of_file() : place_of(node->source());
      if (place.line == 0) place = start_of_file();
      report_.error(place, fmt::format("[{}] {}", section, problem));
    };
    const ParamValues& run = config.at("run");
    if (!(run.real("end") > run.real("start"))) {
      const toml::node* end = root_["run"]["end"].node();
      report_.error(
          end == nullptr ? start_of_file() : place_of(end->source()),
          fmt::format("'end' {} is not after 'start' {} (nothing would be simulated) put a "
                      "later date into 'end'",
                      date_text(run.real("end")), date_text(run.real("start"))));
      return;
    }
    if (!(config.duration().days >= run.real("cadence"))) {
      const toml::node* end = root_["run"]["end"].node();
      report_.error(
          end == nullptr ? start_of_file() : place_of(end->source()),
          fmt::format("'end' is less than one 'cadence' ({} d) after 'start' (nothing would "
                      "be observed) put a later date into 'end' or make 'cadence' smaller",
                      run.real("cadence")));
      return;
    }
    check_dates(root_, config, report_);
    try {
      resolve(config);
      if (const auto check_variant = variant_of(config).check) check_variant(config);
    } catch (const ConfigError& error) {
      complain(error.section, error.what());
      return;
    }
    check_idle(root_, config, report_);
    const double reshares = reshares_per_share(config);
    if (reshares >= 1.0) {
      report_.warning(place_of(root_["resharing"].node()->source()),
                      fmt::format("each shared post is shared on by {:.2g} others at the start "
                                  "(without [ladder] everybody reads everything) cascades do not "
                                  "end and will fill the memory: add [ladder], or lower "
                                  "'probability' below {:.2g}",
                                  reshares, config.at("resharing").real("probability") / reshares));
    }
  }

  const toml::table& root_;
  std::string file_;
  Report& report_;
  TableReader tables_;
  std::optional<EdgeListCounts> edge_list_;
};

}  // namespace

Scenario read_parsed(const toml::table& root, const std::string& file, Report& report) {
  Scenario scenario;
  ScenarioReader reader{root, file, report};
  scenario.config = reader.read();
  scenario.edge_list = reader.edge_list();
  return scenario;
}

namespace {

Scenario build(std::optional<toml::table> root, const std::string& name,
               const std::vector<Override>& overrides, Report& report) {
  Scenario scenario;
  if (root) {
    for (const Override& change : overrides) apply_override(*root, change, report);
    scenario = read_parsed(*root, name, report);
  }
  report.throw_if_errors();
  scenario.warnings = report.all();
  return scenario;
}

}  // namespace

Scenario read_scenario(const std::string& path, const std::vector<Override>& overrides) {
  Report report;
  return build(parse_toml_file(path, report), path, overrides, report);
}

Scenario read_scenario_text(const std::string& text, const std::string& name,
                            const std::vector<Override>& overrides) {
  Report report;
  return build(parse_toml(text, name, report), name, overrides, report);
}

}  // namespace quell
