// SPDX-License-Identifier: BSD-3-Clause
#include "output/state_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "output/system_errors.hpp"
#include "output/writer.hpp"
#include "sim/block_bytes.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

// magic | format | size of header | header | blocks ... | size of all before | CRC-32 of all before
constexpr std::array<char, 8> magic{'q', 'u', 'e', 'l', 'l', 's', 't', '\n'};
constexpr std::uint32_t format = 1;

struct Tail {
  std::uint64_t size;
  std::uint64_t crc;
};

std::uint32_t crc_of(std::uint32_t crc, std::span<const std::byte> bytes) {
  if (bytes.empty()) return crc;  // of no address zlib gives the checksum of nothing
  return static_cast<std::uint32_t>(
      crc32_z(crc, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

template <class T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span{&value, 1});
}

/// Writes blocks as BlockWriter does, to a file by way of a buffer.
class StateWriter final : public BlockVisitor {
 public:
  explicit StateWriter(int descriptor) : descriptor_(descriptor) { buffer_.reserve(most_kept); }

  void put(std::span<const std::byte> bytes) {
    crc_ = crc_of(crc_, bytes);
    size_ += bytes.size();
    if (buffer_.size() + bytes.size() > most_kept) flush();
    if (bytes.size() > most_kept) return write(bytes);
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  }

  std::size_t length(std::string_view name, std::size_t current) override {
    std::uint64_t count = current;
    bytes(name, reinterpret_cast<std::byte*>(&count), sizeof count);
    return current;
  }
  void bytes(std::string_view name, std::byte* data, std::size_t size) override {
    put_sized(std::as_bytes(std::span{name}));
    put_sized({data, size});
  }

  void end() {
    const Tail tail{.size = size_, .crc = crc_};
    put(bytes_of(tail));
    flush();
  }

 private:
  static constexpr std::size_t most_kept = 1 << 20;

  void put_sized(std::span<const std::byte> bytes) {
    const std::uint64_t size = bytes.size();
    put(bytes_of(size));
    put(bytes);
  }
  void flush() {
    write(buffer_);
    buffer_.clear();
  }
  void write(std::span<const std::byte> bytes) {
    const int error = write_all(descriptor_, bytes, offset_);
    if (error != 0) throw std::system_error(error, std::generic_category());
    offset_ += static_cast<std::int64_t>(bytes.size());
  }

  int descriptor_;
  std::vector<std::byte> buffer_;
  std::int64_t offset_ = 0;
  std::uint64_t size_ = 0;
  std::uint32_t crc_ = 0;
};

/// A file in memory, as far as it is looked at; all of it was read before, for what the disk does
/// not give would be a signal in memory, and is an error here.
class MappedFile {
 public:
  explicit MappedFile(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category());
    struct stat status {};
    int error = ::fstat(descriptor, &status) == 0 ? 0 : errno;
    size_ = static_cast<std::size_t>(status.st_size);
    if (error == 0) error = read_through(descriptor);
    if (error == 0 && size_ > 0) {
      data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (data_ == MAP_FAILED) error = errno;
    }
    ::close(descriptor);
    if (error != 0) throw std::system_error(error, std::generic_category());
  }
  ~MappedFile() {
    if (size_ > 0) ::munmap(data_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte*>(data_), size_};
  }
  /// CRC-32 of all before the tail.
  [[nodiscard]] std::uint32_t crc() const { return crc_; }

 private:
  /// 0, or an errno.
  int read_through(int descriptor) {
    std::vector<std::byte> buffer(std::size_t{1} << 20U);
    const std::size_t end = size_ - std::min(size_, sizeof(Tail));
    for (std::size_t at = 0; at < size_;) {
      const ssize_t count =
          ::pread(descriptor, buffer.data(), buffer.size(), static_cast<std::int64_t>(at));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return errno;
      if (count == 0) return EIO;  // it became shorter just now
      const auto found = static_cast<std::size_t>(count);
      const std::size_t before_end = std::min(found, end - std::min(at, end));
      crc_ = crc_of(crc_, std::span{buffer}.first(before_end));
      at += found;
    }
    return 0;
  }

  void* data_ = nullptr;
  std::size_t size_ = 0;
  std::uint32_t crc_ = 0;
};

/// The content without its tail; throws std::runtime_error where it is not what was written.
std::span<const std::byte> checked(const MappedFile& file) {
  const std::span<const std::byte> all = file.bytes();
  if (all.size() < magic.size() || std::memcmp(all.data(), magic.data(), magic.size()) != 0) {
    throw std::runtime_error("it is no state of a simulation");
  }
  Tail tail{};
  if (all.size() >= magic.size() + sizeof tail) {
    std::memcpy(&tail, all.data() + all.size() - sizeof tail, sizeof tail);
  }
  const std::span<const std::byte> content =
      all.first(all.size() >= sizeof tail ? all.size() - sizeof tail : 0);
  if (tail.size != content.size() || content.size() < magic.size() + sizeof format)
    throw std::runtime_error("it is cut short");
  if (tail.crc != file.crc()) throw std::runtime_error("its checksum is wrong");
  std::uint32_t found = 0;
  std::memcpy(&found, content.data() + magic.size(), sizeof found);
  if (found != format) {
    throw std::runtime_error(fmt::format("its format is {}, this quell reads {}", found, format));
  }
  return content.subspan(magic.size() + sizeof format);
}

void visit(StateHeader& header, BlockVisitor& visitor) {
  header.identity.resize(visitor.length("identity", header.identity.size()));
  visitor.bytes("identity", reinterpret_cast<std::byte*>(header.identity.data()),
                header.identity.size());
  visitor.plain("index", header.index);
  visitor.plain("days", header.days);
}

}  // namespace

void write_state(const fs::path& path, const StateHeader& header, const StateWalk& walk) {
  OutputFile file(path, Existing::replace);
  file.write([&](const fs::path& partial) {
    const int descriptor = ::open(partial.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category());
    try {
      StateWriter writer{descriptor};
      writer.put(std::as_bytes(std::span{magic}));
      writer.put(bytes_of(format));
      StateHeader copy = header;
      visit(copy, writer);
      walk(writer);
      writer.end();
    } catch (...) {
      ::close(descriptor);
      throw;
    }
    ::close(descriptor);
  });
}

namespace {

/// Throws OutputError for whatever is wrong with the file.
void with_reader(const fs::path& path, const std::function<void(BlockReader& reader)>& read) {
  std::string reason;
  try {
    const MappedFile file(path);
    BlockReader reader{checked(file)};
    return read(reader);
  } catch (const std::system_error& error) {
    reason = describe_error(error.code().value());
  } catch (const std::logic_error& error) {
    reason = fmt::format("its state is not that of this scenario: {}", error.what());
  } catch (const OutputError&) {
    throw;
  } catch (const std::runtime_error& error) {
    reason = error.what();
  }
  throw OutputError(fmt::format("cannot read {} ({}) remove it: that replicate starts anew",
                                path.string(), reason));
}

}  // namespace

StateHeader read_state(const fs::path& path,
                       const std::function<void(const StateHeader& header)>& accept,
                       const StateWalk& walk) {
  StateHeader header;
  with_reader(path, [&](BlockReader& reader) {
    visit(header, reader);
    accept(header);
    walk(reader);
    if (!reader.is_at_end()) throw std::logic_error("blocks are left over");
  });
  return header;
}

StateHeader read_state_header(const fs::path& path) {
  StateHeader header;
  with_reader(path, [&header](BlockReader& reader) { visit(header, reader); });
  return header;
}

}  // namespace quell
