// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "output/dataset.hpp"
#include "output/errors.hpp"

namespace quell {

struct FileUnderWay;

/// Trajectories of a run under way, in a file that other programs read meanwhile: HDF5's mode of a
/// single writer and multiple readers (SWMR). It gets its name when it can be read, and is removed
/// in the end. Not for several threads at once.
class LiveFile {
 public:
  /// Takes over what a killed run left, and replaces nothing else. The variables of `layout` are
  /// `is_growing`, over [replicate, time]. Throws OutputError.
  LiveFile(const std::filesystem::path& path, const Dataset& layout);
  ~LiveFile();
  LiveFile(const LiveFile&) = delete;
  LiveFile& operator=(const LiveFile&) = delete;

  /// Rows of one replicate from `first` on. Throws OutputError, after which there is no file.
  void write(std::size_t variable, std::size_t replicate, std::size_t first,
             std::span<const double> values);
  /// Lets readers see it. Throws as `write` does.
  void flush();

 private:
  template <typename Action>
  void attempt(const Action& action);
  [[noreturn]] void fail(const std::string& reason);

  std::filesystem::path path_;
  std::unique_ptr<FileUnderWay> open_;  ///< never closed, and ends with the process
};

/// Whether it is such a file, its writer at work or not.
[[nodiscard]] bool is_live_file(const std::filesystem::path& path);

/// What has been written so far; NaN elsewhere. Throws OutputError.
[[nodiscard]] Dataset read_live_dataset(const std::filesystem::path& path);

}  // namespace quell
