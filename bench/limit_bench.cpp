// SPDX-License-Identifier: BSD-3-Clause
// What the machine allows, to quote other figures as ratios from the same run: random access to
// cache lines, and the follow graph edited without a model around it, at the real network's size.
#include <benchmark/benchmark.h>

#include <array>
#include <cstring>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "sim/follow_graph.hpp"
#include "sim/pages.hpp"
#include "sim/prefetch.hpp"
#include "sim/random.hpp"

namespace quell {
namespace {

constexpr std::size_t line = 64;

/// Cache lines, each of which names another: one random cycle through all of them (Sattolo 1986).
class Lines {
 public:
  Lines(std::size_t bytes, bool is_huge)
      : count_(static_cast<std::uint32_t>(bytes / line)),
        pages_(is_huge ? bytes : 0),
        small_(is_huge ? 0 : bytes / sizeof(std::uint32_t)) {
    Stream stream{{.seed = 2016}, 1, 2};
    std::vector<std::uint32_t> next(count_);
    std::iota(next.begin(), next.end(), 0U);
    for (std::uint32_t k = count_ - 1; k > 0; --k) std::swap(next[k], next[stream.below(k)]);
    for (std::uint32_t k = 0; k < count_; ++k) *at(k) = next[k];
  }

  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] std::uint32_t* at(std::uint32_t k) {
    auto* const start =
        small_.empty() ? reinterpret_cast<std::uint32_t*>(pages_.data()) : small_.data();
    return start + std::size_t{k} * (line / sizeof(std::uint32_t));
  }

 private:
  std::uint32_t count_;
  Pages pages_;
  std::vector<std::uint32_t> small_;  ///< by malloc: on small pages where huge ones need advice
};

/// Each address comes from the last load.
void dependent(benchmark::State& state, bool is_huge) {
  Lines lines{static_cast<std::size_t>(state.range(0)) << 20U, is_huge};
  std::uint32_t k = 0;
  for (auto _ : state) k = *lines.at(k);
  benchmark::DoNotOptimize(k);
  state.SetItemsProcessed(state.iterations());
}

/// Eight chains at a time.
void overlapped(benchmark::State& state, bool is_huge) {
  Lines lines{static_cast<std::size_t>(state.range(0)) << 20U, is_huge};
  std::array<std::uint32_t, 8> k{};
  for (std::uint32_t c = 0; c < k.size(); ++c) k[c] = c * (lines.count() / 8);
  for (auto _ : state) {
    for (std::uint32_t& at : k) at = *lines.at(at);
  }
  benchmark::DoNotOptimize(k);
  state.SetItemsProcessed(8 * state.iterations());
}

/// Addresses known beforehand, each fetched 32 accesses ahead.
void prefetched(benchmark::State& state, bool is_huge) {
  Lines lines{static_cast<std::size_t>(state.range(0)) << 20U, is_huge};
  std::array<std::uint32_t, 32> coming{};
  Stream stream{{.seed = 2016}, 1, 3};
  std::uint32_t sum = 0;
  std::size_t k = 0;
  for (auto _ : state) {
    std::uint32_t& slot = coming[k++ % coming.size()];
    sum += *lines.at(slot);
    slot = stream.below(lines.count());
    fetch_line(lines.at(slot));
  }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(state.iterations());
}

using Graph = FollowGraph<FollowerNode, FolloweeNode>;

/// 46,000 accounts with 1,000 followers each among two million persons.
class RealSize {
 public:
  static constexpr std::uint32_t accounts = 46000;
  static constexpr std::uint32_t persons = 2000000;
  static constexpr std::uint32_t followers = 1000;

  RealSize() {
    graph.resize_followers(persons);
    for (FolloweeId& account : accounts_) {
      account = graph.add_followee();
      // Steps of a number that does not divide theirs meet each person once.
      std::uint32_t i = person().index();
      for (std::uint32_t& follower : graph.allot_followers(account, followers)) {
        follower = i = (i + 999983) % persons;
      }
    }
    graph.link();
  }

  /// Gives a new account its followers, each a different person.
  void fill(FolloweeId a) {
    while (graph.in_degree(a) < followers) graph.add(person(), a);
  }

  FollowerId person() { return FollowerId{stream.below(persons)}; }
  FolloweeId& account() { return accounts_[stream.below(accounts)]; }

