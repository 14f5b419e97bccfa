// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/betweenness.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace quell {
namespace {

constexpr std::uint32_t unseen = ~std::uint32_t{0};

/// The shortest paths from one node, by breadth-first search, and what they add to the sums.
class ShortestPaths {
 public:
  explicit ShortestPaths(const Adjacency& graph)
      : graph_(&graph), distance_(graph.size()), paths_(graph.size()), share_(graph.size()) {
    order_.reserve(graph.size());
  }

  void add_from(std::uint32_t source, std::vector<double>& sums) {
    search(source);
    // A node's share of the paths that end beyond it: each successor on a shortest path hands back
    // its own end and what lies beyond it, by the number of paths that come through the node.
    std::fill(share_.begin(), share_.end(), 0.0);
    for (std::size_t k = order_.size(); k-- > 1;) {
      const std::uint32_t node = order_[k];
      for (const std::uint32_t next : graph_->of(node)) {
        if (distance_[next] == distance_[node] + 1) {
          share_[node] += paths_[node] / paths_[next] * (1.0 + share_[next]);
        }
      }
      sums[node] += share_[node];
    }
  }

 private:
  void search(std::uint32_t source) {
    std::fill(distance_.begin(), distance_.end(), unseen);
    order_.assign(1, source);
    distance_[source] = 0;
    paths_[source] = 1.0;
    for (std::size_t k = 0; k < order_.size(); ++k) {
      const std::uint32_t node = order_[k];
      for (const std::uint32_t next : graph_->of(node)) {
        if (distance_[next] == unseen) {
          distance_[next] = distance_[node] + 1;
          paths_[next] = 0.0;
          order_.push_back(next);
        }
        if (distance_[next] == distance_[node] + 1) paths_[next] += paths_[node];
      }
    }
  }

  const Adjacency* graph_;
  std::vector<std::uint32_t> distance_;
  std::vector<double> paths_;
  std::vector<double> share_;
  std::vector<std::uint32_t> order_;  ///< nodes that are reached, nearest first
};

}  // namespace

std::vector<double> betweenness(const Adjacency& graph, std::uint64_t pivots, Stream& stream) {
  const std::uint32_t size = graph.size();
  std::vector<double> sums(size);
  std::vector<std::uint32_t> sources(size);
  std::iota(sources.begin(), sources.end(), 0U);
  const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(pivots, size));
  ShortestPaths paths{graph};
  for (std::uint32_t k = 0; k < count; ++k) {
    std::swap(sources[k], sources[k + stream.below(size - k)]);
    paths.add_from(sources[k], sums);
  }
  for (double& sum : sums) sum *= static_cast<double>(size) / std::max(1U, count);
  return sums;
}

}  // namespace quell
