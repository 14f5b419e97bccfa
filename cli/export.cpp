// SPDX-License-Identifier: BSD-3-Clause
#include "studies/export.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "output/errors.hpp"
#include "output/reader.hpp"
#include "output/writer.hpp"
#include "scenarios/diagnostics.hpp"
#include "scenarios/suggest.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Write = std::function<void(std::string_view)>;

struct Options {
  std::string path;
  std::vector<std::string> variables;
  std::string format = "csv";
  std::string output;
  bool force = false;
};

/// Throws ScenarioError where one is asked for that there is not.
std::vector<std::string> chosen_names(const Options& options, const Dataset& data, TableForm form) {
  const std::vector<std::string> there = exportable(data, form);
  const std::vector<std::string_view> names(there.begin(), there.end());
  std::vector<Diagnostic> problems;
  for (const std::string& name : options.variables) {
    if (std::find(there.begin(), there.end(), name) != there.end()) continue;
    const bool is_elsewhere = data.find_variable(name) != nullptr;
    problems.push_back(
        {.place = {.file = options.path},
         .text =
             is_elsewhere
                 ? fmt::format("'{}' has no place in rows of a table (its axes are others) pass "
                               "--format tidy or json",
                               name)
                 : fmt::format("there is no '{}' (it holds {}){}", name, listed(names),
                               did_you_mean(name, names))});
  }
  if (!problems.empty()) throw ScenarioError(problems);
  return options.variables.empty() ? there : options.variables;
}

Json nested(const Variable& variable, std::span<const std::size_t> shape, std::size_t& at) {
  if (shape.empty()) {
    const std::size_t k = at++;
    if (variable.storage == Storage::text) return variable.texts[k];
    const double value = variable.values[k];
    if (!std::isfinite(value)) return nullptr;
    return variable.storage == Storage::count ? Json(static_cast<std::int64_t>(value))
                                              : Json(value);
  }
  Json list = Json::array();
  for (std::size_t k = 0; k < shape.front(); ++k) {
    list.push_back(nested(variable, shape.subspan(1), at));
  }
  return list;
}

std::string json_of(const Dataset& data, std::span<const std::string> names) {
  Json root{{"attributes", Json::object()},
            {"dimensions", Json::object()},
            {"variables", Json::object()}};
  for (const auto& [name, value] : data.attributes) {
    std::visit([&, key = name](const auto& plain) { root["attributes"][key] = plain; }, value);
  }
  for (const Dimension& dimension : data.dimensions) {
    Json& entry = root["dimensions"][dimension.name];
    entry = {{"size", dimension.size}};
    if (!dimension.unit.empty()) entry["unit"] = dimension.unit;
    if (!dimension.labels.empty()) entry["labels"] = dimension.labels;
    if (!dimension.positions.empty()) entry["positions"] = dimension.positions;
  }
  for (const std::string& name : names) {
    const Variable& variable = *data.find_variable(name);
    std::vector<std::size_t> shape;
    for (const std::string& axis : variable.dimensions) {
      shape.push_back(data.find_dimension(axis)->size);
    }
    std::size_t at = 0;
    root["variables"][name] = {{"unit", variable.unit},
                               {"doc", variable.doc},
                               {"dimensions", variable.dimensions},
                               {"values", nested(variable, shape, at)}};
  }
  return json_text(root, -1);
}

void write_all(const Options& options, const Dataset& data, const std::vector<std::string>& names,
               const Write& write) {
  if (options.format == "json") {
    write(json_of(data, names));
  } else {
    write_csv(data, options.format == "tidy" ? TableForm::tidy : TableForm::wide, names, write);
  }
}

/// 0, or the errno of the first failure.
int write_to(std::FILE* stream, const std::function<void(const Write&)>& fill) {
  int error = 0;
  fill([&](std::string_view text) {
    const bool fails =
        error == 0 && std::fwrite(text.data(), 1, text.size(), stream) != text.size();
    if (fails) error = errno;
  });
  return error == 0 && std::fflush(stream) != 0 ? errno : error;
}

void write_to_stdout(const std::function<void(const Write&)>& fill) {
  const int error = write_to(stdout, fill);
  if (error == 0) return;
  throw OutputError(fmt::format("cannot write to standard output ({}) pass -o for a file",
                                std::generic_category().message(error)));
}

/// Throws std::system_error.
void write_to_file(const fs::path& path, const std::function<void(const Write&)>& fill) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  const int error = file == nullptr ? errno : write_to(file, fill);
  if (file != nullptr) std::fclose(file);
  if (error != 0) throw std::system_error(error, std::generic_category());
}

Exit export_results(const Options& options) {
  std::optional<OutputFile> file;
  if (!options.output.empty()) {
    file.emplace(options.output, options.force ? Existing::replace : Existing::refuse);
  }
  const Dataset data = read_any_dataset(options.path);
  const TableForm form = options.format == "csv" ? TableForm::wide : TableForm::tidy;
  const std::vector<std::string> names = chosen_names(options, data, form);
  const auto fill = [&](const Write& write) { write_all(options, data, names, write); };
  if (!file) {
    write_to_stdout(fill);
    return Exit::done;
  }
  file->write([&](const fs::path& path) { write_to_file(path, fill); });
  return Exit::done;
}

}  // namespace

void add_export(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("export", "Write results as CSV or JSON, for spreadsheets and scripts");
  auto options = std::make_shared<Options>();
  command->add_option("results", options->path, "file of `quell run`, `whatif` or `sweep`")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("variables", options->variables,
                   "which ones (default: all that fit; `quell describe output` lists them)")
      ->type_name("OBSERVABLE");
  command
      ->add_option("--format", options->format,
                   "csv: a row per replicate and date, or point; tidy: a row per number; json")
      ->check(CLI::IsMember({"csv", "tidy", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "file to write (default: standard output)")
      ->type_name("FILE");
  command->add_flag("--force", options->force, "replace an existing file");
  command->footer(
      "Examples:\n"
      "  quell export my.h5 -o my.csv\n"
      "  quell export my.h5 traffic edges --format tidy");
  command->callback(
      [&chosen, options] { chosen = [options] { return export_results(*options); }; });
}

}  // namespace quell
