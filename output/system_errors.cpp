// SPDX-License-Identifier: BSD-3-Clause
#include "output/system_errors.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace quell {

int write_all(int descriptor, std::span<const std::byte> bytes, std::int64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += written;
  }
  return 0;
}

std::string read_text(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  int error = descriptor < 0 ? errno : 0;
  std::string text;
  std::array<char, std::size_t{1} << 16U> piece{};
  while (error == 0) {
    const ssize_t count = ::read(descriptor, piece.data(), piece.size());
    if (count == 0) break;
    if (count > 0) text.append(piece.data(), static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR) error = errno;
  }
  if (descriptor >= 0) ::close(descriptor);
  if (error != 0) throw std::system_error(error, std::generic_category());
  return text;
}

std::string describe_error(int error) {
  if (error == ENOSPC) return "no space left on the disk";
  if (error == EDQUOT) return "the disk quota is used up";
  if (error == EFBIG) return "the limit on the size of a file is reached";
  return std::generic_category().message(error);
}

std::string suggest_way_out(int error, std::size_t needed, std::string_view option) {
  const std::string elsewhere = fmt::format("pass {} for a path on another disk", option);
  const std::string size = needed == 0
                               ? "some space"
                               : fmt::format("{:.1f} MB", static_cast<double>(needed) / 1e6 + 0.05);
  if (error == ENOSPC || error == EDQUOT)
    return fmt::format("free {} there, or {}", size, elsewhere);
  if (error == EFBIG) return "raise the limit with ulimit -f";
  if (error == EIO) return "check the disk, or " + elsewhere;
  return fmt::format("pass {} for a path in a folder that you may write to", option);
}

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace quell
