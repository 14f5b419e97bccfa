// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/toml_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "scenarios/dates.hpp"

namespace quell {

std::string number_text(double value) {
  if (std::isinf(value)) return value > 0.0 ? "inf" : "-inf";
  if (value == std::floor(value) && std::abs(value) < 1e15) {
    return fmt::format("{}", static_cast<long long>(value));
  }
  return fmt::format("{}", value);
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string value_text(const Param& param, const ParamValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return quoted(*text);
  if (const auto* knots = std::get_if<std::vector<Knot>>(&value)) {
    const bool is_constant =
        param.kind != ParamKind::counts && knots->size() == 1 && knots->front().day == 0.0;
    if (is_constant) return number_text(knots->front().value);
    std::string out = "[";
    for (const Knot& knot : *knots) {
      if (out.size() > 1) out += ", ";
      out += '[' + date_text(knot.day) + ", " + number_text(knot.value) + ']';
    }
    return out + ']';
  }
  const double number = std::get<double>(value);
  return param.kind == ParamKind::date ? date_text(number) : number_text(number);
}

}  // namespace quell
