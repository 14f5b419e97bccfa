// SPDX-License-Identifier: BSD-3-Clause
#include "output/schema.hpp"

#include <hdf5.h>

#include <algorithm>
#include <limits>
#include <set>

#include "output/writer.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

/// One entry of a real file, as HDF5 itself sees it, in the words of the table.
struct Entry {
  std::string name;
  std::string content;
  int rank;
  bool is_scale;
};

std::string content_of(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  const std::size_t size = H5Tget_size(type);
  H5Tclose(type);
  if (kind == H5T_STRING) return "string";
  if (kind == H5T_FLOAT) return size == 8 ? "float64" : "none";  // of bare dimensions
  return kind == H5T_INTEGER && size == 8 ? "int64" : "unknown";
}

int rank_of(hid_t space) {
  const int rank = H5Sget_simple_extent_ndims(space);
  H5Sclose(space);
  return rank;
}

herr_t add_attribute(hid_t root, const char* name, const H5A_info_t*, void* entries) {
  const hid_t id = H5Aopen(root, name, H5P_DEFAULT);
  static_cast<std::vector<Entry>*>(entries)->push_back(
      {name, content_of(H5Aget_type(id)), rank_of(H5Aget_space(id)), false});
  H5Aclose(id);
  return 0;
}

herr_t add_link(hid_t root, const char* name, const H5L_info_t*, void* entries) {
  const hid_t id = H5Dopen2(root, name, H5P_DEFAULT);
  static_cast<std::vector<Entry>*>(entries)->push_back(
      {name, content_of(H5Dget_type(id)), rank_of(H5Dget_space(id)), H5Aexists(id, "CLASS") > 0});
  H5Dclose(id);
  return 0;
}

/// `number` and `coordinates` are lists of words in the table.
bool allows(const SchemaRow& row, const Entry& entry) {
  return describe(row.content).find(entry.content) != std::string_view::npos;
}

std::string first_problem(const Dataset& data) {
  const auto problems = schema_problems(data);
  return problems.empty() ? "" : problems.front();
}

Dataset with(const auto& change) {
  Dataset data = sample_dataset();
  change(data);
  return data;
}

}  // namespace

TEST_CASE("schema: a real file holds every required entry of the table and nothing else",
          "[output]") {
  const TemporaryFolder folder;
  OutputFile(folder / "a.h5", Existing::refuse).write(sample_dataset());
  const hid_t file = H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  REQUIRE(file >= 0);
  std::vector<Entry> attributes;
  std::vector<Entry> links;
  H5Aiterate2(file, H5_INDEX_NAME, H5_ITER_INC, nullptr, add_attribute, &attributes);
  H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, nullptr, add_link, &links);
  H5Fclose(file);
  std::set<const SchemaRow*> seen;
  for (const Entry& entry : attributes) {
    INFO("attribute " << entry.name << " is " << entry.content);
    const SchemaRow* row = find_schema_row(Role::attribute, entry.name);
    REQUIRE(row != nullptr);
    CHECK(allows(*row, entry));
    CHECK(entry.rank == 0);
    seen.insert(row);
  }
  for (const Entry& entry : links) {
    INFO("dataset " << entry.name << " is " << entry.content << ", rank " << entry.rank);
    const SchemaRow* row = find_schema_row(Role::document, entry.name);
    if (entry.is_scale) row = find_schema_row(Role::dimension, entry.name);
    if (row == nullptr) row = find_schema_row(Role::variable, "<observable>");
    CHECK(allows(*row, entry));
    if (row->role != Role::variable) CHECK(entry.rank == (row->shape == "scalar" ? 0 : 1));
    seen.insert(row);
  }
  for (const SchemaRow& row : schema) {
    INFO(row.path);
    CHECK((row.presence == Presence::optional || seen.contains(&row)));
  }
}

TEST_CASE("schema: every row of the table has a path of its own and a doc", "[output]") {
  std::set<std::string_view> paths;
  for (const SchemaRow& row : schema) {
    INFO(row.path);
    CHECK(paths.insert(row.path).second);
    CHECK(!row.doc.empty());
    CHECK(!row.shape.empty());
    CHECK((row.path.starts_with("/@") == (row.role == Role::attribute)));
  }
}

TEST_CASE("schema: a sound dataset has no problem", "[output]") {
  CHECK(first_problem(sample_dataset()) == "");
}

