// SPDX-License-Identifier: BSD-3-Clause
// State to bytes and back in memory, for anything that has `visit_blocks`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/blocks.hpp"

namespace quell {

/// Counts what a BlockWriter would write.
class BlockCounter final : public BlockVisitor {
 public:
  [[nodiscard]] std::size_t total() const { return total_; }

  std::size_t length(std::string_view name, std::size_t current) override {
    bytes(name, nullptr, sizeof(std::uint64_t));
    return current;
  }
  void bytes(std::string_view name, std::byte* /*data*/, std::size_t size) override {
    total_ += 2 * sizeof(std::uint64_t) + name.size() + size;
  }

 private:
  std::size_t total_ = 0;
};

/// Appends every block with its name and size.
class BlockWriter final : public BlockVisitor {
 public:
  explicit BlockWriter(std::size_t expected = 0) { written_.reserve(expected); }

  [[nodiscard]] std::vector<std::byte> take() { return std::move(written_); }

  std::size_t length(std::string_view name, std::size_t current) override {
    std::uint64_t count = current;
    bytes(name, reinterpret_cast<std::byte*>(&count), sizeof count);
    return current;
  }

  void bytes(std::string_view name, std::byte* data, std::size_t size) override {
    append_sized(reinterpret_cast<const std::byte*>(name.data()), name.size());
    append_sized(data, size);
  }

 private:
  void append_sized(const std::byte* data, std::uint64_t size) {
    const auto* const raw = reinterpret_cast<const std::byte*>(&size);
    written_.insert(written_.end(), raw, raw + sizeof size);
    written_.insert(written_.end(), data, data + size);
  }

  std::vector<std::byte> written_;
};

/// Reads what a BlockWriter wrote; throws std::logic_error when the walk asks for other blocks.
class BlockReader final : public BlockVisitor {
 public:
  /// Needs `blocks` for as long as it reads.
  explicit BlockReader(std::span<const std::byte> blocks) : blocks_(blocks) {}

  [[nodiscard]] bool is_at_end() const { return position_ == blocks_.size(); }

  std::size_t length(std::string_view name, std::size_t /*current*/) override {
    std::uint64_t count = 0;
    bytes(name, reinterpret_cast<std::byte*>(&count), sizeof count);
    // Each element takes at least a byte; without this a false count would take all memory.
    if (count > blocks_.size() - position_) throw std::logic_error("a block is cut short");
    return count;
  }

  void bytes(std::string_view name, std::byte* data, std::size_t size) override {
    std::string found(next_size(), '\0');
    take(reinterpret_cast<std::byte*>(found.data()), found.size());
    const std::uint64_t found_size = next_size();
    if (found != name || found_size != size) {
      throw std::logic_error("block '" + found + "' (" + std::to_string(found_size) +
                             " bytes) stands where '" + std::string{name} + "' (" +
                             std::to_string(size) + " bytes) is read");
    }
    take(data, size);
  }

 private:
  std::uint64_t next_size() {
    std::uint64_t size = 0;
    take(reinterpret_cast<std::byte*>(&size), sizeof size);
    if (size > blocks_.size() - position_) throw std::logic_error("a block is cut short");
    return size;
  }

  void take(std::byte* data, std::size_t size) {
    if (size > blocks_.size() - position_) throw std::logic_error("read beyond the last block");
    if (size > 0) std::memcpy(data, blocks_.data() + position_, size);
    position_ += size;
  }

  std::span<const std::byte> blocks_;
  std::size_t position_ = 0;
};

template <class State>
std::vector<std::byte> blocks_of(State& state) {
  BlockWriter writer;
  state.visit_blocks(writer);
  return writer.take();
}

/// Throws std::logic_error unless `state` reads all of `blocks`.
template <class State>
void restore(State& state, std::span<const std::byte> blocks) {
  BlockReader reader{blocks};
  state.visit_blocks(reader);
  if (!reader.is_at_end()) throw std::logic_error("blocks are left over");
}

}  // namespace quell
