// SPDX-License-Identifier: BSD-3-Clause
#include "output/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>

namespace quell {

namespace {

using Shape = std::vector<hsize_t>;

/// As H5DS lays out the entries of REFERENCE_LIST.
struct Use {
  hobj_ref_t variable;
  int axis;
};

/// Uses of each dimension by variables.
using Uses = std::map<std::string, std::vector<Use>, std::less<>>;

Handle make_space(const Shape& shape) {
  if (shape.empty()) return {H5Screate(H5S_SCALAR), "set up a scalar"};
  const int rank = static_cast<int>(shape.size());
  return {H5Screate_simple(rank, shape.data(), nullptr), "set up an array"};
}

void write_attribute(hid_t object, const std::string& name, hid_t stored, hid_t in_memory,
                     const Shape& shape, const void* value) {
  const Handle space = make_space(shape);
  const Handle attribute(H5Acreate2(object, name.c_str(), stored, space, H5P_DEFAULT, H5P_DEFAULT),
                         fmt::format("create the attribute '{}'", name));
  checked(H5Awrite(attribute, in_memory, value), fmt::format("write the attribute '{}'", name));
}

void write_text(hid_t object, const std::string& name, const std::string& text) {
  const Handle type = text_type(std::max<std::size_t>(text.size(), 1));  // HDF5 has no size 0
  write_attribute(object, name, type, type, {}, text.c_str());
}

void write_value(hid_t object, const std::string& name, const Attribute& value) {
  if (const auto* text = std::get_if<std::string>(&value))
    write_text(object, name, *text);
  else if (const auto* real = std::get_if<double>(&value))
    write_attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {}, real);
  else
    write_attribute(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, {},
                    &std::get<std::int64_t>(value));
}

/// Strings of H5DS are terminated by zero and checked for that.
void write_scale_text(hid_t object, const std::string& name, const std::string& text) {
  const Handle type(H5Tcopy(H5T_C_S1), "set up a string type");
  checked(H5Tset_size(type, text.size() + 1), "set the size of a string");
  write_attribute(object, name, type, type, {}, text.c_str());
}

Handle creation_of_dataset() {
  Handle creation(H5Pcreate(H5P_DATASET_CREATE), "set up a dataset");
  checked(H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
          "keep the order of attributes");
  checked(H5Pset_obj_track_times(creation, false), "leave out times");
  return creation;
}

Handle create_dataset(hid_t file, const std::string& name, hid_t type, const Shape& shape,
                      const Shape& chunk = {}) {
  const Handle creation = creation_of_dataset();
  if (!chunk.empty()) {
    checked(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()), "set chunks");
    checked(H5Pset_shuffle(creation), "set the shuffle filter");
    checked(H5Pset_deflate(creation, 1), "set the gzip filter");
    checked(H5Pset_fletcher32(creation), "set the checksum");  // last: of what is on disk
  }
  const Handle space = make_space(shape);
  return {H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT),
          fmt::format("create '{}'", name)};
}

/// In one piece whose place on disk is settled now: a value written later changes nothing that a
/// reader may have read of the layout.
Handle create_growing(hid_t file, const std::string& name, const Shape& shape) {
  const Handle creation = creation_of_dataset();
  const double missing = std::numeric_limits<double>::quiet_NaN();
  checked(H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &missing), "set what is missing");
  checked(H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY), "take space at once");
  const Handle space = make_space(shape);
  return {H5Dcreate2(file, name.c_str(), H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT),
          fmt::format("create '{}'", name)};
}

/// HDF5 takes names of sources for formats, in which % is special.
std::string as_format(const std::string& name) {
  std::string format;
  for (const char c : name) format += c == '%' ? std::string{"%%"} : std::string{c};
  return format;
}

/// A dataset whose values stand in datasets of the same name.
Handle create_virtual(hid_t file, const std::string& name, hid_t type, Shape shape,
                      std::span<const Source> sources) {
  const Handle creation = creation_of_dataset();
  const double missing = std::numeric_limits<double>::quiet_NaN();
  if (H5Tequal(type, H5T_IEEE_F64LE) > 0) {
    checked(H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &missing), "set what is missing");
  }
  const Handle space = make_space(shape);
  for (const Source& source : sources) {
    Shape first(shape.size(), 0);
    first[0] = source.extent.first;
    shape[0] = source.extent.count;
    checked(
        H5Sselect_hyperslab(space, H5S_SELECT_SET, first.data(), nullptr, shape.data(), nullptr),
        "choose a part");
    const Handle part = make_space(shape);
    checked(H5Pset_virtual(creation, space, as_format(source.path).c_str(),
                           as_format("/" + name).c_str(), part),
            "refer to another file");
  }
  return {H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT),
          fmt::format("create '{}'", name)};
}

