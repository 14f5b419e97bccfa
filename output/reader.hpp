// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

#include "output/dataset.hpp"
#include "output/errors.hpp"

namespace quell {

/// What `OutputFile::write` was given. Throws OutputError for a file that is missing, damaged, not
/// ours or of another major schema version. Locks nothing. Not for several threads at once.
[[nodiscard]] Dataset read_dataset(const std::filesystem::path& path);

/// The same of a file that a sweep was merged into, as a whole.
[[nodiscard]] Dataset read_sweep_dataset(const std::filesystem::path& path);

/// Either of the two.
[[nodiscard]] Dataset read_any_dataset(const std::filesystem::path& path);

/// The attributes of such a file, of which nothing else is read.
[[nodiscard]] Attributes read_sweep_attributes(const std::filesystem::path& path);

}  // namespace quell
