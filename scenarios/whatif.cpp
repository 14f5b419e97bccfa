// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/whatif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "models/model.hpp"
#include "models/variant.hpp"
#include "scenarios/apply_change.hpp"
#include "scenarios/overrides.hpp"
#include "scenarios/read_parsed.hpp"
#include "scenarios/suggest.hpp"
#include "scenarios/toml_values.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

bool is_whatif(const toml::table& root) {
  return root.contains("change") || root.contains("scenario");
}

class WhatIfReader {
 public:
  WhatIfReader(std::string path, const WhatIfOptions& options)
      : path_(std::move(path)), options_(options) {}

  WhatIf read() {
    toml::table root = read_file();
    read_baseline();
    if (toml::table* changes = root["change"].as_table()) read_changes(*changes);
    read_options();
    if (whatif_.arms.size() < 2 && !report_.has_errors()) {
      report_.error({.file = path_.empty() ? scenario_ : path_},
                    "nothing is changed (a what-if file has [change.NAME]) add --change KEY=VALUE, "
                    "or --without TABLE");
    }
    report_.throw_if_errors();
    whatif_.warnings = report_.all();
    return std::move(whatif_);
  }

 private:
  /// A what-if file; of a scenario nothing is left to read.
  toml::table read_file() {
    if (options_.past != nullptr) {
      scenario_ = options_.past->path;
      scenario_text_ = options_.past->text;
    }
    whatif_.title = fs::path{path_.empty() ? scenario_ : path_}.stem().string();
    if (path_.empty()) return {};
    std::optional<std::string> text = read_toml_text(path_, report_);
    std::optional<toml::table> root = text ? parse_toml(*text, path_, report_) : std::nullopt;
    report_.throw_if_errors();
    if (is_whatif(*root)) {
      whatif_.text = *text;
      if (!text->ends_with('\n')) whatif_.text += '\n';
      read_top_level(*root);
      return std::move(*root);
    }
    if (options_.past != nullptr) {
      report_.error(
          {.file = path_},
          "it is no what-if file (the scenario is that of the saved run) give a file with "
          "[change.NAME], or none and --change KEY=VALUE");
      report_.throw_if_errors();
    }
    scenario_ = path_;
    scenario_text_ = std::move(*text);
    return {};
  }

  void read_top_level(const toml::table& root) {
    const std::vector<std::string_view> names{"title", "scenario", "change"};
    for (const auto& [key, node] : root) {
      if (std::find(names.begin(), names.end(), key.str()) != names.end()) continue;
      report_.error(place_of(key.source()),
                    fmt::format("unknown table or key '{}' (a what-if file has: {}).{}", key.str(),
                                listed(names), did_you_mean(key.str(), names)));
    }
    if (const auto title = text_at(root, "title", report_)) whatif_.title = on_one_line(*title);
    const auto scenario = text_at(root, "scenario", report_);
    if (options_.past != nullptr) {
      warn_of_other_scenario(root, scenario);
    } else if (scenario) {
      scenario_ = path_from(path_, *scenario);
      scenario_text_ = read_toml_text(scenario_, report_);
    } else if (!root.contains("scenario")) {
      report_.error({.file = path_, .line = 1, .column = 1},
                    "'scenario' is missing (the file that is changed) add scenario = "
                    "\"../baseline.toml\", a path from the folder of this file");
    }
    const toml::node* changes = root.get("change");
    if (changes != nullptr && !changes->is_table()) {
      report_.error(place_of(changes->source()),
                    "'change' is no table (each change has a name) write [change.NAME]");
    }
  }

  void warn_of_other_scenario(const toml::table& root, const std::optional<std::string>& scenario) {
    if (!scenario) return;
    const fs::path named = fs::absolute(path_from(path_, *scenario)).lexically_normal();
    if (named == fs::path{scenario_}) return;
    report_.warning(
        place_of(root.get("scenario")->source()),
        fmt::format("not read (the saved run is of {}) that scenario is the baseline", scenario_));
  }

  void read_baseline() {
    if (!scenario_text_) return;
    if (auto root = parse_toml(*scenario_text_, scenario_, report_)) {
      for (const Override& change : options_.overrides) apply_override(*root, change, report_);
      Arm arm{std::string{baseline_name}, read_parsed(*root, scenario_, report_).config};
      if (options_.past != nullptr && !report_.has_errors()) {
        make_future(*options_.past, {.file = "--set"}, arm.config, report_);
      }
      whatif_.arms.push_back(std::move(arm));
    }
    for (const Diagnostic& diagnostic : report_.all()) {
      said_.insert(diagnostic.str());
      if (diagnostic.place.line == 0) said_of_all_.insert(diagnostic.text);
    }
  }

