// SPDX-License-Identifier: BSD-3-Clause
#include "output/state_file.hpp"

#include <cstring>
#include <vector>

#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

struct State {
  double now = 0.0;
  std::vector<std::uint32_t> edges;

  void visit_blocks(BlockVisitor& visitor) {
    visitor.plain("now", now);
    visitor.array("edges", edges);
  }
};

const StateHeader header{.identity = "quell, scenario 1", .index = 3, .days = 12.5};

/// More than the writer's buffer holds.
State large_state() { return {.now = 12.5, .edges = std::vector<std::uint32_t>(400000, 7)}; }

void write(const std::filesystem::path& path, State state) {
  write_state(path, header, [&](BlockVisitor& visitor) { state.visit_blocks(visitor); });
}

StateHeader read(const std::filesystem::path& path, State& state) {
  return read_state(
      path, [](const StateHeader&) {}, [&](BlockVisitor& visitor) { state.visit_blocks(visitor); });
}

std::string problem_of(const std::filesystem::path& path) {
  State state;
  return output_error([&] { read(path, state); });
}

}  // namespace

TEST_CASE("state file: what is read is what was written") {
  const TemporaryFolder folder;
  write(folder / "a.state", large_state());
  State state;
  CHECK(read(folder / "a.state", state) == header);
  CHECK(state.now == 12.5);
  CHECK(state.edges == large_state().edges);
  CHECK(folder.names() == std::vector<std::string>{"a.state"});
}

TEST_CASE("state file: the header is seen before the state is touched") {
  const TemporaryFolder folder;
  write(folder / "a.state", large_state());
  State state;
  const auto refuse = [](const StateHeader&) { throw OutputError("another run's"); };
  CHECK(output_error([&] {
          read_state(folder / "a.state", refuse,
                     [&](BlockVisitor& visitor) { state.visit_blocks(visitor); });
        }) == "another run's");
  CHECK(state.edges.empty());
}

TEST_CASE("state file: every cut and every flipped byte of a file is told") {
  const TemporaryFolder folder;
  const auto path = folder / "a.state";
  write(path, {.now = 1.0, .edges = {1, 2, 3}});
  const std::vector<std::byte> whole = bytes_of(path);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    put_bytes(path, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    INFO(size);
    CHECK(!problem_of(path).empty());
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::vector<std::byte> damaged = whole;
    damaged[at] ^= std::byte{0x10};
    put_bytes(path, damaged);
    INFO(at);
    CHECK(!problem_of(path).empty());
  }
  put_bytes(path, whole);
  CHECK(problem_of(path).empty());
}

TEST_CASE("state file: what is wrong is said, with the way out") {
  const TemporaryFolder folder;
  CHECK_THAT(problem_of(folder / "none.state"), ContainsSubstring("cannot read"));
  put_bytes(folder / "text.state", std::vector<std::byte>(100, std::byte{'a'}));
  CHECK_THAT(problem_of(folder / "text.state"),
             ContainsSubstring("it is no state of a simulation"));
  write(folder / "a.state", large_state());
  double other = 0.0;
  const std::string problem = output_error([&] {
    read_state(
        folder / "a.state", [](const StateHeader&) {},
        [&](BlockVisitor& visitor) { visitor.plain("then", other); });
  });
  CHECK_THAT(problem, ContainsSubstring("not that of this scenario"));
  CHECK_THAT(problem, ContainsSubstring("remove it: that replicate starts anew"));
}

TEST_CASE("state file: a state that cannot be written leaves the one before") {
  const TemporaryFolder folder;
  const auto path = folder / "a.state";
  write(path, {.now = 1.0, .edges = {1, 2, 3}});
  const std::vector<std::byte> before = bytes_of(path);
  CHECK_THROWS(write_state(path, header,
                           [](BlockVisitor&) { throw std::runtime_error("out of something"); }));
  CHECK(bytes_of(path) == before);
  CHECK(folder.names() == std::vector<std::string>{"a.state"});
}
