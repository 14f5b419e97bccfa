// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace quell {

constexpr std::size_t huge_page = std::size_t{1} << 21U;  ///< [B]

/// Zeroed memory straight from the system, a multiple of `huge_page` and aligned to it, on huge
/// pages where the system grants them. Throws std::bad_alloc when there is none.
std::byte* map_pages(std::size_t bytes);
void unmap_pages(std::byte* data, std::size_t bytes);

/// A block of `map_pages`.
class Pages {
 public:
  explicit Pages(std::size_t bytes)
      : data_(map_pages(bytes)), bytes_((bytes + huge_page - 1) / huge_page * huge_page) {}
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

/// Puts large arrays on huge pages: random access to much memory costs up to half as much again on
/// small ones (bench/limit_bench.cpp).
template <class T>
struct PageAllocator {
  using value_type = T;

  PageAllocator() = default;
  template <class U>
  explicit(false) PageAllocator(const PageAllocator<U>& /*other*/) {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes >= huge_page) return reinterpret_cast<T*>(map_pages(bytes));
    return static_cast<T*>(::operator new (bytes, std::align_val_t{alignof(T)}));
  }
  void deallocate(T* data, std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes >= huge_page) return unmap_pages(reinterpret_cast<std::byte*>(data), bytes);
    ::operator delete (data, std::align_val_t{alignof(T)});
  }
  template <class U>
  bool operator==(const PageAllocator<U>& /*other*/) const {
    return true;
  }
};

template <class T>
using PageVector = std::vector<T, PageAllocator<T>>;

}  // namespace quell
