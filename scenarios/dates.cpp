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
