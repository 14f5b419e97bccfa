// SPDX-License-Identifier: BSD-3-Clause
#include "output/disk_array.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "output/errors.hpp"
#include "output/system_errors.hpp"

namespace quell {

DiskBytes::DiskBytes(const std::filesystem::path& folder, std::uint64_t size)
    : size_(static_cast<std::size_t>(size)) {
  std::string path = (folder / "index-XXXXXX").string();
  const int descriptor = ::mkstemp(path.data());
  int error = descriptor < 0 ? errno : 0;
  if (error == 0) {
    ::unlink(path.c_str());  // it lives as long as it is open or mapped
    // Its blocks are taken now: a full disk must not show as a signal later.
    error = ::posix_fallocate(descriptor, 0, static_cast<off_t>(size));
  }
  if (error == 0) {
    data_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (data_ == MAP_FAILED) error = errno;
  }
  if (descriptor >= 0) ::close(descriptor);
  if (error == 0) return;
  throw OutputError(fmt::format("cannot write in {} ({}) {}", folder.string(),
                                describe_error(error), suggest_way_out(error, size_, "-o")));
}

DiskBytes::~DiskBytes() { ::munmap(data_, size_); }

}  // namespace quell
