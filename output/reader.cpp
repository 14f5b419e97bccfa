// SPDX-License-Identifier: BSD-3-Clause
#include "output/reader.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <new>
#include <system_error>
#include <vector>

#include "output/decode.hpp"
#include "output/live_file.hpp"
#include "output/seal.hpp"
#include "output/trial.hpp"

namespace quell {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& path, std::string_view reason, std::string_view suggestion) {
  throw OutputError(fmt::format("cannot read {} ({}) {}", path.string(), reason, suggestion));
}

[[noreturn]] void fail_damaged(const fs::path& path, std::string_view what) {
  fail(path, fmt::format("it is damaged: {}", what), "copy it again, or repeat the run");
}

/// Read by hand: HDF5 would lock the file, and fail where the file system has no locks. Damage is
/// looked for before HDF5 sees the bytes, for some of it makes HDF5 crash.
std::vector<std::byte> load(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) fail(path, "it does not exist", "check the path");
  if (status.type() == fs::file_type::directory) fail(path, "it is a folder", "pass a file in it");
  if (status.type() != fs::file_type::regular) fail(path, "it is not a regular file", "pass one");
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path, std::generic_category().message(errno), "check its permissions");
  constexpr std::array<char, 8> expected{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::array<char, 8> signature{};
  file.read(signature.data(), signature.size());
  if (!file || signature != expected)  // before gigabytes of something else are loaded
    fail(path, "it is not an HDF5 file", "pass a file that quell run wrote");
  std::vector<std::byte> bytes(fs::file_size(path));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) fail(path, "reading stopped before its end", "check the disk");
  if (const std::string problem = seal_problem(bytes); !problem.empty()) {
    fail_damaged(path, problem);
  }
  return bytes;
}

/// More than any sound file takes.
std::chrono::seconds most_time(const fs::path& path) {
  constexpr std::uintmax_t slowest = 1'000'000;  // [B/s]
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return std::chrono::seconds{5 + (error ? 0 : size / slowest)};
}

[[noreturn]] void fail_without_memory(const fs::path& path) {
  fail(path, "out of memory", "it takes several times its size on disk");
}

/// What HDF5 and the values of a sound file take, and more [B].
std::size_t ample_memory(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return (std::size_t{64} << 20U) + (error ? 0 : 4 * size);
}

/// HDF5 may crash on a damaged file, or never come back: a copy of this process goes first.
template <class Read>
auto read_or_say(const fs::path& path, Read&& read) {
  if (!survives([&] { (void)read(); }, most_time(path))) {
    if (!is_room_for(ample_memory(path))) fail_without_memory(path);
    fail(path, "it is damaged, in a way that HDF5 does not survive",
         "copy it again, or repeat the run");
  }
  try {
    return read();
  } catch (const OutputError&) {
    throw;
  } catch (const ForeignFile& error) {
    fail(path, error.what(), error.suggestion);
  } catch (const std::bad_alloc&) {
    fail_without_memory(path);
  } catch (const std::system_error& error) {
    fail(path, error.code().message(), "check its permissions, and the disk");
  } catch (const std::exception& error) {  // HDF5
    if (!is_room_for(ample_memory(path))) fail_without_memory(path);
    if (is_live_file(path))
      fail(path, "it holds a run under way, not its result",
           "wait for that, or look at it with quell show");
    fail_damaged(path, error.what());
  }
}

Dataset read(const fs::path& path, std::string_view filetype) {
  return read_or_say(path, [&] {
    std::vector<std::byte> bytes = load(path);
    return decode(bytes, filetype);
  });
}

}  // namespace

Dataset read_dataset(const fs::path& path) { return read(path, result_filetype); }

Dataset read_sweep_dataset(const fs::path& path) { return read(path, sweep_filetype); }

Dataset read_any_dataset(const fs::path& path) {
  return read_or_say(path, [&] {
    std::vector<std::byte> bytes = load(path);
    return decode(bytes, is_sweep(bytes) ? sweep_filetype : result_filetype);
  });
}

Attributes read_sweep_attributes(const fs::path& path) {
  return read_or_say(path, [&] {
    if (const std::string problem = seal_problem(path); !problem.empty()) {
      fail_damaged(path, problem);
    }
    return attributes_of(path, sweep_filetype);
  });
}

}  // namespace quell
