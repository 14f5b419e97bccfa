// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "output/dataset.hpp"

namespace quell {

/// The bytes of the result file, a netCDF-4 readable HDF5 file; equal data give equal bytes.
/// Throws Hdf5Error. Not for several threads at once: HDF5 need not be built for that.
[[nodiscard]] std::vector<std::byte> encode(const Dataset& data);

}  // namespace quell
