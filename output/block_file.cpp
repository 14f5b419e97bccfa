// SPDX-License-Identifier: BSD-3-Clause
#include "output/block_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <system_error>
#include <utility>
#include <vector>

#include "output/errors.hpp"
#include "output/layout.hpp"
#include "output/seal.hpp"

namespace quell {

namespace {

void write_block(const Handle& dataset, std::span<const BlockFile::Extent> extents,
                 std::size_t size, hid_t type, const void* values) {
  const Handle space(H5Dget_space(dataset), "read a shape");
  std::vector<hsize_t> count(
      static_cast<std::size_t>(checked(H5Sget_simple_extent_ndims(space), "read a rank")));
  checked(H5Sget_simple_extent_dims(space, count.data(), nullptr), "read a shape");
  std::vector<hsize_t> first(count.size(), 0);
  for (std::size_t k = 0; k < std::min(extents.size(), count.size()); ++k) {
    first[k] = extents[k].first;
    count[k] = extents[k].count;
  }
  hsize_t expected = 1;
  for (const hsize_t along : count) expected *= along;
  if (expected != size) throw Hdf5Error("a block has another size than it says");
  checked(H5Sselect_hyperslab(space, H5S_SELECT_SET, first.data(), nullptr, count.data(), nullptr),
          "choose a block");
  const int rank = static_cast<int>(count.size());
  const Handle memory(H5Screate_simple(rank, count.data(), nullptr), "set up a block");
  checked(H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, values), "write a block");
}

}  // namespace

template <class Action>
void BlockFile::guarded(const Action& action) {
  try {
    const QuietHdf5 quiet;
    action();
  } catch (const std::bad_alloc&) {
    open_.reset();
    throw;
  } catch (const Hdf5Error& error) {
    open_.reset();
    if (error.system_error != 0) {
      throw std::system_error(error.system_error, std::generic_category());
    }
    throw OutputError(
        fmt::format("cannot write {} ({}) is there space on the disk? pass -o for a "
                    "path on another one",
                    path_.string(), error.what()));
  }
}

BlockFile::BlockFile(const std::filesystem::path& path, const Dataset& layout,
                     std::span<const SchemaRow> table, std::span<const Source> sources)
    : path_(path) {
  if (const auto problems = schema_problems(layout, table); !problems.empty()) {
    throw OutputError(fmt::format("cannot write {} ({}) this is a bug in quell: please report it",
                                  path.string(), problems.front()));
  }
  guarded([&] {
    open_ = std::make_unique<FileUnderWay>(
        create_on_disk(path, sources.empty() ? H5F_LIBVER_V18 : H5F_LIBVER_V110));
    open_->variables = write_layout(open_->file, layout, table, sources);
  });
}

BlockFile::~BlockFile() = default;

void BlockFile::write(std::size_t variable, std::span<const Extent> extents,
                      std::span<const double> values) {
  guarded([&] {
    write_block(open_->variables[variable], extents, values.size(), H5T_NATIVE_DOUBLE,
                values.data());
  });
}

void BlockFile::write(std::size_t variable, Extent extent, std::span<const std::string> texts) {
  guarded([&] {
    std::vector<const char*> pointers;
    pointers.reserve(texts.size());
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    write_block(open_->variables[variable], {&extent, 1}, texts.size(), text_type(),
                pointers.data());
  });
}

void BlockFile::close() {
  guarded([&] {
    checked(H5Fflush(open_->file, H5F_SCOPE_GLOBAL), "complete the file");
    open_->variables.clear();
    const hid_t file = open_->file;
    open_->file.abandon();  // whatever comes of it, it is not closed twice
    checked(H5Fclose(file), "close the file");
    open_.reset();
  });
  seal(path_);
}

}  // namespace quell
