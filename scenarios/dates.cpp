// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/dates.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdint>

namespace quell {

std::optional<double> days_of(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok()) return std::nullopt;
  return static_cast<double>(std::chrono::sys_days{date}.time_since_epoch().count());
}

std::optional<double> day_in(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-dd";
  if (text.size() != form.size()) return std::nullopt;
  for (std::size_t k = 0; k < form.size(); ++k) {
    const bool is_digit = text[k] >= '0' && text[k] <= '9';
    if (form[k] == 'd' ? !is_digit : text[k] != form[k]) return std::nullopt;
  }
  const auto number = [text](std::size_t first, std::size_t count) {
    unsigned value = 0;
    for (const char digit : text.substr(first, count)) {
      value = value * 10 + static_cast<unsigned>(digit - '0');
    }
    return value;
  };
  return days_of(static_cast<int>(number(0, 4)), number(5, 2), number(8, 2));
}

std::string date_text(double days) {
  constexpr std::int64_t per_day = 86400;
  const std::int64_t all_seconds = std::llround(days * static_cast<double>(per_day));
  const std::int64_t seconds = (all_seconds % per_day + per_day) % per_day;
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{(all_seconds - seconds) / per_day}}};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (seconds == 0) return text;
  return text + fmt::format("T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace quell
