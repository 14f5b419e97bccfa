// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "cli/chart.hpp"
#include "cli/commands.hpp"
#include "cli/results_file.hpp"
#include "cli/scorecard_view.hpp"
#include "cli/summary_view.hpp"
#include "cli/svg.hpp"
#include "cli/terminal_size.hpp"
#include "cli/watch.hpp"
#include "output/writer.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/suggest.hpp"
#include "studies/scorecard.hpp"
#include "studies/series.hpp"

namespace quell {
namespace {

struct ShowOptions {
  ResultsFile results;
  std::vector<std::string> observables;
  bool table = false;
  bool summary = false;
  bool watch = false;
  std::string svg;  ///< file to draw into, instead of the terminal
  bool force = false;
};

/// Columns of standard output, or `otherwise` where it is no terminal.
int terminal_width(int otherwise) {
  const auto size = terminal_size(STDOUT_FILENO);
  return size ? size->columns : otherwise;
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

/// What one chart or table shows.
struct Shown {
  std::string name;
  std::string unit;
  std::string doc;
  Series series;
};

/// The trajectories of an observable: one for each stage, as persons of all stages together never
/// change in number, else one in all.
std::vector<Shown> shown_of(const Dataset& data, const std::string& name) {
  const Variable& variable = *data.find_variable(name);
  std::vector<Shown> all;
  if (variable.dimensions.back() != "stage") {
    all.push_back({name, variable.unit, variable.doc, series_of(data, name)});
    return all;
  }
  const std::vector<std::string>& stages = data.find_dimension("stage")->labels;
  for (std::size_t k = 0; k < stages.size(); ++k) {
    all.push_back({fmt::format("{}, {}", name, stages[k]), variable.unit, variable.doc,
                   series_of(data, name, k)});
  }
  return all;
}

std::string chart_of(const Shown& shown) {
  ChartOptions options;
  options.title = shown.name + ": " + shown.doc;
  options.unit = shown.unit;
  options.width = std::min(terminal_width(100), 120);
  options.x_labels = dates_along(shown.series, 4);
  return draw_chart(summary_of(shown.series), options);
}

/// Every row of a short run; of a long one equal steps, and the last row.
std::string table_of(const Shown& shown) {
  TextTable table({{"date"}, {"mean", Align::right}, {"5 %", Align::right}, {"95 %", Align::right}},
                  style_for_stdout());
  const Series& series = shown.series;
  const ChartSeries summary = summary_of(series);
  const auto add_row = [&](std::size_t k) {
    const auto cell = [](double value) {
      return std::isfinite(value) ? fmt::format("{:.5g}", value) : std::string{"-"};
    };
    table.add_row({date_text(series.start_day + series.times[k]), cell(summary.mean[k]),
                   cell(summary.low[k]), cell(summary.high[k])});
  };
  const std::size_t last = series.times.size() - 1;
  const std::size_t step = std::max<std::size_t>(1, series.times.size() / 24);
  for (std::size_t k = 0; k < last; k += step) add_row(k);
  add_row(last);
  const std::string note = step == 1
                               ? ""
                               : fmt::format("One row in {} and the last; the file holds {}.\n",
                                             step, series.times.size());
  return fmt::format("{} [{}]\n{}{}", shown.name, shown.unit, table.str(), note);
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

/// A line on the run, and a table of `names`.
std::string summary_of(const Dataset& data, const std::vector<std::string>& names) {
  std::vector<SummaryRow> rows;
  for (const std::string& name : names) {
    for (const Shown& shown : shown_of(data, name)) {
      rows.push_back({shown.name, shown.unit, summary_of(shown.series)});
    }
  }
  const int width = terminal_width(80);
  const TableStyle style = style_for_stdout();
  return clip_text(heading(data), width, style.glyphs) + '\n' + summary_text(rows, width, style);
}

/// Throws OutputError.
void write_svg(const Dataset& data, const ShowOptions& options) {
  std::vector<Panel> panels;
  for (const std::string& name : options.observables) {
    for (const Shown& shown : shown_of(data, name)) {
      panels.push_back({.title = shown.name,
                        .unit = shown.unit,
                        .series = summary_of(shown.series),
                        .x_labels = dates_along(shown.series, 2)});
    }
  }
  OutputFile file(options.svg, options.force ? Existing::replace : Existing::refuse);
  file.write(
      draw_svg(panels, heading(data), "Line: mean; area: 5th to 95th percentile over replicates"));
}

/// What to draw where no name is given.
const std::vector<std::string> main_observables{"traffic", "active_pro_accounts",
                                                "followers_mean_census", "suspensions"};

Exit show(ShowOptions options) {
  if (options.watch) {
    const WatchEnd end = watch_run(options.results.path);
    if (end == WatchEnd::nothing) return Exit::failed;
    if (end == WatchEnd::stopped) return Exit::stopped;
  }
  const Dataset data = options.results.read();
  std::vector<std::string_view> names;
  for (const Variable& variable : data.variables) {
    if (variable.dimensions.size() >= 2 && variable.dimensions[1] == "time") {
      names.push_back(variable.name);
    }
  }
  for (const std::string& name : options.observables) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      fmt::print(stderr, "quell: error: no observable '{}' over time in {} (there are: {}).{}\n",
                 name, options.results.path, listed(names), did_you_mean(name, names));
      return Exit::usage;
    }
  }
  if (options.observables.empty() && options.summary) {
    options.observables.assign(names.begin(), names.end());
  } else if (options.observables.empty()) {
    options.observables = main_observables;
  }
  if (!options.svg.empty()) {
    write_svg(data, options);
    return Exit::done;
  }
  if (options.summary) {
    fmt::print("{}", summary_of(data, options.observables));
    return Exit::done;
  }
  fmt::print("{}\n\n", heading(data));
  for (const std::string& name : options.observables) {
    for (const Shown& shown : shown_of(data, name)) {
      fmt::print("{}\n", options.table ? table_of(shown) : chart_of(shown));
    }
  }
  return Exit::done;
}

}  // namespace

void add_show(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("show", "Draw the trajectories of a result file");
  auto options = std::make_shared<ShowOptions>();
  options->results.add_to(*command);
  command
      ->add_option("observables", options->observables,
                   "what to draw; `quell describe observables` lists them")
      ->type_name("NAME");
  CLI::Option* svg = command->add_option("-o,--svg", options->svg, "draw a picture into this file")
                         ->type_name("FILE");
  command->add_flag("--force", options->force, "replace an existing picture");
  CLI::Option* table =
      command->add_flag("--table", options->table, "print numbers instead of charts");
  command
      ->add_flag("--summary", options->summary,
                 "one line for each observable, of all unless some are named")
      ->excludes(table)
      ->excludes(svg);
  command->add_flag("--watch", options->watch,
                    "follow the run that works on the file, and draw its result when it ends");
  command->callback([&chosen, options] { chosen = [options] { return show(*options); }; });
}

}  // namespace quell
