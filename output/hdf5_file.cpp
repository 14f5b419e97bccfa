// SPDX-License-Identifier: BSD-3-Clause
#include "output/hdf5_file.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <utility>

#include "output/trial.hpp"

namespace quell {

namespace {

struct Reasons {
  std::string first;
  std::string last;
  bool is_memory_short = false;
};

/// Called from the innermost error outwards; keeps the first and the last reason.
herr_t collect_error(unsigned, const H5E_error2_t* error, void* into) {
  auto& [first, last, is_memory_short] = *static_cast<Reasons*>(into);
  last = error->desc == nullptr ? "" : error->desc;
  if (first.empty()) {
    first = last;
    // The kind of error tells it in most places, and is that of disks in others.
    is_memory_short = first.starts_with("memory allocation failed") ||
                      (error->maj_num == H5E_RESOURCE && error->min_num == H5E_NOSPACE);
  }
  return 0;
}

/// A name that no file has and no other image shares: HDF5 takes images of one name for one file,
/// and looks for a file of that name even if it is not going to use it.
std::string image_name() {
  static std::atomic<unsigned> made = 0;
  return fmt::format("/dev/null/{}", made++);
}

/// The oldest superblock: H5Fget_file_image breaks the checksum of newer ones (HDFGroup/hdf5#1915,
/// mended in 2.0). Creation order brings the checked headers of 1.8 for all else.
void set_version(hid_t access, H5F_libver_t release = H5F_LIBVER_V18,
                 H5F_libver_t least = H5F_LIBVER_EARLIEST) {
  checked(H5Pset_libver_bounds(access, least, release), "set the file version");
}

Handle image_access() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), "set up file access");
  constexpr std::size_t growth = std::size_t{1} << 20;  // bytes
  checked(H5Pset_fapl_core(access, growth, false), "keep a file in memory");
  set_version(access);
  return access;
}

/// Without creation order netCDF opens the file read-only; times would differ from run to run.
Handle ordered_creation() {
  Handle creation(H5Pcreate(H5P_FILE_CREATE), "set up file creation");
  constexpr unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  checked(H5Pset_link_creation_order(creation, ordered), "keep the order of entries");
  checked(H5Pset_attr_creation_order(creation, ordered), "keep the order of attributes");
  checked(H5Pset_obj_track_times(creation, false), "leave out times");
  return creation;
}

Handle create_on_disk(const std::filesystem::path& path, H5F_libver_t least, H5F_libver_t release) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), "set up file access");
  set_version(access, release, least);
  checked(H5Pset_file_locking(access, false, true), "leave locks to us");  // they are ours already
  const Handle creation = ordered_creation();
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access), "create a file"};
}

Handle access_without_locks() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), "set up file access");
  checked(H5Pset_file_locking(access, false, true), "leave out locks");
  return access;
}

}  // namespace

QuietHdf5::QuietHdf5() {
  // Where it gets none, it crashes here and there. Values come on top of it.
  constexpr std::size_t enough = std::size_t{16} << 20U;  // [B]
  if (!is_room_for(enough)) throw std::bad_alloc();
  // At exit HDF5 closes what is open, and prints when a damaged file left something; nothing here
  // needs it. Without effect once HDF5 is in use.
  H5dont_atexit();
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietHdf5::~QuietHdf5() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

void throw_hdf5_error(std::string_view what) {
  Reasons reasons;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect_error, &reasons);
  const auto& [first, last, is_memory_short] = reasons;
  if (is_memory_short) throw std::bad_alloc();
  if (first.empty()) throw Hdf5Error(fmt::format("cannot {}", what));
  constexpr std::string_view before_number = "errno = ";
  const std::size_t at = first.find(before_number);
  const int number =
      at == std::string::npos ? 0 : std::atoi(first.c_str() + at + before_number.size());
  throw Hdf5Error(fmt::format("cannot {}; HDF5: {}{}{}", what, first, first == last ? "" : ", ",
                              first == last ? "" : last),
                  number);
}

Handle::~Handle() {
  if (id_ >= 0) H5Idec_ref(id_);
}

Handle::Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}

FileUnderWay::~FileUnderWay() {
  for (Handle& variable : variables) variable.abandon();
  file.abandon();
}

Handle create_image() {
  const Handle access = image_access();
  const Handle creation = ordered_creation();
  const std::string name = image_name();
  return {H5Fcreate(name.c_str(), H5F_ACC_TRUNC, creation, access), "create a file in memory"};
}

Handle create_on_disk(const std::filesystem::path& path, H5F_libver_t release) {
  return create_on_disk(path, H5F_LIBVER_EARLIEST, release);
}

Handle create_for_readers(const std::filesystem::path& path) {
  return create_on_disk(path, H5F_LIBVER_V110, H5F_LIBVER_V110);
}

Handle open_beside_writer(const std::filesystem::path& path) {
  const Handle access = access_without_locks();
  // The layout never changes while it is written. Of 100 attempts to read what is damaged, the
  // default, each would wait twice as long as the one before.
  checked(H5Pset_metadata_read_attempts(access, 1), "read only once");
  const unsigned mode = H5F_ACC_RDONLY | H5F_ACC_SWMR_READ;
  return {H5Fopen(path.c_str(), mode, access), "open the file"};
}

Handle open_on_disk(const std::filesystem::path& path) {
  const Handle access = access_without_locks();
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), "open the file"};
}

std::vector<std::byte> take_image(const Handle& file) {
  checked(H5Fflush(file, H5F_SCOPE_GLOBAL), "complete the file in memory");
  const ssize_t size = checked(H5Fget_file_image(file, nullptr, 0), "measure the file in memory");
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  checked(H5Fget_file_image(file, bytes.data(), bytes.size()), "copy the file in memory");
  return bytes;
}

Handle open_image(std::span<std::byte> bytes) {
  const Handle access = image_access();
  checked(H5Pset_file_image(access, bytes.data(), bytes.size()), "take the file into memory");
  const std::string name = image_name();
  return {H5Fopen(name.c_str(), H5F_ACC_RDONLY, access), "open it as HDF5"};
}

Handle text_type() { return text_type(H5T_VARIABLE); }

Handle text_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), "set up a string type");
  checked(H5Tset_size(type, size), "set the size of a string");
  checked(H5Tset_cset(type, H5T_CSET_UTF8), "set the encoding of a string");
  if (size != H5T_VARIABLE) checked(H5Tset_strpad(type, H5T_STR_NULLPAD), "set string padding");
  return type;
}

}  // namespace quell
