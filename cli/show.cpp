// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <utility>

#include "cli/chart.hpp"
#include "cli/commands.hpp"
#include "cli/dataset_words.hpp"
#include "cli/results_file.hpp"
#include "cli/scorecard_view.hpp"
#include "cli/summary_view.hpp"
#include "cli/svg.hpp"
#include "cli/terminal_size.hpp"
#include "cli/watch.hpp"
#include "output/live_file.hpp"
#include "output/schema.hpp"
#include "output/writer.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/suggest.hpp"
#include "studies/fan.hpp"
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

/// Mean and 90 % interval over replicates at each time.
ChartSeries summary_of(const Series& series) {
  Fan fan = fan_of(series);
  return {std::move(fan.mean), std::move(fan.low), std::move(fan.high)};
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

std::string chart_of(const Shown& shown, TerminalSize size) {
  ChartOptions options;
  options.title = shown.name + ": " + shown.doc;
  options.unit = shown.unit;
  options.width = std::min(size.columns, 120);
  options.height = std::min(size.rows, options.height);
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
  const auto text = [&](const char* name) { return attribute_text(data, name); };
  const std::string replicates =
      text("filetype") == live_filetype
          ? fmt::format("{} replicates under way", text("replicates_planned"))
          : fmt::format("{} of {} replicates", data.find_dimension("replicate")->size,
                        text("replicates_planned"));
  return on_one_line(fmt::format(
      "{}: {} to {}{}, scale {}, {}, seed {}, traffic = {}, quell {} ({})", text("title"),
      text("start"), text("end"), fork_note(data), text("scale"), replicates, text("seed"),
      text("traffic"), text("quell_version"), text("git_hash")));
}

std::vector<std::string_view> names_over_time(const Dataset& data) {
  std::vector<std::string_view> names;
  for (const Variable& variable : data.variables) {
    if (is_over_time(variable)) names.emplace_back(variable.name);
  }
  return names;
}

/// What is asked for; where that is nothing in particular, all in a summary, else the main ones.
std::vector<std::string> chosen_names(const Dataset& data, const ShowOptions& options) {
  if (!options.observables.empty()) return options.observables;
  const auto names = names_over_time(data);
  if (options.summary) return {names.begin(), names.end()};
  std::vector<std::string> main_ones;
  for (const char* name :
       {"traffic", "active_pro_accounts", "followers_mean_census", "suspensions"}) {
    if (std::find(names.begin(), names.end(), name) != names.end()) main_ones.emplace_back(name);
  }
  return main_ones;
}

/// A line on the run, and a table of `names`.
std::string summary_of(const Dataset& data, const std::vector<std::string>& names, int width) {
  std::vector<SummaryRow> rows;
  for (const std::string& name : names) {
    for (const Shown& shown : shown_of(data, name)) {
      rows.push_back({shown.name, shown.unit, summary_of(shown.series)});
    }
  }
  const TableStyle style = style_for_stdout();
  return clip_text(heading(data), width, style.glyphs) + '\n' + summary_text(rows, width, style);
}

std::string first_lines(const std::string& text, int count) {
  std::size_t end = 0;
  for (int k = 0; k < count && end < text.size(); ++k) end = text.find('\n', end) + 1;
  return text.substr(0, end);
}

/// What has been simulated so far, as much of it as there is room for.
std::string live_text(const std::filesystem::path& live, const ShowOptions& options,
                      TerminalSize room) {
  constexpr int least_rows = 9;  // of a chart and the line below it
  if (room.rows < least_rows || !is_live_file(live)) return "";
  const Dataset data = read_live_dataset(live);
  const std::vector<std::string> names = chosen_names(data, options);
  std::vector<std::string> known;
  std::copy_if(names.begin(), names.end(), std::back_inserter(known),
               [&](const std::string& name) { return data.find_variable(name) != nullptr; });
  if (options.summary) return first_lines(summary_of(data, known, room.columns), room.rows);
  known.resize(std::min(known.size(), static_cast<std::size_t>(room.rows / least_rows)));
  const int rows = room.rows / std::max(1, static_cast<int>(known.size())) - 1;
  std::string text;
  for (const std::string& name : known) {
    for (const Shown& shown : shown_of(data, name)) {
      text += '\n' + chart_of(shown, {.columns = room.columns, .rows = rows});
    }
  }
  return text;
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

Exit show(ShowOptions options) {
  if (options.watch) {
    const WatchEnd end = watch_run(
        options.results.path, [&options](const std::filesystem::path& live, TerminalSize room) {
          try {
            return live_text(live, options, room);
          } catch (const OutputError&) {
            return std::string{};  // the run ends just now
          }
        });
    if (end == WatchEnd::nothing) return Exit::failed;
    if (end == WatchEnd::stopped) return Exit::stopped;
  }
  const Dataset data = options.results.read(Unfinished::accept);
  const std::vector<std::string_view> names = names_over_time(data);
  for (const std::string& name : options.observables) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      fmt::print(stderr, "quell: error: no observable '{}' over time in {} (there are: {}).{}\n",
                 name, options.results.path, listed(names), did_you_mean(name, names));
      return Exit::usage;
    }
  }
  options.observables = chosen_names(data, options);
  if (!options.svg.empty()) {
    write_svg(data, options);
    return Exit::done;
  }
  if (options.summary) {
    fmt::print("{}", summary_of(data, options.observables, terminal_width(80)));
    return Exit::done;
  }
  fmt::print("{}\n\n", heading(data));
  const TerminalSize size{.columns = terminal_width(100), .rows = 16};
  for (const std::string& name : options.observables) {
    for (const Shown& shown : shown_of(data, name)) {
      fmt::print("{}\n", options.table ? table_of(shown) : chart_of(shown, size));
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
      ->type_name("OBSERVABLE");
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
  command->footer(
      "Examples:\n"
      "  quell show my.h5\n"
      "  quell show my.h5 traffic edges -o my.svg");
  command->callback([&chosen, options] { chosen = [options] { return show(*options); }; });
}

}  // namespace quell