  /// The baseline with what `change` does to it. What is wrong with both is said once. That what
  /// the scenario says has no effect any more is what a change may be for.
  template <class Change>
  void add_arm(const std::string& name, const Place& place, const Change& change) {
    if (whatif_.arms.empty()) return;  // there is no baseline, and that is said
    Report report;
    auto root = parse_toml(*scenario_text_, scenario_, report);
    for (const Override& same : options_.overrides) apply_override(*root, same, report);
    change(*root, report);
    Arm arm{name, read_parsed(*root, scenario_, report).config};
    if (!report.has_errors() && !report_.has_errors()) {
      check_axes(arm, place, report);
      share_graph(arm.config);
    }
    if (options_.past != nullptr && !report.has_errors()) {
      make_future(*options_.past, place, arm.config, report);
    }
    for (const Diagnostic& diagnostic : report.all()) {
      if (said_of_all_.contains(diagnostic.text) || !said_.insert(diagnostic.str()).second)
        continue;
      const bool is_of_scenario = diagnostic.place.file == scenario_;
      if (is_of_scenario && diagnostic.is_idle) continue;
      const std::string text = is_of_scenario
                                   ? fmt::format("with the change '{}': {}", name, diagnostic.text)
                                   : diagnostic.text;
      if (diagnostic.level == Diagnostic::Level::error) {
        report_.error(diagnostic.place, text);
      } else {
        report_.warning(diagnostic.place, text);
      }
    }
    whatif_.arms.push_back(std::move(arm));
  }

  /// Arms that start from the same given graph hold it once.
  void share_graph(Config& config) const {
    const Config& baseline = whatif_.arms.front().config;
    if (config.graph == nullptr || baseline.graph == nullptr) return;
    const ParamValues& mine = config.at("graph");
    const ParamValues& given = baseline.at("graph");
    const bool is_same = mine.text("crc32") == given.text("crc32") &&
                         mine.real("min_followers") == given.real("min_followers");
    if (is_same) config.graph = baseline.graph;
  }

  void check_axes(const Arm& arm, const Place& place, Report& report) const {
    const Config& baseline = whatif_.arms.front().config;
    const VariantSpec& model = variant_of(arm.config);
    if (&model != &variant_of(baseline)) {
      report.error(place,
                   fmt::format("change '{}' has another model, {} (a difference would be that "
                               "of the models) compare them with quell variants",
                               arm.name, model.name));
      return;
    }
    if (axes_of(arm.config).segments == axes_of(baseline).segments) return;
    report.error(place, fmt::format("change '{}' has other segments than the scenario (results "
                                    "could not be compared) change their values only",
                                    arm.name));
  }

  void read_changes(toml::table& changes) {
    std::vector<std::pair<const toml::key*, toml::node*>> in_order;  // of the file
    for (auto&& [key, node] : changes) in_order.emplace_back(&key, &node);
    const auto place = [](const auto& entry) {
      const toml::source_position at = entry.first->source().begin;
      return std::pair{at.line, at.column};
    };
    std::sort(in_order.begin(), in_order.end(),
              [&](const auto& a, const auto& b) { return place(a) < place(b); });
    for (const auto& [key, node] : in_order) read_change(*key, *node);
  }

  void read_change(const toml::key& key, toml::node& node) {
    const std::string name{key.str()};
    const Place place = place_of(key.source());
    toml::table* change = node.as_table();
    const auto is_plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    if (change == nullptr) {
      report_.error(place,
                    fmt::format("'{0}' is a value (a change is a table) write [change.NAME], "
                                "and {0} below it",
                                name));
    } else if (name == baseline_name || name.empty() ||
               !std::all_of(name.begin(), name.end(), is_plain)) {
      report_.error(place, fmt::format("a change cannot be named '{}' (a name is made of small "
                                       "letters, digits, _ and -, and is not '{}') rename it",
                                       name, baseline_name));
    } else if (change->empty()) {
      report_.error(place, fmt::format("change '{}' changes nothing (it is empty) write values "
                                       "such as return.probability = 0.5, or remove = "
                                       "[\"policy.twitter\"]",
                                       name));
    } else {
      add_arm(name, place,
              [&](toml::table& root, Report& report) { apply_change(root, *change, report); });
    }
  }

  void read_options() {
    // Else the scenario of the baseline, which the results hold, says it.
    if (options_.past != nullptr) {
      for (const Override& all : options_.overrides) {
        whatif_.text += "# " + on_one_line("--set " + all.key + "=" + all.value) + "\n";
      }
    }
    for (const std::string& text : options_.changes) {
      const auto change = parse_override("--change", text, report_);
      if (!change) continue;
      const Place place{.file = on_one_line("--change " + text)};
      if (change->key.starts_with("run.")) {
        report_.error(place,
                      "a change cannot alter [run] (the runs could not be compared day by "
                      "day) alter it for all with --set");
        continue;
      }
      add_arm(on_one_line(text), place,
              [&](toml::table& root, Report& report) { apply_override(root, *change, report); });
      whatif_.text += "# " + place.file + "\n";
    }
    for (const std::string& name : options_.without) {
      const Place place{.file = on_one_line("--without " + name)};
      add_arm(on_one_line("without " + name), place,
              [&](toml::table& root, Report& report) { remove_table(root, name, place, report); });
      whatif_.text += "# " + place.file + "\n";
    }
  }

  std::string path_;
  const WhatIfOptions& options_;
  Report report_;
  WhatIf whatif_;
  std::string scenario_;
  std::optional<std::string> scenario_text_;
  std::set<std::string> said_;
  std::set<std::string> said_of_all_;  ///< texts about no line, such as what no arm can take over
};

}  // namespace

WhatIf read_whatif(const std::string& path, const WhatIfOptions& options) {
  return WhatIfReader{path, options}.read();
}

bool is_whatif(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;  // a pipe can be read only once
  Report ignored;
  const std::optional<toml::table> root = parse_toml_file(path, ignored);
  return root && is_whatif(*root);
}

}  // namespace quell
