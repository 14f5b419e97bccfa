// SPDX-License-Identifier: BSD-3-Clause
#include "output/seal.hpp"

#include <algorithm>
#include <system_error>

#include "output/encode.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

/// `count` bytes that say where they are.
std::vector<std::byte> content(std::size_t count) {
  std::vector<std::byte> bytes;
  for (std::size_t k = 0; k < count; ++k) bytes.push_back(std::byte(k * 7));
  return bytes;
}

}  // namespace

TEST_CASE("seal: fits what it was made of, and nothing else", "[output]") {
  std::vector<std::byte> bytes = content(300);
  seal(bytes);
  CHECK(seal_problem(bytes) == "");
  for (std::size_t at = 0; at < 300; ++at) {
    std::vector<std::byte> damaged = bytes;
    damaged[at] ^= std::byte{1};
    CHECK(seal_problem(damaged) == "its checksum is wrong");
  }
  bytes.erase(bytes.begin() + 8);
  CHECK(seal_problem(bytes) == "it is longer or shorter than it was");
}

TEST_CASE("seal: a file on disk gets the same as its bytes", "[output]") {
  const TemporaryFolder folder;
  for (const std::size_t size : {0U, 1U, 1U << 20U, 3'000'001U}) {
    std::vector<std::byte> bytes = content(size);
    put_bytes(folder / "a", bytes);
    seal(folder / "a");
    seal(bytes);
    CHECK(bytes_of(folder / "a") == bytes);
    CHECK(seal_problem(folder / "a") == "");
    bytes.back() ^= std::byte{1};
    put_bytes(folder / "a", bytes);
    CHECK(seal_problem(folder / "a") == seal_problem(bytes));
    CHECK(seal_problem(bytes) != "");
  }
  CHECK_THROWS_AS(seal(folder / "none"), std::system_error);
  CHECK_THROWS_AS(seal_problem(folder / "none"), std::system_error);
}

TEST_CASE("seal: what never had one is no problem, what lost its end is", "[output]") {
  CHECK(seal_problem(std::span<const std::byte>{}) == "");
  CHECK(seal_problem(content(1000)) == "");
  std::vector<std::byte> bytes = encode(sample_dataset());
  std::fill(bytes.end() - 10, bytes.end(), std::byte{0});
  CHECK(seal_problem(bytes) == "its checksum is wrong");
  std::fill(bytes.end() - 24, bytes.end(), std::byte{0});
  CHECK(seal_problem(bytes) == "its last bytes are wrong");
}
