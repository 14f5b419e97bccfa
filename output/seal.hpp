// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace quell {

/// Appends the size and a checksum of what is there. HDF5 looks no further than the end that a file
/// states, so that every reader takes the file as it did; a program that changes it cuts this off.
void seal(std::vector<std::byte>& bytes);

/// The same of a file on disk, which is read once more. Throws std::system_error.
void seal(const std::filesystem::path& path);

/// What is wrong with the bytes of an HDF5 file by its seal; nothing where that is right, or where
/// there never was one.
[[nodiscard]] std::string seal_problem(std::span<const std::byte> bytes);

/// The same of a file on disk, of any size. Throws std::system_error.
[[nodiscard]] std::string seal_problem(const std::filesystem::path& path);

}  // namespace quell
