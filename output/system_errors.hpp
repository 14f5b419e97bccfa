// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace quell {

/// 0, or the errno of the failure; a short write is carried on with until it fails.
int write_all(int descriptor, std::span<const std::byte> bytes, std::int64_t offset);

/// All of a file. Throws std::system_error.
std::string read_text(const std::filesystem::path& path);

/// What an errno means to a person.
std::string describe_error(int error);

/// What to do about it: `option` leads elsewhere, `needed` bytes are to be written.
std::string suggest_way_out(int error, std::size_t needed, std::string_view option);

/// Makes a rename last through a power cut; not every file system can, and that is no failure.
void sync_folder(const std::filesystem::path& folder);

}  // namespace quell
