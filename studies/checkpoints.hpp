// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "models/model.hpp"

namespace quell {

/// Where the state of a run is kept.
std::filesystem::path state_path(const std::filesystem::path& folder, std::uint32_t index);

/// `model` becomes the state that is kept there. Throws OutputError where it does not fit, or is
/// damaged.
void restore_state(const std::filesystem::path& folder, const std::string& identity,
                   std::uint32_t index, Model& model);

/// States of the runs of one command, in a folder, from which they go on to the bytes that they
/// would have produced undisturbed. A run writes its own file between two observations; each file
/// is whole or not there, and the one before stays until the next is safe. Runs on several threads
/// may use it at once.
class Checkpoints {
 public:
  using Clock = std::chrono::steady_clock;

  /// `identity` tells the states of one scenario and program from all others; `runs` is how many
  /// there are. The folder exists.
  Checkpoints(std::filesystem::path folder, std::string identity, std::uint32_t runs,
              std::chrono::duration<double> interval);

  /// Where a state is kept, `model` becomes it: false where none is. Throws OutputError where it
  /// does not fit, or is damaged.
  bool restore(std::uint32_t index, Model& model);

  /// Whether the state that is kept is so old that it should be written anew.
  [[nodiscard]] bool is_due(std::uint32_t index) const;

  /// Never throws: a run goes on without a checkpoint, and says so by `failure`.
  void keep(std::uint32_t index, Model& model) noexcept;

  /// Why a state could not be written, of the first that could not; empty where all could.
  [[nodiscard]] std::string failure() const;

  /// Removes the states.
  void discard() noexcept;

  /// How many states are kept.
  [[nodiscard]] std::uint32_t kept() const;
  /// Of the states that were restored, or kept since; 0 for one that was not.
  [[nodiscard]] Time earliest() const;
  [[nodiscard]] Time latest() const;

 private:
  void remember(const std::exception& error) noexcept;

  std::filesystem::path folder_;
  std::string identity_;
  std::chrono::duration<double> interval_;
  std::vector<Clock::time_point> written_;  ///< [runs], each of one thread; at the start: now
  std::vector<Time> times_;                 ///< [runs] of the states
  mutable std::mutex mutex_;                ///< of what follows
  std::string failure_;
};

}  // namespace quell
