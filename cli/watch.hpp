// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "cli/progress_file.hpp"
#include "cli/terminal_size.hpp"

namespace quell {

/// How the watching of a run ended.
enum class WatchEnd {
  result,   ///< the result is there
  nothing,  ///< there is none, and no run to wait for; which was said
  stopped,  ///< by a signal, before the run ended
};

/// Draws trajectories so far, in lines that fit; nothing where there are none yet.
using DrawLive = std::function<std::string(const std::filesystem::path& live, TerminalSize room)>;

/// Follows the run that works on `result` on standard output until it ends: a terminal is redrawn
/// in place and left clean, anything else gets a line at each percent. Back at once where no run
/// works on it.
WatchEnd watch_run(const std::filesystem::path& result, const DrawLive& draw_live);

/// What a terminal shows of a run: lines that end in '\n' and never fill its width nor height.
std::string watch_text(const RunReport& report, TerminalSize terminal, const DrawLive& draw_live);

}  // namespace quell
