// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <type_traits>

namespace quell {

/// Zeroed bytes on disk that are gone with the object: what would grow without bound in memory.
class DiskBytes {
 public:
  /// Throws OutputError where the folder has no room.
  DiskBytes(const std::filesystem::path& folder, std::uint64_t size);
  ~DiskBytes();
  DiskBytes(const DiskBytes&) = delete;
  DiskBytes& operator=(const DiskBytes&) = delete;

  [[nodiscard]] void* data() const { return data_; }

 private:
  void* data_ = nullptr;
  std::size_t size_;
};

/// An array of so many zeroed items.
template <class Item>
class DiskArray {
  static_assert(std::is_trivially_copyable_v<Item>);

 public:
  DiskArray(const std::filesystem::path& folder, std::uint64_t count)
      : bytes_(folder, count * sizeof(Item)) {}
  Item& operator[](std::uint64_t at) { return static_cast<Item*>(bytes_.data())[at]; }

 private:
  DiskBytes bytes_;
};

}  // namespace quell
