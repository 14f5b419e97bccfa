// SPDX-License-Identifier: BSD-3-Clause
#include "sim/pages.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <new>
#include <utility>

namespace quell {
namespace {

constexpr std::size_t huge_page = std::size_t{1} << 21U;

}  // namespace

Pages::Pages(std::size_t bytes) : bytes_((bytes + huge_page - 1) / huge_page * huge_page) {
  const std::size_t mapped = bytes_ + huge_page;
  void* raw =
      mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, /*fd=*/-1, 0);
  if (raw == MAP_FAILED) throw std::bad_alloc{};
  auto* const start = static_cast<std::byte*>(raw);
  const std::size_t lead =
      (huge_page - reinterpret_cast<std::uintptr_t>(start) % huge_page) % huge_page;
  if (lead > 0) munmap(start, lead);
  if (huge_page > lead) munmap(start + lead + bytes_, huge_page - lead);
  data_ = start + lead;
  madvise(data_, bytes_, MADV_HUGEPAGE);  // advice: refused on systems without huge pages
}

Pages::~Pages() {
  if (data_ != nullptr) munmap(data_, bytes_);
}

Pages::Pages(Pages&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Pages& Pages::operator=(Pages&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace quell