/// HDF5 converts texts in two buffers of 1 MiB each, zeroed for every dataset, unless told that
/// less will do.
void write_values(const Handle& dataset, hid_t type, const void* values) {
  constexpr std::size_t enough = std::size_t{1} << 14;  // bytes
  const Handle transfer(H5Pcreate(H5P_DATASET_XFER), "set up a transfer");
  checked(H5Pset_buffer(transfer, enough, nullptr, nullptr), "set the size of a buffer");
  checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, transfer, values), "write values");
  checked(H5Dflush(dataset), "write values");  // who closes it is not told what is lost
}

void write_texts(const Handle& dataset, const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  pointers.reserve(texts.size());
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  write_values(dataset, text_type(), pointers.data());
}

/// Halves the leading extents first: one replicate's series stays together.
Shape chunk_shape(Shape shape) {
  constexpr hsize_t most = 131072;  // 1 MiB of values, HDF5's default chunk cache
  hsize_t size = 1;
  for (const hsize_t extent : shape) size *= extent;
  for (hsize_t& extent : shape)
    while (size > most && extent > 1) {
      const hsize_t half = (extent + 1) / 2;
      size = size / extent * half;
      extent = half;
    }
  return shape;
}

Handle create_coordinates(hid_t file, const Dimension& dimension) {
  const Shape shape{dimension.size};
  if (!dimension.labels.empty()) {
    Handle dataset = create_dataset(file, dimension.name, text_type(), shape);
    write_texts(dataset, dimension.labels);
    return dataset;
  }
  if (dimension.positions.empty())
    return create_dataset(file, dimension.name, H5T_IEEE_F32BE, shape);  // never written, as netCDF
  Handle dataset = create_dataset(file, dimension.name, H5T_IEEE_F64LE, shape);
  write_values(dataset, H5T_NATIVE_DOUBLE, dimension.positions.data());
  return dataset;
}

/// Dimension scales are made by hand, not by H5DSset_scale and H5DSattach_scale: those write the
/// padding of a struct from the stack, so that files of equal data would differ.
void write_dimension(hid_t file, const Dimension& dimension, int index) {
  const Handle dataset = create_coordinates(file, dimension);
  const bool bare = dimension.labels.empty() && dimension.positions.empty();
  write_scale_text(dataset, "CLASS", "DIMENSION_SCALE");
  write_scale_text(dataset, "NAME",
                   bare ? fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}",
                                      dimension.size)
                        : dimension.name);
  write_attribute(dataset, "_Netcdf4Dimid", H5T_STD_I32LE, H5T_NATIVE_INT, {}, &index);
  write_text(dataset, "long_name", dimension.doc);
  if (!dimension.unit.empty()) write_text(dataset, "units", dimension.unit);
  if (dimension.unit.find(" since ") != std::string::npos)
    write_text(dataset, "calendar", "standard");
  if (dimension.name == "time") write_text(dataset, "axis", "T");
}

hobj_ref_t reference_to(hid_t file, const std::string& name) {
  hobj_ref_t reference = 0;
  checked(H5Rcreate(&reference, file, name.c_str(), H5R_OBJECT, -1), "refer to '" + name + "'");
  return reference;
}

void write_dimension_list(hid_t file, const Handle& dataset, const Variable& variable, Uses& uses) {
  if (variable.dimensions.empty()) return;
  std::vector<hobj_ref_t> scales;
  std::vector<hvl_t> entries;
  scales.reserve(variable.dimensions.size());  // entries point into it
  const hobj_ref_t self = reference_to(file, variable.name);
  for (const std::string& name : variable.dimensions) {
    entries.push_back({1, &scales.emplace_back(reference_to(file, name))});
    uses[name].push_back({self, static_cast<int>(scales.size()) - 1});
  }
  const Handle type(H5Tvlen_create(H5T_STD_REF_OBJ), "set up a list of dimensions");
  write_attribute(dataset, "DIMENSION_LIST", type, type, {entries.size()}, entries.data());
}

