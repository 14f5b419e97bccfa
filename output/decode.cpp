// SPDX-License-Identifier: BSD-3-Clause
#include "output/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "output/schema.hpp"
#include "sim/control_characters.hpp"

namespace quell {

namespace {

/// The file, and the most that an array in it may unpack to: a damaged extent must not take all
/// memory. Deflate packs at most 1032 to 1.
struct OpenFile {
  const Handle& file;
  std::size_t most_bytes;
};

std::vector<hsize_t> shape_of(hid_t space) {
  const int rank = checked(H5Sget_simple_extent_ndims(space), "read a rank");
  std::vector<hsize_t> shape(static_cast<std::size_t>(rank));
  if (rank > 0) checked(H5Sget_simple_extent_dims(space, shape.data(), nullptr), "read a shape");
  return shape;
}

std::size_t size_of(const std::vector<hsize_t>& shape, std::size_t most) {
  std::size_t size = 1;
  for (const hsize_t extent : shape) {
    if (extent != 0 && size > most / extent) throw Hdf5Error("an array is larger than its file");
    size *= extent;
  }
  return size;
}

/// Strings of variable length that HDF5 allocated; frees them.
std::vector<std::string> take_texts(std::vector<char*>& texts, hid_t type, hid_t space) {
  std::vector<std::string> taken;
  taken.reserve(texts.size());
  for (const char* text : texts) taken.emplace_back(text == nullptr ? "" : text);
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts.data());
  return taken;
}

std::vector<std::string> read_texts(const OpenFile& source, hid_t dataset) {
  const Handle stored(H5Dget_type(dataset), "read a type");
  if (checked(H5Tis_variable_str(stored), "read a type") == 0)
    throw Hdf5Error("a text is not stored as one");
  const Handle space(H5Dget_space(dataset), "read a shape");
  std::vector<char*> texts(size_of(shape_of(space), source.most_bytes / sizeof(char*)));
  const Handle type = text_type();
  checked(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), "read text");
  return take_texts(texts, type, space);
}

std::string read_text_attribute(const OpenFile& source, hid_t attribute, hid_t stored) {
  if (checked(H5Tis_variable_str(stored), "read a type") > 0) {  // another program's
    const Handle space(H5Aget_space(attribute), "read a shape");
    const Handle type = text_type();
    std::vector<char*> texts(1);
    checked(H5Aread(attribute, type, texts.data()), "read an attribute");
    return take_texts(texts, type, space).front();
  }
  const std::size_t size = H5Tget_size(stored);
  if (size > source.most_bytes) throw Hdf5Error("an attribute is larger than its file");
  std::string text(size, '\0');
  checked(H5Aread(attribute, stored, text.data()), "read an attribute");
  text.resize(std::min(text.find('\0'), size));
  return text;
}

template <typename Number>
Number read_number(hid_t attribute, hid_t type) {
  Number number{};
  checked(H5Aread(attribute, type, &number), "read an attribute");
  return number;
}

/// False for what is no scalar of a known kind: another program's addition.
bool read_attribute(const OpenFile& source, hid_t object, const std::string& name,
                    Attribute& value) {
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), "open an attribute");
  const Handle space(H5Aget_space(attribute), "read a shape");
  if (H5Sget_simple_extent_npoints(space) != 1) return false;
  const Handle stored(H5Aget_type(attribute), "read a type");
  switch (H5Tget_class(stored)) {
    case H5T_STRING:
      value = read_text_attribute(source, attribute, stored);
      return true;
    case H5T_FLOAT:
      value = read_number<double>(attribute, H5T_NATIVE_DOUBLE);
      return true;
    case H5T_INTEGER:
      value = read_number<std::int64_t>(attribute, H5T_NATIVE_INT64);
      return true;
    default:
      return false;
  }
}

std::string read_text(const OpenFile& source, hid_t object, const std::string& name) {
  Attribute value;
  if (checked(H5Aexists(object, name.c_str()), "look for an attribute") > 0)
    read_attribute(source, object, name, value);
  return std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : "";
}

