// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/communities.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace quell {
namespace {

void shuffle(std::vector<std::uint32_t>& order, Stream& stream) {
  for (auto left = static_cast<std::uint32_t>(order.size()); left > 1; --left) {
    std::swap(order[left - 1], order[stream.below(left)]);
  }
}

/// Finds the most frequent label in time proportional to the number of voters.
class Vote {
 public:
  explicit Vote(std::uint32_t size) : counts_(size) {}

  /// `own` where no label is more frequent, else a random one of the most frequent.
  std::uint32_t operator()(std::span<const std::uint32_t> voters,
                           const std::vector<std::uint32_t>& labels, std::uint32_t own,
                           Stream& stream) {
    std::uint32_t most = 0;
    for (const std::uint32_t voter : voters) most = std::max(most, ++counts_[labels[voter]]);
    const bool stays = counts_[own] == most;
    std::uint32_t winner = own;
    std::uint32_t equals = 0;
    for (const std::uint32_t voter : voters) {
      const std::uint32_t label = labels[voter];
      const bool is_most = std::exchange(counts_[label], 0) == most;
      if (is_most && !stays && stream.below(++equals) == 0) winner = label;
    }
    return winner;
  }

 private:
  std::vector<std::uint32_t> counts_;
};

}  // namespace

std::vector<std::uint32_t> communities(const Adjacency& graph, Stream& stream) {
  std::vector<std::uint32_t> labels(graph.size());
  std::iota(labels.begin(), labels.end(), 0U);
  std::vector<std::uint32_t> order = labels;
  Vote winner{graph.size()};
  for (bool changed = true; changed;) {
    changed = false;
    shuffle(order, stream);
    for (const std::uint32_t node : order) {
      const std::uint32_t label = winner(graph.of(node), labels, labels[node], stream);
      changed = changed || label != labels[node];
      labels[node] = label;
    }
  }
  return labels;
}

}  // namespace quell