Handle create_variable(hid_t file, const Dataset& data, const Variable& variable,
                       std::span<const Source> sources) {
  Shape shape;
  for (const std::string& name : variable.dimensions)
    shape.push_back(data.find_dimension(name)->size);
  if (!sources.empty() && variable.is_blockwise && !variable.is_coordinate) {
    const hid_t type = variable.storage == Storage::count ? H5T_STD_I64LE : H5T_IEEE_F64LE;
    return create_virtual(file, variable.name, type, shape, sources);
  }
  if (variable.is_growing) return create_growing(file, variable.name, shape);
  switch (variable.storage) {
    case Storage::real:
      return create_dataset(file, variable.name, H5T_IEEE_F64LE, shape, chunk_shape(shape));
    case Storage::count:
      return create_dataset(file, variable.name, H5T_STD_I64LE, shape, chunk_shape(shape));
    case Storage::text:
      break;
  }
  return create_dataset(file, variable.name, text_type(), shape);
}

void write_content(const Handle& dataset, const Variable& variable) {
  if (variable.storage == Storage::text) {
    write_texts(dataset, variable.texts);
  } else if (variable.storage == Storage::count) {
    const std::vector<std::int64_t> counts(variable.values.begin(), variable.values.end());
    write_values(dataset, H5T_NATIVE_INT64, counts.data());
  } else {
    write_values(dataset, H5T_NATIVE_DOUBLE, variable.values.data());
  }
}

/// Names of the coordinates of a variable besides those of its dimensions, as CF has it.
std::string coordinates_of(const Dataset& data, const Variable& variable) {
  std::string names;
  for (const Variable& other : data.variables) {
    const bool fits = std::ranges::all_of(other.dimensions, [&](const std::string& name) {
      return std::ranges::find(variable.dimensions, name) != variable.dimensions.end();
    });
    if (!other.is_coordinate || variable.is_coordinate || !fits) continue;
    if (!names.empty()) names += ' ';
    names += other.name;
  }
  return names;
}

Handle write_variable(hid_t file, const Dataset& data, const Variable& variable,
                      std::span<const Source> sources, Uses& uses) {
  Handle dataset = create_variable(file, data, variable, sources);
  if (!variable.is_blockwise) write_content(dataset, variable);
  write_dimension_list(file, dataset, variable, uses);
  write_text(dataset, "long_name", variable.doc);
  write_text(dataset, "units", variable.unit);
  if (const std::string names = coordinates_of(data, variable); !names.empty())
    write_text(dataset, "coordinates", names);
  return dataset;
}

/// The way back from each dimension to the variables that have it.
void write_reference_lists(hid_t file, const Uses& uses) {
  const Handle type(H5Tcreate(H5T_COMPOUND, sizeof(Use)), "set up a list of uses");
  checked(H5Tinsert(type, "dataset", HOFFSET(Use, variable), H5T_STD_REF_OBJ), "set up a use");
  checked(H5Tinsert(type, "dimension", HOFFSET(Use, axis), H5T_NATIVE_INT), "set up a use");
  for (const auto& [name, list] : uses) {
    std::vector<std::byte> bytes(list.size() * sizeof(Use));  // zero, padding included
    for (std::size_t i = 0; i < list.size(); ++i) {
      std::byte* at = bytes.data() + i * sizeof(Use);
      std::copy_n(reinterpret_cast<const std::byte*>(&list[i].variable), sizeof(hobj_ref_t),
                  at + offsetof(Use, variable));
      std::copy_n(reinterpret_cast<const std::byte*>(&list[i].axis), sizeof(int),
                  at + offsetof(Use, axis));
    }
    const Handle scale(H5Dopen2(file, name.c_str(), H5P_DEFAULT), "open '" + name + "'");
    write_attribute(scale, "REFERENCE_LIST", type, type, {list.size()}, bytes.data());
  }
}

void write_document(hid_t file, const std::string& name, const std::string& text,
                    std::span<const SchemaRow> table) {
  if (text.empty()) return;
  const Handle type = text_type();
  const Handle document = create_dataset(file, name, type, {});
  const char* characters = text.c_str();
  write_values(document, type, &characters);
  const SchemaRow* row = find_schema_row(Role::document, name, table);
  write_text(document, "long_name", std::string(row->doc));
}

}  // namespace

std::vector<Handle> write_layout(hid_t file, const Dataset& data, std::span<const SchemaRow> table,
                                 std::span<const Source> sources) {
  for (const auto& [name, value] : data.attributes) write_value(file, name, value);
  int index = 0;
  for (const Dimension& dimension : data.dimensions) write_dimension(file, dimension, index++);
  Uses uses;
  std::vector<Handle> variables;
  for (const Variable& variable : data.variables)
    variables.push_back(write_variable(file, data, variable, sources, uses));
  write_reference_lists(file, uses);
  for (const Document& document : documents) {
    write_document(file, std::string{document.name}, data.*document.text, table);
  }
  return variables;
}

}  // namespace quell