herr_t append_name(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

Attributes read_attributes(const OpenFile& source) {
  std::vector<std::string> names;
  checked(H5Aiterate2(source.file, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, append_name, &names),
          "list the attributes");
  Attributes attributes;
  for (const std::string& name : names) {
    Attribute value;
    if (read_attribute(source, source.file, name, value)) attributes.emplace_back(name, value);
  }
  return attributes;
}

/// Throws ForeignFile unless this version can read the file.
void check_identity(const OpenFile& source, std::string_view expected) {
  const std::string filetype = read_text(source, source.file, "filetype");
  if (filetype == sweep_filetype && filetype != expected)
    throw ForeignFile("it holds a sweep, not the course of runs",
                      "open it with xarray or another reader of netCDF");
  if (filetype != expected)
    throw ForeignFile("it is HDF5, but no result of quell",
                      fmt::format("pass a file that quell {} wrote",
                                  expected == sweep_filetype ? "sweep" : "run"));
  const std::string version = read_text(source, source.file, "schema_version");
  const auto major = [](std::string_view text) { return text.substr(0, text.find('.')); };
  if (major(version) != major(schema_version))
    throw ForeignFile(fmt::format("its schema is version {}, this quell reads {}.x", version,
                                  major(schema_version)),
                      fmt::format("use quell {}, which wrote it",
                                  read_text(source, source.file, "quell_version")));
}

std::vector<std::string> list_entries(const OpenFile& source) {
  H5G_info_t info;
  checked(H5Gget_info(source.file, &info), "list the entries");
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto name_into = [&](char* buffer, std::size_t size) {
      return checked(H5Lget_name_by_idx(source.file, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i,
                                        buffer, size, H5P_DEFAULT),
                     "list the entries");
    };
    std::string name(static_cast<std::size_t>(name_into(nullptr, 0)), '\0');
    name_into(name.data(), name.size() + 1);
    names.push_back(std::move(name));
  }
  return names;
}

/// A link to merged parts, of which this copy in memory could find none.
void refuse_virtual(hid_t dataset) {
  const Handle creation(H5Dget_create_plist(dataset), "read how values are stored");
  if (H5Pget_layout(creation) != H5D_VIRTUAL) return;
  throw ForeignFile("its values stand in other files",
                    "merge without --link, or open it with xarray or another reader of netCDF");
}

std::vector<double> read_values(const OpenFile& source, hid_t dataset) {
  refuse_virtual(dataset);
  const Handle space(H5Dget_space(dataset), "read a shape");
  const std::size_t size = size_of(shape_of(space), source.most_bytes / sizeof(double));
  const Handle type(H5Dget_type(dataset), "read a type");
  if (H5Tget_class(type) == H5T_INTEGER) {
    std::vector<std::int64_t> counts(size);
    checked(H5Dread(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, counts.data()),
            "read values");
    return {counts.begin(), counts.end()};
  }
  std::vector<double> values(size);
  checked(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
          "read values");
  return values;
}

Dimension read_dimension(const OpenFile& source, hid_t dataset, const std::string& name) {
  Dimension dimension;
  dimension.name = name;
  dimension.unit = read_text(source, dataset, "units");
  dimension.doc = read_text(source, dataset, "long_name");
  const Handle space(H5Dget_space(dataset), "read a shape");
  dimension.size = size_of(shape_of(space), source.most_bytes);
  const Handle type(H5Dget_type(dataset), "read a type");
  if (H5Tget_class(type) == H5T_STRING)
    dimension.labels = read_texts(source, dataset);
  else if (!read_text(source, dataset, "NAME").starts_with("This is a netCDF dimension but not"))
    dimension.positions = read_values(source, dataset);
  return dimension;
}

/// Names of the dimensions of a variable, found by the references to their scales.
std::vector<std::string> read_dimension_list(hid_t dataset, std::size_t rank,
                                             const std::map<hobj_ref_t, std::string>& scales) {
  if (rank == 0) return {};
  const Handle attribute(H5Aopen(dataset, "DIMENSION_LIST", H5P_DEFAULT), "find dimensions");
  const Handle space(H5Aget_space(attribute), "read a shape");
  if (shape_of(space) != std::vector<hsize_t>{rank}) throw Hdf5Error("dimensions are missing");
  const Handle type(H5Tvlen_create(H5T_STD_REF_OBJ), "set up a list of dimensions");
  std::vector<hvl_t> entries(rank);
  checked(H5Aread(attribute, type, entries.data()), "read dimensions");
  std::vector<std::string> names;
  for (const hvl_t& entry : entries) {
    const auto found =
        entry.len == 1 ? scales.find(*static_cast<const hobj_ref_t*>(entry.p)) : scales.end();
    if (found != scales.end()) names.push_back(found->second);
  }
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, entries.data());
  if (names.size() != rank) throw Hdf5Error("a dimension is missing");
  return names;
}

