// SPDX-License-Identifier: BSD-3-Clause
#include "sim/pages.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <new>
#include <utility>

namespace quell {

std::byte* map_pages(std::size_t bytes) {
  const std::size_t wanted = (bytes + huge_page - 1) / huge_page * huge_page;
  void* raw = mmap(nullptr, wanted + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                   /*fd=*/-1, 0);
  if (raw == MAP_FAILED) throw std::bad_alloc{};
  auto* const start = static_cast<std::byte*>(raw);
  const std::size_t lead =
      (huge_page - reinterpret_cast<std::uintptr_t>(start) % huge_page) % huge_page;
  if (lead > 0) munmap(start, lead);
  if (huge_page > lead) munmap(start + lead + wanted, huge_page - lead);
  madvise(start + lead, wanted, MADV_HUGEPAGE);  // advice: refused where there are no huge pages
  return start + lead;
}

void unmap_pages(std::byte* data, std::size_t bytes) {
  munmap(data, (bytes + huge_page - 1) / huge_page * huge_page);
}

Pages::~Pages() {
  if (data_ != nullptr) unmap_pages(data_, bytes_);
}

Pages::Pages(Pages&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Pages& Pages::operator=(Pages&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace quell
