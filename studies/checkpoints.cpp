// SPDX-License-Identifier: BSD-3-Clause
#include "studies/checkpoints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "output/state_file.hpp"

namespace quell {

namespace fs = std::filesystem;

fs::path state_path(const fs::path& folder, std::uint32_t index) {
  return folder / fmt::format("replicate-{:04}.state", index);
}

void restore_state(const fs::path& folder, const std::string& identity, std::uint32_t index,
                   Model& model) {
  const fs::path path = state_path(folder, index);
  const auto accept = [&](const StateHeader& header) {
    if (header.identity == identity && header.index == index) return;
    throw OutputError(
        fmt::format("{} is of another run (index {}, {}) remove it: that replicate starts anew",
                    path.string(), header.index, header.identity));
  };
  read_state(path, accept, [&model](BlockVisitor& visitor) { model.visit_blocks(visitor); });
}

Checkpoints::Checkpoints(fs::path folder, std::string identity, std::uint32_t runs,
                         std::chrono::duration<double> interval)
    : folder_(std::move(folder)),
      identity_(std::move(identity)),
      interval_(interval),
      written_(runs, Clock::now()),
      times_(runs) {}

bool Checkpoints::restore(std::uint32_t index, Model& model) {
  std::error_code error;
  if (!fs::exists(state_path(folder_, index), error)) return false;
  restore_state(folder_, identity_, index, model);
  times_[index] = model.now();
  written_[index] = Clock::now();
  return true;
}

bool Checkpoints::is_due(std::uint32_t index) const {
  return Clock::now() - written_[index] >= interval_;
}

void Checkpoints::keep(std::uint32_t index, Model& model) noexcept {
  try {
    write_state(state_path(folder_, index),
                {.identity = identity_, .index = index, .days = model.now().days},
                [&model](BlockVisitor& visitor) { model.visit_blocks(visitor); });
    times_[index] = model.now();
  } catch (const std::exception& error) {
    remember(error);
  }
  written_[index] = Clock::now();
}

void Checkpoints::remember(const std::exception& error) noexcept {
  try {
    const std::scoped_lock lock(mutex_);
    if (failure_.empty()) failure_ = error.what();
  } catch (const std::exception&) {
    return;  // out of memory, which the run itself will notice
  }
}

std::string Checkpoints::failure() const {
  const std::scoped_lock lock(mutex_);
  return failure_;
}

Time Checkpoints::earliest() const { return *std::min_element(times_.begin(), times_.end()); }

Time Checkpoints::latest() const { return *std::max_element(times_.begin(), times_.end()); }

void Checkpoints::discard() noexcept {
  std::error_code error;
  for (std::uint32_t index = 0; index < written_.size(); ++index) {
    fs::remove(state_path(folder_, index), error);
  }
}

std::uint32_t Checkpoints::kept() const {
  std::uint32_t count = 0;
  std::error_code error;
  for (std::uint32_t index = 0; index < written_.size(); ++index) {
    count += fs::exists(state_path(folder_, index), error) ? 1 : 0;
  }
  return count;
}

}  // namespace quell
