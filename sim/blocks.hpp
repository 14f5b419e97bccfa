// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <vector>

namespace quell {

/// Walks over state as named blocks of plain bytes, to write it or to read it back.
///
/// A state type offers `void visit_blocks(BlockVisitor&)` and names each of its members once; the
/// same walk then serves writing, reading, hashing and counting bytes.
class BlockVisitor {
 public:
  virtual ~BlockVisitor() = default;

  template <class T>
  void plain(std::string_view name, T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes(name, reinterpret_cast<std::byte*>(&value), sizeof(T));
  }

  template <class T, class Allocator>
  void array(std::string_view name, std::vector<T, Allocator>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t count = length(name, values.size());
    values.resize(count);
    bytes(name, reinterpret_cast<std::byte*>(values.data()), count * sizeof(T));
  }

  /// Number of elements that follow: a writer notes `current` and returns it, a reader returns what
  /// was noted.
  virtual std::size_t length(std::string_view name, std::size_t current) = 0;
  virtual void bytes(std::string_view name, std::byte* data, std::size_t size) = 0;
};

}  // namespace quell
