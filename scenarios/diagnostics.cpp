// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/diagnostics.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace quell {
namespace {

std::string joined(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += diagnostic.str();
  }
  return text;
}

}  // namespace

std::string Diagnostic::str() const {
  std::string line = place.file;
  if (place.line > 0) {
    line += ':' + std::to_string(place.line) + ':' + std::to_string(place.column);
  }
  return line + (level == Level::error ? ": error: " : ": warning: ") + text;
}

ScenarioError::ScenarioError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(joined(diagnostics)), diagnostics_(std::move(diagnostics)) {}

void Report::error(Place place, std::string text) {
  diagnostics_.push_back({std::move(place), Diagnostic::Level::error, std::move(text)});
}

void Report::warning(Place place, std::string text) {
  diagnostics_.push_back({std::move(place), Diagnostic::Level::warning, std::move(text)});
}

bool Report::has_errors() const {
  return std::any_of(diagnostics_.begin(), diagnostics_.end(),
                     [](const Diagnostic& d) { return d.level == Diagnostic::Level::error; });
}

void Report::throw_if_errors() const {
  std::vector<Diagnostic> errors;
  std::copy_if(diagnostics_.begin(), diagnostics_.end(), std::back_inserter(errors),
               [](const Diagnostic& d) { return d.level == Diagnostic::Level::error; });
  if (errors.empty()) return;
  std::stable_sort(errors.begin(), errors.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
  });
  throw ScenarioError{std::move(errors)};
}

}  // namespace quell
