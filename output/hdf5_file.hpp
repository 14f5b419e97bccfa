// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <hdf5.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace quell {

/// HDF5 refused a call; the message holds its own reason, innermost first.
struct Hdf5Error : std::runtime_error {
  explicit Hdf5Error(const std::string& what, int number = 0)
      : std::runtime_error(what), system_error(number) {}

  int system_error;  ///< errno of what the system refused HDF5; 0 where it did not
};

/// Precedes all use of HDF5, and keeps it from printing its error stack as long as it lives.
class QuietHdf5 {
 public:
  /// Throws std::bad_alloc where HDF5 might get too little memory.
  QuietHdf5();
  ~QuietHdf5();
  QuietHdf5(const QuietHdf5&) = delete;
  QuietHdf5& operator=(const QuietHdf5&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// Throws Hdf5Error, or std::bad_alloc where HDF5 had too little memory.
[[noreturn]] void throw_hdf5_error(std::string_view what);

/// Passes on the result of an HDF5 call, or throws Hdf5Error when it is negative; `what` is said
/// as in "cannot <what>".
template <typename Result>
Result checked(Result result, std::string_view what) {
  if (result < 0) throw_hdf5_error(what);
  return result;
}

/// Owns one HDF5 identifier of any kind; reference counts make one closing function serve all.
class Handle {
 public:
  Handle(hid_t id, std::string_view what) : id_(checked(id, what)) {}
  ~Handle();
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&&) = delete;
  operator hid_t() const { return id_; }
  /// Leaves it open for good.
  void abandon() { id_ = H5I_INVALID_HID; }

 private:
  hid_t id_;
};

/// A file on disk that is being written, and its variables. Whoever wants it closed says so: HDF5
/// writes then, and may crash where it cannot or could not before.
struct FileUnderWay {
  explicit FileUnderWay(Handle made) : file(std::move(made)) {}
  ~FileUnderWay();
  FileUnderWay(const FileUnderWay&) = delete;
  FileUnderWay& operator=(const FileUnderWay&) = delete;

  Handle file;
  std::vector<Handle> variables;
};

/// An empty HDF5 file in memory. No disk is touched, so that a full one cannot make HDF5 fail
/// in H5Fclose, after which it may crash; nor is a file locked.
[[nodiscard]] Handle create_image();

/// An empty HDF5 file on disk, for what does not fit into memory, readable from a release on:
/// virtual datasets came with 1.10.
[[nodiscard]] Handle create_on_disk(const std::filesystem::path& path,
                                    H5F_libver_t release = H5F_LIBVER_V18);

/// The same for data that others read while they are written; not of what 1.8 could read.
[[nodiscard]] Handle create_for_readers(const std::filesystem::path& path);

/// Read-only and without a lock, of a file that another process made for that and may still write.
[[nodiscard]] Handle open_beside_writer(const std::filesystem::path& path);

/// Read-only and without a lock.
[[nodiscard]] Handle open_on_disk(const std::filesystem::path& path);

/// The bytes that the file in memory would have on disk.
[[nodiscard]] std::vector<std::byte> take_image(const Handle& file);

/// Read-only file over a copy of `bytes`.
[[nodiscard]] Handle open_image(std::span<std::byte> bytes);

/// UTF-8 text of variable length, the only kind of string variable that netCDF-C 4.9.0 survives.
[[nodiscard]] Handle text_type();

/// UTF-8 text of `size` bytes, padded with zeros.
[[nodiscard]] Handle text_type(std::size_t size);

}  // namespace quell
