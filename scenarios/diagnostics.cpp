// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/diagnostics.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sim/control_characters.hpp"

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
  diagnostics_.push_back({std::move(place), Diagnostic::Level::error, std::move(text), false});
}

void Report::warning(Place place, std::string text) {
  diagnostics_.push_back({std::move(place), Diagnostic::Level::warning, std::move(text), false});
}

void Report::idle(Place place, std::string text) {
  diagnostics_.push_back({std::move(place), Diagnostic::Level::warning, std::move(text), true});
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
  // Those without a line first, then file by file.
  std::vector<std::string> files;
  for (const Diagnostic& error : errors) {
    if (error.place.line > 0) files.push_back(error.place.file);
  }
  const auto rank = [&files](const Place& place) {
    const auto file =
        place.line == 0 ? files.begin() : std::find(files.begin(), files.end(), place.file);
    return std::tuple{place.line > 0, file, place.line, place.column};
  };
  std::stable_sort(errors.begin(), errors.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return rank(a.place) < rank(b.place);
  });
  throw ScenarioError{std::move(errors)};
}

std::vector<std::string> texts_of(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> texts;
  texts.reserve(diagnostics.size());
  for (const Diagnostic& diagnostic : diagnostics) texts.push_back(diagnostic.str());
  return texts;
}

std::string on_one_line(std::string text) {
  for (std::size_t k = 0; (k = find_control(text, k)) != std::string::npos;) {
    text.replace(k, static_cast<unsigned char>(text[k]) == 0xc2 ? 2 : 1, " ");
  }
  return text;
}

}  // namespace quell
