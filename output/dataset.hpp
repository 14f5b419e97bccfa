// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace quell {

/// One axis of the arrays of a run; `labels` or `positions` (never both) give it coordinates, a
/// bare axis has neither.
struct Dimension {
  std::string name;
  std::size_t size = 0;
  std::string unit;  ///< of `positions`, e.g. "days since 2014-07-01" (CF time) or "d"
  std::string doc;
  std::vector<std::string> labels;
  std::vector<double> positions;
};

enum class Storage { real, count, text };

/// One array; `values` (or `texts`) is row-major over `dimensions`, NaN where the quantity is
/// undefined. `count` arrays are whole numbers and are stored as 64-bit integers.
struct Variable {
  std::string name;
  std::string unit;
  std::string doc;
  std::vector<std::string> dimensions;
  Storage storage = Storage::real;
  std::vector<double> values;
  std::vector<std::string> texts = {};
  bool is_coordinate = false;  ///< of the other variables that have its dimensions
  bool is_blockwise = false;   ///< its values are written block by block, once all is laid out
  bool is_growing = false;     ///< blockwise, and read meanwhile: NaN as long as nothing is written
};

using Attribute = std::variant<std::string, double, std::int64_t>;
using Attributes = std::vector<std::pair<std::string, Attribute>>;

/// All that one result file holds, as plain data: what the writer takes and the reader gives back.
struct Dataset {
  std::vector<Dimension> dimensions;
  std::vector<Variable> variables;
  Attributes attributes;   ///< of the root group, in order
  std::string scenario;    ///< the resolved scenario, TOML
  std::string whatif;      ///< the changes to it, or nothing
  std::string sweep = {};  ///< what was varied, or nothing
  std::string past = {};   ///< the scenario until `forked_at`, or nothing

  /// Null where there is none of that name.
  [[nodiscard]] const Dimension* find_dimension(std::string_view name) const;
  [[nodiscard]] const Variable* find_variable(std::string_view name) const;
  [[nodiscard]] const Attribute* find_attribute(std::string_view name) const;
};

/// A text that a file holds as a dataset of its own.
struct Document {
  std::string_view name;
  std::string Dataset::*text;
};

inline constexpr std::array documents{
    Document{"scenario", &Dataset::scenario}, Document{"whatif", &Dataset::whatif},
    Document{"sweep", &Dataset::sweep}, Document{"past", &Dataset::past}};

/// Needs the name of one.
std::string Dataset::*document_named(std::string_view name);

}  // namespace quell
