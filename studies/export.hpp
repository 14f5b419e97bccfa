// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "output/dataset.hpp"

namespace quell {

enum class TableForm {
  /// One row per observation (replicate and date, of a sweep point and replicate), a column for
  /// each
  /// number that there is in it, such as `persons[europe,core]`.
  wide,
  /// One row per number, with the variable, its unit and its place along each axis.
  tidy,
};

/// Variables that a table of this form can hold, in the file's order.
std::vector<std::string> exportable(const Dataset& data, TableForm form);

/// CSV (RFC 4180) with a header, handed on line by line. What is undefined is an empty cell;
/// numbers are the shortest text that reads back as the same; a text that a spreadsheet would take
/// for a formula gets an apostrophe in front. Needs names that are exportable.
void write_csv(const Dataset& data, TableForm form, std::span<const std::string> names,
               const std::function<void(std::string_view line)>& write);

}  // namespace quell
