// SPDX-License-Identifier: BSD-3-Clause
#include "studies/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/csv.hpp"
#include "scenarios/dates.hpp"
#include "studies/series.hpp"

namespace quell {
namespace {

using Names = std::vector<std::string>;

/// Axes whose entries together make a row of a wide table.
Names row_axes(const Dataset& data) {
  if (data.find_dimension("point") != nullptr) return {"point", "replicate"};
  if (data.find_dimension("change") != nullptr) return {"change", "replicate", "time"};
  return {"replicate", "time"};
}

bool begins_with(const Names& all, const Names& first) {
  return all.size() >= first.size() && std::equal(first.begin(), first.end(), all.begin());
}

std::string number(double value, Storage storage) {
  if (!std::isfinite(value)) return "";
  return storage == Storage::count ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

/// What stands for the entries of an axis: labels, dates, positions or numbers from 0.
Names labels_of(const Dataset& data, const Dimension& axis) {
  Names labels;
  for (std::size_t k = 0; k < axis.size; ++k) {
    if (!axis.labels.empty()) {
      labels.push_back(axis.labels[k]);
    } else if (axis.name == "time") {
      labels.push_back(date_text(start_day_of(data) + axis.positions[k]));
    } else if (!axis.positions.empty()) {
      labels.push_back(fmt::format("{}", axis.positions[k]));
    } else {
      labels.push_back(std::to_string(k));
    }
  }
  return labels;
}

std::string heading_of(const std::string& axis) { return axis == "time" ? "date" : axis; }

/// Places along several axes, in the order of the values of an array over them.
class Odometer {
 public:
  Odometer(const Dataset& data, std::span<const std::string> axes) {
    for (const std::string& axis : axes)
      labels_.push_back(labels_of(data, *data.find_dimension(axis)));
    places_.resize(axes.size());
  }

  [[nodiscard]] std::size_t size() const {
    std::size_t size = 1;
    for (const Names& labels : labels_) size *= labels.size();
    return size;
  }
  [[nodiscard]] const std::string& label(std::size_t axis) const {
    return labels_[axis][places_[axis]];
  }
  [[nodiscard]] std::string joined() const {
    std::string text;
    for (std::size_t axis = 0; axis < labels_.size(); ++axis) {
      text += (axis == 0 ? "" : ",") + label(axis);
    }
    return text;
  }
  void advance() {
    for (std::size_t axis = labels_.size(); axis-- > 0;) {
      if (++places_[axis] < labels_[axis].size()) return;
      places_[axis] = 0;
    }
  }

 private:
  std::vector<Names> labels_;
  std::vector<std::size_t> places_;
};

std::string value_of(const Variable& variable, std::size_t at) {
  return variable.storage == Storage::text ? csv_cell(variable.texts[at])
                                           : number(variable.values[at], variable.storage);
}

/// Some columns of a wide table: those of one variable.
struct Columns {
  const Variable* variable = nullptr;
  std::size_t count = 1;      ///< in a row
  std::size_t rows_each = 1;  ///< rows that share an entry
};

void write_wide(const Dataset& data, std::span<const std::string> names,
                const std::function<void(std::string_view)>& write) {
  const Names axes = row_axes(data);
  std::string line;
  for (const std::string& axis : axes) line += (line.empty() ? "" : ",") + heading_of(axis);
  std::vector<Columns> all;
  for (const std::string& name : names) {
    const Variable& variable = *data.find_variable(name);
    Columns columns{.variable = &variable};
    if (!begins_with(variable.dimensions, axes)) {  // a coordinate of the points
      columns.rows_each = data.find_dimension("replicate")->size;
      line += ',' + csv_cell(name);
    } else {
      const std::span more{variable.dimensions.begin() + std::ssize(axes),
                           variable.dimensions.end()};
      Odometer places(data, more);
      columns.count = places.size();
      for (std::size_t k = 0; k < columns.count; ++k, places.advance()) {
        line += ',' + csv_cell(more.empty() ? name : fmt::format("{}[{}]", name, places.joined()));
      }
    }
    all.push_back(columns);
  }
  write(line + '\n');
  Odometer places(data, axes);
  for (std::size_t row = 0; row < places.size(); ++row, places.advance()) {
    line.clear();
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      line += (axis == 0 ? "" : ",") + csv_cell(places.label(axis));
    }
    for (const Columns& columns : all) {
      const std::size_t first = row / columns.rows_each * columns.count;
      for (std::size_t k = 0; k < columns.count; ++k) {
        line += ',' + value_of(*columns.variable, first + k);
      }
    }
    write(line + '\n');
  }
}

void write_tidy(const Dataset& data, std::span<const std::string> names,
                const std::function<void(std::string_view)>& write) {
  Names axes;
  for (const Dimension& axis : data.dimensions) {
    const bool is_used = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      const Names& own = data.find_variable(name)->dimensions;
      return std::find(own.begin(), own.end(), axis.name) != own.end();
    });
    if (is_used) axes.push_back(axis.name);
  }
  std::string line = "variable,unit";
  for (const std::string& axis : axes) line += ',' + heading_of(axis);
  write(line + ",value\n");
  for (const std::string& name : names) {
    const Variable& variable = *data.find_variable(name);
    const std::string head = csv_cell(name) + ',' + csv_cell(variable.unit);
    std::vector<std::optional<std::size_t>> own;  // axis of the variable in each column
    for (const std::string& axis : axes) {
      const auto at = std::find(variable.dimensions.begin(), variable.dimensions.end(), axis);
      own.push_back(at == variable.dimensions.end() ? std::nullopt
                                                    : std::optional{static_cast<std::size_t>(
                                                          at - variable.dimensions.begin())});
    }
    Odometer places(data, variable.dimensions);
    for (std::size_t k = 0; k < places.size(); ++k, places.advance()) {
      line = head;
      for (const auto& axis : own) line += ',' + (axis ? csv_cell(places.label(*axis)) : "");
      write(line + ',' + value_of(variable, k) + '\n');
    }
  }
}

}  // namespace

std::vector<std::string> exportable(const Dataset& data, TableForm form) {
  const Names axes = row_axes(data);
  Names names;
  for (const Variable& variable : data.variables) {
    const bool is_of_points = variable.dimensions == Names{"point"};
    // The trajectories of a sweep would make a column for every date.
    const bool is_row = axes.front() == "point" ? variable.dimensions == axes
                                                : begins_with(variable.dimensions, axes);
    if (form == TableForm::tidy || is_of_points || is_row) names.push_back(variable.name);
  }
  return names;
}

void write_csv(const Dataset& data, TableForm form, std::span<const std::string> names,
               const std::function<void(std::string_view)>& write) {
  form == TableForm::wide ? write_wide(data, names, write) : write_tidy(data, names, write);
}

}  // namespace quell
