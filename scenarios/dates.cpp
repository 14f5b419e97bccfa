// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/dates.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

namespace quell {

std::optional<double> days_of(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok()) return std::nullopt;
  return static_cast<double>(std::chrono::sys_days{date}.time_since_epoch().count());
}

std::string date_text(double days) {
  const double whole = std::floor(days);
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<long>(whole)}}};
  const std::string text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  const auto seconds = static_cast<long>(std::llround((days - whole) * 86400.0));
  if (seconds == 0) return text;
  return text + fmt::format("T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace quell
