// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "output/errors.hpp"
#include "sim/blocks.hpp"

namespace quell {

/// What a file of state says of itself before the state.
struct StateHeader {
  std::string identity;     ///< of the program and the scenario: state of another one fits nowhere
  std::uint32_t index = 0;  ///< of the run among those of the command
  double days = 0.0;        ///< simulated so far

  bool operator==(const StateHeader&) const = default;
};

/// Walks over the state that is written or read.
using StateWalk = std::function<void(BlockVisitor& visitor)>;

/// Writes all that `walk` visits, and a checksum. The file appears complete under its name or not
/// at all, and one that was there before stays until then. Memory does not grow with the state.
/// Throws OutputError.
void write_state(const std::filesystem::path& path, const StateHeader& header,
                 const StateWalk& walk);

/// Reads the state back and gives the header. `accept` sees the header before any state is touched,
/// and throws where it does not fit. Throws OutputError for a file that is cut short, damaged, of
/// another format, or whose state is not what `walk` asks for: then some of it may have been read.
StateHeader read_state(const std::filesystem::path& path,
                       const std::function<void(const StateHeader& header)>& accept,
                       const StateWalk& walk);

/// The header alone, of a file that is whole. Throws OutputError as `read_state` does.
StateHeader read_state_header(const std::filesystem::path& path);

}  // namespace quell
