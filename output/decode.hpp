// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "output/dataset.hpp"
#include "output/hdf5_file.hpp"
#include "output/schema.hpp"

namespace quell {

/// Sound HDF5, but not a result file that this version can read.
struct ForeignFile : std::runtime_error {
  ForeignFile(const std::string& reason, std::string what_to_do)
      : std::runtime_error(reason), suggestion(std::move(what_to_do)) {}
  std::string suggestion;
};

/// The reverse of `encode`, of a file of the given type. Throws ForeignFile, or Hdf5Error where the
/// bytes are damaged.
[[nodiscard]] Dataset decode(std::span<std::byte> bytes,
                             std::string_view filetype = result_filetype);

/// Whether it is what a sweep was merged into. Throws Hdf5Error where the bytes are damaged.
[[nodiscard]] bool is_sweep(std::span<std::byte> bytes);

/// The same of a run under way, laid out as its result, on disk.
[[nodiscard]] Dataset decode_live(const std::filesystem::path& path);

/// Whether an open file says that it is of that type.
[[nodiscard]] bool has_filetype(const Handle& file, std::string_view filetype);

/// The attributes of a file on disk, of the given type. Throws as `decode` does.
[[nodiscard]] Attributes attributes_of(const std::filesystem::path& path,
                                       std::string_view filetype);

}  // namespace quell
