// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace quell {

/// A place in a file that a person wrote; line and column count from 1, 0 where there is none.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Diagnostic {
  enum class Level { error, warning };
  Place place;
  Level level = Level::error;
  std::string text;      ///< problem (reason) suggestion
  bool is_idle = false;  ///< a warning that something has no effect

  /// `file:line:col: error: text`.
  [[nodiscard]] std::string str() const;
};

/// Everything that is wrong with a scenario, at once; `what()` is all errors, one per line.
class ScenarioError : public std::runtime_error {
 public:
  explicit ScenarioError(std::vector<Diagnostic> diagnostics);
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// Collects diagnostics in the order found.
class Report {
 public:
  void error(Place place, std::string text);
  void warning(Place place, std::string text);
  /// A warning that what stands there has no effect.
  void idle(Place place, std::string text);
  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return diagnostics_; }
  /// Throws ScenarioError, errors in order of place, if there is any error.
  void throw_if_errors() const;

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// One line each, as `str` gives them.
std::vector<std::string> texts_of(const std::vector<Diagnostic>& diagnostics);

/// A message is one line, whatever was typed, and has nothing that a terminal would follow.
std::string on_one_line(std::string text);

}  // namespace quell
