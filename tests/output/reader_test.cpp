// SPDX-License-Identifier: BSD-3-Clause
#include "output/reader.hpp"

#include <cstring>
#include <random>
#include <string_view>

#include "output/encode.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define QUELL_LEAK_CHECK
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define QUELL_LEAK_CHECK
#endif
#ifdef QUELL_LEAK_CHECK
#include <sanitizer/lsan_interface.h>
#endif

using namespace quell;

namespace {

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

void check_same(const Dimension& found, const Dimension& expected) {
  CHECK(found.name == expected.name);
  CHECK(found.size == expected.size);
  CHECK(found.unit == expected.unit);
  CHECK(found.doc == expected.doc);
  CHECK(found.labels == expected.labels);
  CHECK(found.positions == expected.positions);
}

void check_same(const Variable& found, const Variable& expected) {
  CHECK(found.name == expected.name);
  CHECK(found.unit == expected.unit);
  CHECK(found.doc == expected.doc);
  CHECK(found.dimensions == expected.dimensions);
  CHECK(found.storage == expected.storage);
  CHECK(same_bits(found.values, expected.values));
}

void check_same(const Dataset& found, const Dataset& expected) {
  REQUIRE(found.dimensions.size() == expected.dimensions.size());
  for (std::size_t i = 0; i < expected.dimensions.size(); ++i)
    check_same(found.dimensions[i], expected.dimensions[i]);
  REQUIRE(found.variables.size() == expected.variables.size());
  for (std::size_t i = 0; i < expected.variables.size(); ++i)
    check_same(found.variables[i], expected.variables[i]);
  CHECK(found.attributes == expected.attributes);
  CHECK(found.scenario == expected.scenario);
}

Attribute& attribute(Dataset& data, std::string_view name) {
  return const_cast<Attribute&>(*data.find_attribute(name));
}

/// The message with which reading `bytes` fails.
std::string refusal(const std::vector<std::byte>& bytes) {
  const TemporaryFolder folder;
  put_bytes(folder / "a.h5", bytes);
  return output_error([&] { (void)read_dataset(folder / "a.h5"); });
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::byte> unsealed(std::vector<std::byte> bytes) {
  constexpr std::size_t size_of_seal = 24;
  bytes.resize(bytes.size() - size_of_seal);
  return bytes;
}

Dataset read_back(const Dataset& data) {
  const TemporaryFolder folder;
  put_bytes(folder / "a.h5", encode(data));
  return read_dataset(folder / "a.h5");
}

}  // namespace

TEST_CASE("reader: gives back what was written, bit for bit", "[output]") {
  const Dataset data = sample_dataset();
  check_same(read_back(data), data);
}

TEST_CASE("reader: gives back arrays of many chunks and texts beyond 64 kB", "[output]") {
  Dataset data = sample_dataset();
  std::mt19937_64 random(1);
  Variable& large = data.variables[0];
  data.dimensions[0].size = 7;
  data.dimensions[2].labels.assign(20000, "label");
  data.dimensions[2].size = 20000;
  large.values.assign(7 * 4 * 20000, 0.0);
  for (double& value : large.values) value = static_cast<double>(random());
  data.variables[1].values.assign(7 * 4, 3.0);
  data.scenario.assign(300000, 's');
  attribute(data, "warnings") = std::string(200000, 'w');
  check_same(read_back(data), data);
}

TEST_CASE("reader: a path without a readable file is refused with the reason", "[output]") {
  const TemporaryFolder folder;
  const auto path = folder / "a.h5";
  const auto message = [](const auto& where) {
    return output_error([&] { (void)read_dataset(where); });
  };
  CHECK(message(path) == "cannot read " + path.string() + " (it does not exist) check the path");
  CHECK(contains(message(folder / "."), "(it is a folder)"));
}

TEST_CASE("reader: what quell did not write is refused", "[output]") {
  CHECK(contains(refusal({}), "(it is not an HDF5 file)"));
  CHECK(
      contains(refusal(std::vector<std::byte>(4096, std::byte{'x'})), "(it is not an HDF5 file)"));
  Dataset data = sample_dataset();
  attribute(data, "filetype") = std::string("other");
  CHECK(contains(refusal(encode(data)), "(it is HDF5, but no result of quell) pass a file"));
}

TEST_CASE("reader: another major schema version is refused, a newer minor one is read",
          "[output]") {
  Dataset data = sample_dataset();
  attribute(data, "schema_version") = std::string("2.0");
  CHECK(contains(refusal(encode(data)),
                 "(its schema is version 2.0, this quell reads 1.x) use quell 0.0.1"));
  attribute(data, "schema_version") = std::string("1.9");
  data.attributes.emplace_back("news", "of 1.9");
  CHECK(refusal(encode(data)) == "");
}

TEST_CASE("reader: a file without a required entry is refused", "[output]") {
  Dataset data = sample_dataset();
  std::erase_if(data.attributes, [](const auto& item) { return item.first == "seed"; });
  CHECK(contains(refusal(encode(data)), "(it is damaged: attribute 'seed' is missing)"));
}

TEST_CASE("reader: a file that contradicts itself is refused", "[output]") {
  Dataset data = sample_dataset();
  attribute(data, "scale") = std::string("0.1");
  CHECK(contains(refusal(encode(data)), "(it is damaged: attribute 'scale' is not float64)"));
  data = sample_dataset();
  std::swap(data.dimensions[1].positions[0], data.dimensions[1].positions[1]);
  CHECK(contains(refusal(encode(data)), "(it is damaged: dimension 'time' does not increase)"));
}

TEST_CASE("reader: what a terminal would follow is refused", "[output]") {
  const std::string hidden = GENERATE("\x1b[2J",
                                      "\xc2\x9b"
                                      "2J");
  Dataset data = sample_dataset();
  const auto text = GENERATE(&Variable::name, &Variable::unit, &Variable::doc);
  data.variables.front().*text += hidden;
  CHECK(contains(refusal(encode(data)), "control character"));
}

TEST_CASE("reader: a truncated file is refused at any length", "[output]") {
  const std::vector<std::byte> whole = encode(sample_dataset());
  for (std::size_t size = 8; size < whole.size(); size += 97)
    CHECK(contains(refusal({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}),
                   "(it is damaged: "));
}

TEST_CASE("reader: a flipped bit is noticed, wherever it is", "[output]") {
  const std::vector<std::byte> whole = encode(sample_dataset());
  for (std::size_t at = 8; at < whole.size(); at += at + 100 < whole.size() ? 53 : 1) {
    std::vector<std::byte> damaged = whole;
    damaged[at] ^= std::byte{0x04};
    INFO(at << " of " << whole.size());
    CHECK(contains(refusal(damaged), "(it is damaged: it"));
  }
}

TEST_CASE("reader: a file that another program changed, and so has no seal, is read", "[output]") {
  CHECK(refusal(unsealed(encode(sample_dataset()))) == "");
}

// HDF5 itself can crash on a false length in its global heap ("GCOL"), which has no checksum and
// holds the texts: then it was in a copy of this process.
TEST_CASE("reader: a flipped byte of a file without a seal gives an error or data", "[output]") {
#ifdef QUELL_LEAK_CHECK
  const __lsan::ScopedDisabler hdf5_leaks_what_it_gave_up_on;
#endif
  const std::vector<std::byte> whole = unsealed(encode(sample_dataset()));
  std::size_t refused = 0;
  for (std::size_t at = 8; at < whole.size(); at += 53) {
    std::vector<std::byte> damaged = whole;
    damaged[at] ^= std::byte{0x5a};
    if (refusal(damaged) != "") ++refused;
  }
  CHECK(refused > 50);
  const std::string_view text(reinterpret_cast<const char*>(whole.data()), whole.size());
  const std::size_t heap = text.find("GCOL");
  REQUIRE(heap != std::string_view::npos);
  for (std::size_t at = heap; at < heap + 48; ++at) {
    // The lowest byte of a size, after which HDF5 goes round for ever: trial_test has that.
    if ((at - heap) % 16 == 8) continue;
    std::vector<std::byte> damaged = whole;
    damaged[at] = std::byte{0xff};
    (void)refusal(damaged);
  }
}
