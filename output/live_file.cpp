// SPDX-License-Identifier: BSD-3-Clause
#include "output/live_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "output/decode.hpp"
#include "output/hdf5_file.hpp"
#include "output/layout.hpp"
#include "output/system_errors.hpp"
#include "output/trial.hpp"

namespace quell {

namespace fs = std::filesystem;

namespace {

/// Of the whole file, with room to spare for what is not values.
std::int64_t bytes_of(const Dataset& layout) {
  const std::size_t cells =
      layout.find_dimension("replicate")->size * layout.find_dimension("time")->size;
  constexpr std::size_t besides = std::size_t{1} << 18U;
  return static_cast<std::int64_t>(cells * layout.variables.size() * sizeof(double) +
                                   layout.scenario.size() + besides);
}

/// 0, or the errno of what is in the way of a file of so many bytes. HDF5 may crash on a disk that
/// fills up while it has a file open.
int find_room(const fs::path& path, std::int64_t bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return errno;
  const int error = ::posix_fallocate(file, 0, bytes);
  ::close(file);
  return error;
}

/// More than reading one takes, which is as large as a result at most.
constexpr std::chrono::seconds most_time{60};

std::string reason_of(const std::exception& error) {
  return dynamic_cast<const std::bad_alloc*>(&error) != nullptr ? "out of memory" : error.what();
}

fs::path aside(const fs::path& path) {
  fs::path other = path;
  other += ".new";
  return other;
}

}  // namespace

LiveFile::LiveFile(const fs::path& path, const Dataset& layout) : path_(path) {
  std::error_code error;
  if (fs::exists(path, error) && !is_live_file(path)) fail("it exists, and quell did not write it");
  const fs::path before = aside(path);
  if (const int problem = find_room(before, bytes_of(layout)); problem != 0) {
    fs::remove(before, error);
    fail(describe_error(problem));
  }
  try {
    const QuietHdf5 quiet;
    auto open = std::make_unique<FileUnderWay>(create_for_readers(before));
    write_layout(open->file, layout, schema);
    checked(H5Fflush(open->file, H5F_SCOPE_GLOBAL), "complete the file");
    // With variables open it crashes where a write fails.
    checked(H5Fstart_swmr_write(open->file), "let others read the file");
    for (const Variable& variable : layout.variables) {
      open->variables.emplace_back(H5Dopen2(open->file, variable.name.c_str(), H5P_DEFAULT),
                                   "open '" + variable.name + "'");
    }
    fs::rename(before, path);
    open_ = std::move(open);
  } catch (const std::exception& problem) {
    fs::remove(before, error);
    fail(reason_of(problem));
  }
}

LiveFile::~LiveFile() {
  if (open_) ::unlink(path_.c_str());
}

void LiveFile::write(std::size_t variable, std::size_t replicate, std::size_t first,
                     std::span<const double> values) {
  attempt([&] {
    const QuietHdf5 quiet;
    const hid_t dataset = open_->variables[variable];
    const Handle space(H5Dget_space(dataset), "read a shape");
    const std::array<hsize_t, 2> begin{replicate, first};
    const std::array<hsize_t, 2> size{1, values.size()};
    checked(H5Sselect_hyperslab(space, H5S_SELECT_SET, begin.data(), nullptr, size.data(), nullptr),
            "choose a part");
    const Handle part(H5Screate_simple(2, size.data(), nullptr), "set up an array");
    checked(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, part, space, H5P_DEFAULT, values.data()),
            "write values");
  });
}

void LiveFile::flush() {
  attempt([&] {
    const QuietHdf5 quiet;
    for (const Handle& variable : open_->variables) checked(H5Dflush(variable), "flush values");
  });
}

template <typename Action>
void LiveFile::attempt(const Action& action) {
  try {
    action();
  } catch (const std::exception& error) {
    fail(reason_of(error));
  }
}

void LiveFile::fail(const std::string& reason) {
  if (open_) {
    ::unlink(path_.c_str());
    open_.reset();
  }
  throw OutputError(
      fmt::format("cannot write {} ({}) the run goes on without it", path_.string(), reason));
}

bool is_live_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;  // a pipe is read only once
  // The superblock that the mode needs: HDF5 need not look into any other file.
  constexpr std::array<char, 9> expected{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n', 3};
  std::array<char, 9> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  if (begin != expected) return false;
  const auto has_type = [&path] {
    const QuietHdf5 quiet;
    return has_filetype(open_beside_writer(path), live_filetype);
  };
  if (!survives([&] { (void)has_type(); }, most_time)) return false;
  try {
    return has_type();
  } catch (const Hdf5Error&) {
    return false;
  }
}

Dataset read_live_dataset(const fs::path& path) {
  if (!survives([&] { (void)decode_live(path); }, most_time)) {
    throw OutputError(
        fmt::format("cannot read {} (it is damaged, in a way that HDF5 does not survive) remove it",
                    path.string()));
  }
  try {
    return decode_live(path);
  } catch (const std::exception& error) {
    throw OutputError(fmt::format("cannot read {} ({}) try again", path.string(), error.what()));
  }
}

}  // namespace quell
