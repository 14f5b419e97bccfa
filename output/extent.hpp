// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>

namespace quell {

/// Entries along one axis.
struct Extent {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// Another file of the same layout, which holds those entries along the first axis.
struct Source {
  std::string path;  ///< from the folder of the file that refers to it
  Extent extent;
};

}  // namespace quell
