// SPDX-License-Identifier: BSD-3-Clause
#include "cli/hdf5_signature.hpp"

#include <array>
#include <filesystem>
#include <fstream>

namespace quell {

bool is_hdf5(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  constexpr std::array<char, 4> signature{'\x89', 'H', 'D', 'F'};
  std::array<char, 4> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  return begin == signature;
}

}  // namespace quell
