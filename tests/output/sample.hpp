// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "output/dataset.hpp"
#include "output/errors.hpp"

namespace quell {

/// A small result with every kind of dimension, both storages, a scalar, NaN and text beyond ASCII.
Dataset sample_dataset();

/// A folder of its own under the temporary one, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const;
  /// Names of the files in it, sorted.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::filesystem::path path_;
};

std::vector<std::byte> bytes_of(const std::filesystem::path& path);
void put_bytes(const std::filesystem::path& path, const std::vector<std::byte>& bytes);

/// The message of the OutputError that `action` throws, or "" if it throws none.
std::string output_error(const auto& action) {
  try {
    action();
  } catch (const OutputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace quell
