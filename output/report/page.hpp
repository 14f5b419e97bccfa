// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <variant>
#include <vector>

// What a report shows, as plain data. Texts are plain texts: `html_of` sees to it that they show
// themselves, whatever they hold.
namespace quell::report {

/// One line of a chart, and the ranges around it: values at the chart's x, NaN for a gap. Ranges
/// may be empty.
struct Line {
  std::string name;
  std::vector<double> mean;
  std::vector<double> low, high;
  std::vector<double> inner_low, inner_high;
};

struct Axis {
  std::string name;
  bool is_date = false;   ///< else a plain number
  std::vector<double> x;  ///< ascending; of dates days since 1970-01-01
};

/// Drawn in the browser, where it can be asked for values, enlarged and saved.
struct Chart {
  std::string title;
  std::string unit;
  std::string doc;
  std::string axis;          ///< its name in the chapter
  std::string ranges;        ///< what `low` to `high` is, such as "5th to 95th percentile"
  std::vector<Line> lines;   ///< not empty
  bool is_from_zero = true;  ///< else the y axis shows the range of the data only
};

/// Charts side by side, or one at a time, chosen from a list.
struct Charts {
  enum class Show { all, one };
  Show show = Show::all;
  std::string label;  ///< of the list
  std::vector<Chart> charts;
};

/// Something dated that charts over time mark.
struct Mark {
  enum class Kind { policy, event };
  double day = 0.0;  ///< since 1970-01-01
  Kind kind = Kind::event;
  std::string text;
};

struct Column {
  std::string name;
  bool is_number = false;
};

struct Table {
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  bool is_folded = false;  ///< only the caption is shown until somebody opens it
};

struct Prose {
  enum class Role { plain, headline, note };
  std::string text;
  Role role = Role::plain;
};

/// A picture that needs no script.
struct Drawing {
  std::string svg;
  std::string description;  ///< for those who cannot see it
};

/// A text that can be saved under a name.
struct Listing {
  std::string caption;
  std::string text;
  std::string file_name;
  bool is_folded = true;
};

using Block = std::variant<Prose, Table, Drawing, Listing, Charts>;

struct Section {
  std::string title;
  std::vector<Block> blocks;
};

/// What one result file has to say.
struct Chapter {
  std::string title;
  std::string subtitle;
  std::vector<Axis> axes;
  std::vector<Mark> marks;
  std::vector<Section> sections;
};

struct Page {
  std::string title;
  std::string made_by;  ///< version of the program
  std::vector<Chapter> chapters;
};

/// A page that stands alone: it loads nothing and sends nothing, which its content security policy
/// holds the browser to. Equal pages are equal bytes. Values of a chart are rounded to the fifth
/// digit of the largest among them. Throws std::logic_error for a chart without lines, or whose
/// axis the chapter lacks.
[[nodiscard]] std::string html_of(const Page& page);

/// The values of charts in the page, which the script reads; for tests as for other programs.
[[nodiscard]] std::string data_of(const Page& page);

}  // namespace quell::report