Variable read_variable(const OpenFile& source, hid_t dataset, const std::string& name,
                       const std::map<hobj_ref_t, std::string>& scales) {
  const Handle space(H5Dget_space(dataset), "read a shape");
  const Handle type(H5Dget_type(dataset), "read a type");
  const H5T_class_t stored = H5Tget_class(type);
  const bool is_text = stored == H5T_STRING;
  const Storage storage = is_text                 ? Storage::text
                          : stored == H5T_INTEGER ? Storage::count
                                                  : Storage::real;
  return {.name = name,
          .unit = read_text(source, dataset, "units"),
          .doc = read_text(source, dataset, "long_name"),
          .dimensions = read_dimension_list(dataset, shape_of(space).size(), scales),
          .storage = storage,
          .values = is_text ? std::vector<double>{} : read_values(source, dataset),
          .texts = is_text ? read_texts(source, dataset) : std::vector<std::string>{}};
}

/// But for tabs and line breaks.
void refuse_control_characters(std::span<const std::string> texts) {
  for (const std::string& text : texts) {
    for (std::size_t k = 0; (k = find_control(text, k)) != std::string::npos; ++k) {
      if (text[k] != '\n' && text[k] != '\t')
        throw Hdf5Error("a name or description has a control character");
    }
  }
}

void refuse_control_characters(const Dataset& data) {
  for (const Dimension& dimension : data.dimensions) {
    refuse_control_characters(std::array{dimension.name, dimension.unit, dimension.doc});
    refuse_control_characters(dimension.labels);
  }
  for (const Variable& variable : data.variables) {
    refuse_control_characters(std::array{variable.name, variable.unit, variable.doc});
    refuse_control_characters(variable.texts);
  }
}

void read_entries(const OpenFile& source, std::span<const SchemaRow> table, Dataset& data) {
  std::map<hobj_ref_t, std::string> scales;
  std::vector<std::pair<std::string, Handle>> variables;
  for (const std::string& name : list_entries(source)) {
    Handle object(H5Oopen(source.file, name.c_str(), H5P_DEFAULT), "open '" + name + "'");
    if (H5Iget_type(object) != H5I_DATASET) continue;  // another program's group
    if (find_schema_row(Role::document, name, table) != nullptr) {
      const std::vector<std::string> texts = read_texts(source, object);
      if (!texts.empty()) data.*document_named(name) = texts.front();
    } else if (read_text(source, object, "CLASS") == "DIMENSION_SCALE") {
      data.dimensions.push_back(read_dimension(source, object, name));
      hobj_ref_t reference = 0;
      checked(H5Rcreate(&reference, source.file, name.c_str(), H5R_OBJECT, -1), "find a dimension");
      scales.emplace(reference, name);
    } else {
      variables.emplace_back(name, std::move(object));
    }
  }
  for (const auto& [name, dataset] : variables)
    data.variables.push_back(read_variable(source, dataset, name, scales));
  refuse_control_characters(data);
}

constexpr std::size_t most_text = std::size_t{1} << 24U;  // [B] of one attribute

/// What only a result tells.
std::vector<SchemaRow> live_schema() {
  std::vector<SchemaRow> rows(schema.begin(), schema.end());
  std::erase_if(rows, [](const SchemaRow& row) {
    return row.path == "/@wall_seconds" || row.path == "/@events";
  });
  return rows;
}

Dataset read_file(const OpenFile& source, std::span<const SchemaRow> table,
                  std::string_view filetype) {
  check_identity(source, filetype);
  Dataset data;
  data.attributes = read_attributes(source);
  read_entries(source, table, data);
  if (const auto damage = damage_in(data, table); !damage.empty()) throw Hdf5Error(damage.front());
  return data;
}

}  // namespace

Dataset decode(std::span<std::byte> bytes, std::string_view filetype) {
  const std::span<const SchemaRow> table =
      filetype == sweep_filetype ? std::span<const SchemaRow>{sweep_schema} : schema;
  const QuietHdf5 quiet;
  const Handle file = open_image(bytes);
  return read_file({file, bytes.size() * 1032}, table, filetype);
}

Dataset decode_live(const std::filesystem::path& path) {
  const QuietHdf5 quiet;
  const Handle file = open_beside_writer(path);
  const std::size_t size = std::filesystem::file_size(path);
  return read_file({file, size + most_text}, live_schema(), live_filetype);
}

bool has_filetype(const Handle& file, std::string_view filetype) {
  return read_text({file, most_text}, file, "filetype") == filetype;
}

bool is_sweep(std::span<std::byte> bytes) {
  const QuietHdf5 quiet;
  const Handle file = open_image(bytes);
  return has_filetype(file, sweep_filetype);
}

Attributes attributes_of(const std::filesystem::path& path, std::string_view filetype) {
  const QuietHdf5 quiet;
  const Handle file = open_on_disk(path);
  const OpenFile source{file, most_text};
  check_identity(source, filetype);
  return read_attributes(source);
}

}  // namespace quell
