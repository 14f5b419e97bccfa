// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "output/dataset.hpp"

namespace quell {

/// Sound HDF5, but not a result file that this version can read.
struct ForeignFile : std::runtime_error {
  ForeignFile(const std::string& reason, std::string what_to_do)
      : std::runtime_error(reason), suggestion(std::move(what_to_do)) {}
  std::string suggestion;
};

/// The reverse of `encode`. Throws ForeignFile, or Hdf5Error where the bytes are damaged.
[[nodiscard]] Dataset decode(std::span<std::byte> bytes);

}  // namespace quell
