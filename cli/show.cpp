// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>

#include "cli/chart.hpp"
#include "cli/commands.hpp"
#include "cli/scorecard_view.hpp"
#include "cli/svg.hpp"
#include "output/errors.hpp"
#include "output/reader.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/suggest.hpp"
#include "studies/scorecard.hpp"
#include "studies/series.hpp"

namespace quell {
namespace {

struct ShowOptions {
  std::string results;
  std::vector<std::string> observables;
  bool table = false;
  std::string svg;  ///< file to draw into, instead of the terminal
};

int terminal_width() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? std::min<int>(size.ws_col, 120) : 100;
}

/// Mean and 90 % interval over replicates at each time.
ChartSeries summary_of(const Series& series) {
  ChartSeries summary;
  for (std::size_t k = 0; k < series.times.size(); ++k) {
    std::vector<double> defined;
    for (const auto& replicate : series.replicates) {
      if (std::isfinite(replicate[k])) defined.push_back(replicate[k]);
    }
    double sum = 0.0;
    for (const double value : defined) sum += value;
    const bool is_defined = !defined.empty();
    summary.mean.push_back(is_defined ? sum / static_cast<double>(defined.size()) : undefined);
    summary.low.push_back(quantile(defined, 0.05));
    summary.high.push_back(quantile(defined, 0.95));
  }
  return summary;
}

/// Dates that divide the time axis into equal parts.
std::vector<std::string> dates_along(const Series& series, int parts) {
  std::vector<std::string> labels;
  const double span = series.times.back() - series.times.front();
  for (int k = 0; k <= parts; ++k) {
    const double day = series.times.front() + span * k / parts;
    labels.push_back(date_text(std::floor(series.start_day + day)));
  }
  return labels;
}

std::string chart_of(const Variable& variable, const Series& series) {
  ChartOptions options;
  options.title = variable.name + ": " + variable.doc;
  options.unit = variable.unit;
  options.width = terminal_width();
  options.x_labels = dates_along(series, 4);
  return draw_chart(summary_of(series), options);
}

std::string table_of(const Variable& variable, const Series& series) {
  TextTable table({{"date"}, {"mean", Align::right}, {"5 %", Align::right}, {"95 %", Align::right}},
                  style_for_stdout());
  const ChartSeries summary = summary_of(series);
  const std::size_t step = std::max<std::size_t>(1, series.times.size() / 24);
  for (std::size_t k = 0; k < series.times.size(); k += step) {
    const auto cell = [](double value) {
      return std::isfinite(value) ? fmt::format("{:.5g}", value) : std::string{"-"};
    };
    table.add_row({date_text(series.start_day + series.times[k]), cell(summary.mean[k]),
                   cell(summary.low[k]), cell(summary.high[k])});
  }
  return fmt::format("{} [{}]\n{}", variable.name, variable.unit, table.str());
}

std::string heading(const Dataset& data) {
  const auto text = [&](const char* name) {
    const Attribute* attribute = data.find_attribute(name);
    if (attribute == nullptr) return std::string{"-"};
    return std::visit([](const auto& value) { return fmt::format("{}", value); }, *attribute);
  };
  return fmt::format(
      "{}: {} to {}, scale {}, {} of {} replicates, seed {}, traffic = {}, quell {} ({})",
      text("title"), text("start"), text("end"), text("scale"),
      data.find_dimension("replicate")->size, text("replicates_planned"), text("seed"),
      text("traffic"), text("quell_version"), text("git_hash"));
}

/// Throws OutputError.
void write_svg(const Dataset& data, const ShowOptions& options) {
  std::vector<Panel> panels;
  for (const std::string& name : options.observables) {
    const Series series = series_of(data, name);
    panels.push_back({.title = name,
                      .unit = data.find_variable(name)->unit,
                      .series = summary_of(series),
                      .x_labels = dates_along(series, 2)});
  }
  std::ofstream file(options.svg);
  file << draw_svg(panels, heading(data),
                   "Line: mean; area: 5th to 95th percentile over replicates");
  file.close();
  if (!file) {
    throw OutputError(
        fmt::format("cannot write {} ({}) give another path", options.svg, std::strerror(errno)));
  }
}

Exit show(const ShowOptions& options) {
  const Dataset data = read_dataset(options.results);
  std::vector<std::string_view> names;
  for (const Variable& variable : data.variables) {
    if (variable.dimensions.size() >= 2 && variable.dimensions[1] == "time") {
      names.push_back(variable.name);
    }
  }
  for (const std::string& name : options.observables) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      fmt::print(stderr, "quell: error: no observable '{}' over time in {} (there are: {}).{}\n",
                 name, options.results, listed(names), did_you_mean(name, names));
      return Exit::usage;
    }
  }
  if (!options.svg.empty()) {
    write_svg(data, options);
    return Exit::done;
  }
  fmt::print("{}\n\n", heading(data));
  for (const std::string& name : options.observables) {
    const Variable& variable = *data.find_variable(name);
    const Series series = series_of(data, name);
    fmt::print("{}\n", options.table ? table_of(variable, series) : chart_of(variable, series));
  }
  return Exit::done;
}

}  // namespace

void add_show(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("show", "Draw the trajectories of a result file");
  auto options = std::make_shared<ShowOptions>();
  options->observables = {"traffic", "active_pro_accounts", "followers_mean_census", "suspensions"};
  command->add_option("results", options->results, "result file of `quell run`")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("observables", options->observables,
                   "what to draw; `quell describe observables` lists them")
      ->type_name("NAME");
  command->add_option("--svg", options->svg, "draw a picture into this file")->type_name("FILE");
  command->add_flag("--table", options->table, "print numbers instead of charts");
  command->callback([&chosen, options] { chosen = [options] { return show(*options); }; });
}

}  // namespace quell
