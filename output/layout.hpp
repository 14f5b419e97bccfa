// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <vector>

#include "output/dataset.hpp"
#include "output/extent.hpp"
#include "output/hdf5_file.hpp"
#include "output/schema.hpp"

namespace quell {

/// Writes all that `data` holds into an empty file, in the form that netCDF tools read; `table`
/// says what its documents are. Gives the variables, those that are written block by block still
/// without values; where there are `sources`, these are read from those files, but for coordinates.
std::vector<Handle> write_layout(hid_t file, const Dataset& data, std::span<const SchemaRow> table,
                                 std::span<const Source> sources = {});

}  // namespace quell
