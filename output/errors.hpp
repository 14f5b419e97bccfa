// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <stdexcept>

namespace quell {

/// A result file cannot be written or read; the message reads "problem (reason) suggestion".
struct OutputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace quell
