// SPDX-License-Identifier: BSD-3-Clause
// docs/output.md, which must not drift from what is written.
#include "cli/output_page.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "models/variant.hpp"
#include "output/reader.hpp"
#include "output/schema.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

constexpr const char* page_path = QUELL_SOURCE_DIR "/docs/output.md";

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("output page: docs/output.md is what the program prints", "[cli][golden]") {
  const Finished printed = quell_program({"describe", "output", "--markdown"});
  REQUIRE(printed.code == 0);
  if (std::getenv("QUELL_UPDATE_GOLDEN") != nullptr) std::ofstream{page_path} << printed.out;
  INFO("renew it with QUELL_UPDATE_GOLDEN=1 ./dev test -R \"output page\"");
  CHECK((printed.out == text_of(page_path)));  // in brackets: a difference is not printed whole
}

TEST_CASE("output page: every entry of both files and every observable stands in it", "[cli]") {
  const std::string page = output_page();
  const auto holds_row = [&](std::string_view name, std::string_view doc) {
    const std::size_t at = page.find("\n| `" + std::string{name} + "` |");
    CAPTURE(name, doc);
    REQUIRE(at != std::string::npos);
    if (doc.find('<') == std::string_view::npos) {
      CHECK(page.find(doc, at) != std::string::npos);
    }
  };
  for (const Observable& row : observables) holds_row(row.name, row.doc);
  for (const auto table :
       {std::span<const SchemaRow>{schema}, std::span<const SchemaRow>{sweep_schema}}) {
    for (const SchemaRow& row : table) {
      if (row.path == "/<observable>") continue;  // they have a table of their own
      holds_row(row.role == Role::attribute ? row.name() : row.path, row.doc);
    }
  }
  CHECK(page.find('@') == std::string::npos);  // no placeholder is left
}

TEST_CASE("output page: --markdown is of the output alone", "[cli]") {
  const Finished other = quell_program({"describe", "policies", "--markdown"});
  CHECK(other.code == 2);
  CHECK(other.out.empty());
  CHECK_THAT(other.err, ContainsSubstring("use `quell describe output --markdown`"));
  CHECK(quell_program({"describe", "output", "--markdown", "--json"}).code == 2);
}

TEST_CASE("program: describe output tells how each variant stores its counts", "[cli]") {
  std::map<std::string, std::string> types;
  const Finished described = quell_program({"describe", "output", "--json"});
  for (const auto& row : nlohmann::json::parse(described.out)) types[row["path"]] = row["type"];
  for (const VariantSpec* variant : all_variants()) {
    CAPTURE(variant->name);
    const bool is_named = means_note().find(variant->name) != std::string::npos;
    CHECK(is_named == !variant->counts_are_whole);
    const TemporaryFolder folder;
    const std::string path = folder / "a.h5";
    const Finished run = quell_program({"run", tiny_scenario(), "-q", "--replicates", "1", "-o",
                                        path, "--set", fmt::format("run.model={}", variant->name)});
    if (run.code == 2) continue;  // it does not take this scenario
    REQUIRE(run.code == 0);
    for (const Variable& variable : read_dataset(path).variables) {
      CAPTURE(variable.name);
      const char* stored = variable.storage == Storage::count ? "int64" : "float64";
      CHECK_THAT(types.at("/" + variable.name), ContainsSubstring(stored));
      CHECK((variable.storage == Storage::real || variant->counts_are_whole));
    }
  }
}
