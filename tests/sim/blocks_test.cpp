// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cstring>

#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

struct State {
  int number = 0;
  std::vector<double> values;
  std::vector<std::uint8_t> none;

  void visit_blocks(BlockVisitor& visitor) {
    visitor.plain("number", number);
    visitor.array("values", values);
    visitor.array("none", none);
  }
};

struct Renamed : State {
  void visit_blocks(BlockVisitor& visitor) {
    visitor.plain("count", number);
    visitor.array("values", values);
    visitor.array("none", none);
  }
};

struct Shorter : State {
  void visit_blocks(BlockVisitor& visitor) { visitor.plain("number", number); }
};

/// Bytes of the state itself, without names.
class ByteCounter final : public BlockVisitor {
 public:
  [[nodiscard]] std::size_t total() const { return total_; }
  std::size_t length(std::string_view /*name*/, std::size_t current) override { return current; }
  void bytes(std::string_view /*name*/, std::byte* /*data*/, std::size_t size) override {
    total_ += size;
  }

 private:
  std::size_t total_ = 0;
};

}  // namespace

TEST_CASE("blocks: state that is written and read back is the same", "[sim]") {
  State state{.number = 7, .values = {1.0, 2.0, 3.0}, .none = {}};
  State other{.number = 1, .values = std::vector<double>(10, 9.0), .none = {1, 2}};
  restore(other, blocks_of(state));
  CHECK(other.number == 7);
  CHECK(other.values == std::vector<double>{1.0, 2.0, 3.0});
  CHECK(other.none.empty());
  CHECK(blocks_of(other) == blocks_of(state));
}

TEST_CASE("blocks: a walk that only counts leaves the state as it was", "[sim]") {
  State state{.number = 7, .values = {1.0, 2.0, 3.0}, .none = {}};
  const auto before = blocks_of(state);
  ByteCounter counter;
  state.visit_blocks(counter);
  CHECK(counter.total() == sizeof(int) + 3 * sizeof(double));
  CHECK(blocks_of(state) == before);
}

TEST_CASE("blocks: a reader whose walk differs is stopped", "[sim]") {
  State state{.number = 7, .values = {1.0}, .none = {}};
  Renamed renamed;
  CHECK_THROWS_AS(restore(renamed, blocks_of(state)), std::logic_error);
  Shorter shorter;
  CHECK_THROWS_AS(restore(shorter, blocks_of(state)), std::logic_error);
  auto cut = blocks_of(state);
  cut.pop_back();
  CHECK_THROWS_AS(restore(state, cut), std::logic_error);
}

TEST_CASE("blocks: a count beyond the end of the bytes is told before memory is taken", "[sim]") {
  State state{.number = 7, .values = {1.0, 2.0, 3.0}, .none = {}};
  std::vector<std::byte> blocks = blocks_of(state);
  const std::uint64_t count = 3;
  const auto* const raw = reinterpret_cast<const std::byte*>(&count);
  const auto at = std::search(blocks.begin(), blocks.end(), raw, raw + sizeof count);
  REQUIRE(at != blocks.end());
  const std::uint64_t huge = std::uint64_t{1} << 50U;
  std::memcpy(&*at, &huge, sizeof huge);
  CHECK_THROWS_WITH(restore(state, blocks), "a block is cut short");
}