  Graph graph;
  Stream stream{{.seed = 2016}, 1, 4};

 private:
  std::vector<FolloweeId> accounts_{accounts};
};

void counters(benchmark::State& state, const RealSize& world, double edits) {
  state.SetItemsProcessed(static_cast<std::int64_t>(edits));
  state.counters["bytes/edge"] =
      static_cast<double>(world.graph.bytes()) / static_cast<double>(world.graph.edges());
}

/// A random edge more and a random follower less, one after the other: two edits.
void edit_plainly(benchmark::State& state) {
  RealSize world;
  for (auto _ : state) {
    world.graph.add(world.person(), world.account());
    const FolloweeId a = world.account();
    world.graph.remove(a, world.graph.pick_follower(a, world.stream));
  }
  counters(state, world, 2.0 * static_cast<double>(state.iterations()));
}

/// The same in batches of 64, with what they touch fetched before: the floor of an event.
void edit_staged(benchmark::State& state) {
  constexpr std::size_t batch = 64;
  RealSize world;
  Graph& graph = world.graph;
  std::array<FollowerId, batch> gained;
  std::array<FollowerId, batch> lost;
  std::array<FolloweeId, batch> gaining;
  std::array<FolloweeId, batch> losing;
  std::array<std::uint32_t, batch> slots{};
  for (auto _ : state) {
    for (std::size_t k = 0; k < batch; ++k) {
      graph.prefetch(gained[k] = world.person(), fetch_line);
      graph.prefetch(gaining[k] = world.account(), fetch_line);
      graph.prefetch(losing[k] = world.account(), fetch_line);
    }
    for (std::size_t k = 0; k < batch; ++k) {
      slots[k] = world.stream.below(graph.follower_slots(losing[k]) - 1);
      graph.prefetch_edge(gained[k], gaining[k], fetch_line);
      graph.prefetch_follower(losing[k], slots[k], fetch_line);
    }
    for (std::size_t k = 0; k < batch; ++k) {
      lost[k] = graph.follower_at(losing[k], slots[k]);
      graph.prefetch(lost[k], fetch_line);
    }
    for (std::size_t k = 0; k < batch; ++k) graph.prefetch_edge(lost[k], losing[k], fetch_line);
    for (std::size_t k = 0; k < batch; ++k) {
      graph.add(gained[k], gaining[k]);
      const std::uint32_t last = graph.follower_slots(losing[k]) - 1;
      graph.remove(losing[k], std::min(slots[k], last));
    }
  }
  counters(state, world, 2.0 * batch * static_cast<double>(state.iterations()));
}

/// An account goes with all its followers; building another one is not timed.
void drop_account(benchmark::State& state) {
  RealSize world;
  double edits = 0.0;
  for (auto _ : state) {
    FolloweeId& a = world.account();
    edits += world.graph.in_degree(a);
    world.graph.drop_followee(a);
    state.PauseTiming();
    world.fill(a = world.graph.add_followee());
    state.ResumeTiming();
  }
  counters(state, world, edits);
}

void sizes(benchmark::internal::Benchmark* bench) {
  for (const int mebibytes : {1, 16, 256, 1024, 4096}) bench->Arg(mebibytes);
  bench->ArgName("MiB");
}

BENCHMARK_CAPTURE(dependent, small, false)->Name("limit/dependent/small_pages")->Apply(sizes);
BENCHMARK_CAPTURE(dependent, huge, true)->Name("limit/dependent/huge_pages")->Apply(sizes);
BENCHMARK_CAPTURE(overlapped, small, false)->Name("limit/overlapped/small_pages")->Apply(sizes);
BENCHMARK_CAPTURE(overlapped, huge, true)->Name("limit/overlapped/huge_pages")->Apply(sizes);
BENCHMARK_CAPTURE(prefetched, small, false)->Name("limit/prefetched/small_pages")->Apply(sizes);
BENCHMARK_CAPTURE(prefetched, huge, true)->Name("limit/prefetched/huge_pages")->Apply(sizes);
BENCHMARK(edit_plainly)->Name("limit/graph_edit/plain");
BENCHMARK(edit_staged)->Name("limit/graph_edit/staged");
BENCHMARK(drop_account)->Name("limit/graph_edit/drop_account");

}  // namespace
}  // namespace quell
