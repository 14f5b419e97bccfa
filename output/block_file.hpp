// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "output/dataset.hpp"
#include "output/extent.hpp"
#include "output/schema.hpp"

namespace quell {

struct FileUnderWay;

/// A netCDF-readable file that need not fit into memory: all is laid out at once, then the values
/// of the variables that are `is_blockwise` come block by block, or stand in other files. Not for
/// several threads.
class BlockFile {
 public:
  using Extent = quell::Extent;
  using Source = quell::Source;

  /// Overwrites the file. Where there are `sources`, blockwise variables but for coordinates are
  /// virtual: they are read from those. Throws OutputError where the layout departs from `table`,
  /// or HDF5 fails, and std::system_error where the system lets it fail; so do all that write.
  BlockFile(const std::filesystem::path& path, const Dataset& layout,
            std::span<const SchemaRow> table, std::span<const Source> sources = {});
  ~BlockFile();
  BlockFile(const BlockFile&) = delete;
  BlockFile& operator=(const BlockFile&) = delete;

  /// Part of a variable: `count` entries from `first` on, along its first axes.
  void write(std::size_t variable, std::span<const Extent> extents, std::span<const double> values);
  void write(std::size_t variable, Extent extent, std::span<const std::string> texts);
  /// Completes the file on disk, and seals it.
  void close();

 private:
  template <class Action>
  void guarded(const Action& action);

  std::filesystem::path path_;
  std::unique_ptr<FileUnderWay> open_;
};

}  // namespace quell
