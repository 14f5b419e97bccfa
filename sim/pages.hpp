// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace quell {

/// A block of zeroed memory straight from the system, aligned to 2 MiB and on huge pages where the
/// system grants them: a dependent cache miss then costs about half.
class Pages {
 public:
  /// Throws std::bad_alloc when the system has no such block.
  explicit Pages(std::size_t bytes);
  ~Pages();
  Pages(Pages&& other) noexcept;
  Pages& operator=(Pages&& other) noexcept;
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  [[nodiscard]] std::byte* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return bytes_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace quell
