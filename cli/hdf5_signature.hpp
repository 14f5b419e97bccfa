// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace quell {

/// Whether a file is HDF5 by its first bytes. A pipe, which can be read only once, is not asked.
bool is_hdf5(const std::string& path);

}  // namespace quell