TEST_CASE("schema: every kind of departure is named", "[output]") {
  const auto problem = [](const auto& change) { return first_problem(with(change)); };
  CHECK(problem([](Dataset& d) { d.attributes.pop_back(); }) == "attribute 'end' is missing");
  CHECK(problem([](Dataset& d) { d.attributes[0].second = "CF-1.6"; }) ==
        "attribute 'Conventions' is 'CF-1.6', not 'CF-1.10'");
  CHECK(problem([](Dataset& d) { d.attributes[3].second = 1.0; }) ==
        "attribute 'title' is not string");
  CHECK(problem([](Dataset& d) { d.attributes.emplace_back("extra", 1.0); }) ==
        "attribute 'extra' is not in the schema");
  CHECK(problem([](Dataset& d) { d.attributes.push_back(d.attributes[4]); }) ==
        "attribute 'quell_version' is there twice");
  CHECK(problem([](Dataset& d) { d.scenario.clear(); }) == "'scenario' is empty");
  CHECK(problem([](Dataset& d) { d.variables[0].values.pop_back(); }) ==
        "variable 'followers' has 23 values, its dimensions 24");
  CHECK(problem([](Dataset& d) { d.variables[0].unit.clear(); }) ==
        "variable 'followers' has no unit");
  CHECK(problem([](Dataset& d) { d.variables[0].doc.clear(); }) ==
        "variable 'followers' has no doc");
  CHECK(problem([](Dataset& d) { d.variables[0].dimensions[2] = "tier"; }) ==
        "variable 'followers' has the undeclared dimension 'tier'");
  CHECK(problem([](Dataset& d) { d.variables[0].dimensions[1] = "replicate"; }) ==
        "variable 'followers' has the dimension 'replicate' twice");
  CHECK(problem([](Dataset& d) { d.variables[1].name = "followers"; }) ==
        "'followers' is there twice");
  CHECK(problem([](Dataset& d) { d.variables[1].name = "time"; }) == "'time' is there twice");
  CHECK(problem([](Dataset& d) { d.variables[1].name = "scenario"; }) ==
        "'scenario' is there twice");
  CHECK(problem([](Dataset& d) { d.variables[1].name = "a/b"; }) ==
        "variable 'a/b' has a name that HDF5 cannot hold");
}

TEST_CASE("schema: a count holds whole numbers only", "[output]") {
  for (const double value : {0.5, std::numeric_limits<double>::quiet_NaN(), 1e300})
    CHECK(first_problem(with([&](Dataset& d) { d.variables[1].values[2] = value; })) ==
          "variable 'accounts' is a count and holds a value that is not whole");
}

TEST_CASE("schema: a departure of a dimension is named", "[output]") {
  const auto problems = [](const auto& change) {
    return schema_problems(with([&](Dataset& data) { change(data.dimensions); }));
  };
  const auto names = [](const std::vector<std::string>& found, std::string_view expected) {
    return std::ranges::find(found, expected) != found.end();
  };
  using Dimensions = std::vector<Dimension>;
  CHECK(names(problems([](Dimensions& d) { d.erase(d.begin() + 1); }),
              "dimension 'time' is missing"));
  CHECK(names(problems([](Dimensions& d) { d[3].name = "tier"; }),
              "dimension 'tier' is not in the schema"));
  CHECK(names(problems([](Dimensions& d) { d[1].unit = "d"; }),
              "dimension 'time' has the unit 'd', not 'days since <start>'"));
  CHECK(names(problems([](Dimensions& d) { d[1].positions[1] = 0.0; }),
              "dimension 'time' does not increase"));
  CHECK(names(problems([](Dimensions& d) { d[1].positions[3] = 1e9; }),
              "dimension 'time' goes on for too long"));
  CHECK(names(problems([](Dimensions& d) { d[1].positions.clear(); }),
              "dimension 'time' has no positions"));
  CHECK(names(problems([](Dimensions& d) { d[2].labels.clear(); }),
              "dimension 'segment' has no labels"));
  CHECK(names(problems([](Dimensions& d) { d[2].labels.pop_back(); }),
              "dimension 'segment' has a label too many or few"));
  CHECK(names(problems([](Dimensions& d) { d[3].positions.push_back(1); }),
              "dimension 'age' has a position too many or few"));
  CHECK(names(problems([](Dimensions& d) {
                d[3].labels = {"a", "b"};
              }),
              "dimension 'age' has both labels and positions"));
  CHECK(names(problems([](Dimensions& d) { d[3].unit.clear(); }), "dimension 'age' has no unit"));
  CHECK(
      names(problems([](Dimensions& d) { d[0].doc.clear(); }), "dimension 'replicate' has no doc"));
  CHECK(names(problems([](Dimensions& d) { d[0].size = 0; }), "dimension 'replicate' is empty"));
}

TEST_CASE("schema: damage is what readers could stumble over, not what is unknown", "[output]") {
  const auto damage = [](const auto& change) {
    const auto found = damage_in(with(change));
    return found.empty() ? "" : found.front();
  };
  CHECK(damage([](Dataset&) {}) == "");
  CHECK(damage([](Dataset& d) { d.attributes.emplace_back("news", 1.0); }) == "");
  CHECK(damage([](Dataset& d) { d.attributes[2].second = "1.9"; }) == "");
  CHECK(damage([](Dataset& d) { d.attributes.pop_back(); }) == "attribute 'end' is missing");
  CHECK(damage([](Dataset& d) { d.attributes[9].second = "0.1"; }) ==
        "attribute 'scale' is not float64");
  CHECK(damage([](Dataset& d) { d.dimensions[0].size = 0; }) == "dimension 'replicate' is empty");
  CHECK(damage([](Dataset& d) { d.dimensions[2].labels.pop_back(); }) ==
        "dimension 'segment' has a label too many or few");
  CHECK(damage([](Dataset& d) { d.variables[0].values.pop_back(); }) ==
        "variable 'followers' has 23 values, its dimensions 24");
}
