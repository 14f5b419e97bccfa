// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quell {

/// Days from 1970-01-01 to a civil day of the proleptic Gregorian calendar; none for a day that
/// does not exist.
std::optional<double> days_of(int year, unsigned month, unsigned day);

/// The same of "2014-07-01"; none for any other text.
std::optional<double> day_in(std::string_view text);

/// "2014-07-01", or "2014-07-01T06:00:00" where the day has a fraction.
std::string date_text(double days);

}  // namespace quell
