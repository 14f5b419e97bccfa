// SPDX-License-Identifier: BSD-3-Clause
#include "output/seal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <system_error>

#include "output/system_errors.hpp"

namespace quell {
namespace {

constexpr std::array<char, 8> magic{'q', 'u', 'e', 'l', 'l', 'e', 'n', 'd'};

struct Seal {
  std::array<char, 8> mark = magic;
  std::uint64_t size = 0;  ///< [B] of all before
  std::uint64_t crc = 0;   ///< CRC-32 of all before
};
static_assert(sizeof(Seal) == 24, "no padding, which would differ from file to file");

std::uint64_t crc_of(std::uint64_t crc, std::span<const std::byte> bytes) {
  return crc32_z(crc, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

constexpr std::size_t length_of_begin = 48;  // [B] in which a file states its end

/// Where the file says that it ends, in the oldest form of superblock; 0 for the others, of which
/// quell makes no results.
std::uint64_t stated_end(std::span<const std::byte> bytes) {
  constexpr std::size_t version_at = 8;
  constexpr std::size_t end_at = 40;
  std::uint64_t end = 0;
  static_assert(end_at + sizeof end == length_of_begin);
  if (bytes.size() < length_of_begin || bytes[version_at] != std::byte{0}) return 0;
  std::memcpy(&end, bytes.data() + end_at, sizeof end);
  return end;
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int mode)
      : number_(::open(path.c_str(), mode | O_CLOEXEC)) {
    if (number_ < 0) throw std::system_error(errno, std::generic_category());
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  /// As many bytes of the file as there are at `offset`, and fit.
  std::span<std::byte> read(std::uint64_t offset, std::span<std::byte> into) const {
    for (;;) {
      const ssize_t count =
          ::pread(number_, into.data(), into.size(), static_cast<std::int64_t>(offset));
      if (count >= 0) return into.first(static_cast<std::size_t>(count));
      if (errno != EINTR) throw std::system_error(errno, std::generic_category());
    }
  }
  operator int() const { return number_; }

 private:
  int number_;
};

/// Of the bytes before `end`, or before the end of the file.
Seal seal_of(const Descriptor& file, std::uint64_t end) {
  Seal made;
  std::vector<std::byte> buffer(std::size_t{1} << 20U);
  while (made.size < end) {
    const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), end - made.size);
    const std::span<std::byte> part = file.read(made.size, std::span{buffer}.first(wanted));
    if (part.empty()) break;
    made.crc = crc_of(made.crc, part);
    made.size += part.size();
  }
  return made;
}

Seal seal_of(std::span<const std::byte> bytes) {
  return {.size = bytes.size(), .crc = crc_of(0, bytes)};
}

/// `make` gives the seal that `size` bytes should have.
template <class Make>
std::string problem_of(std::span<const std::byte> begin, const Seal& found, std::uint64_t size,
                       const Make& make) {
  if (found.mark != magic) {
    const std::uint64_t stated = stated_end(begin);
    return stated > 0 && stated < size + sizeof(Seal) ? "its last bytes are wrong" : "";
  }
  if (found.size != size) return "it is longer or shorter than it was";
  return found.crc == make().crc ? "" : "its checksum is wrong";
}

}  // namespace

void seal(std::vector<std::byte>& bytes) {
  const Seal end = seal_of(bytes);
  const auto raw = std::as_bytes(std::span{&end, 1});
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

void seal(const std::filesystem::path& path) {
  const Descriptor file(path, O_RDWR);
  const Seal end = seal_of(file, std::numeric_limits<std::uint64_t>::max());
  const int error =
      write_all(file, std::as_bytes(std::span{&end, 1}), static_cast<std::int64_t>(end.size));
  if (error != 0) throw std::system_error(error, std::generic_category());
}

std::string seal_problem(std::span<const std::byte> bytes) {
  if (bytes.size() < sizeof(Seal)) return "";
  Seal found;
  std::memcpy(&found, bytes.data() + bytes.size() - sizeof found, sizeof found);
  const auto content = bytes.first(bytes.size() - sizeof found);
  return problem_of(bytes, found, content.size(), [&] { return seal_of(content); });
}

std::string seal_problem(const std::filesystem::path& path) {
  const Descriptor file(path, O_RDONLY);
  struct stat status {};
  if (::fstat(file, &status) != 0) throw std::system_error(errno, std::generic_category());
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size < sizeof(Seal)) return "";
  Seal found;
  file.read(size - sizeof found, std::as_writable_bytes(std::span{&found, 1}));
  std::array<std::byte, length_of_begin> begin{};
  const std::uint64_t before = size - sizeof found;
  return problem_of(file.read(0, begin), found, before, [&] { return seal_of(file, before); });
}

}  // namespace quell
