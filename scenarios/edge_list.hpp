// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/initial_graph.hpp"
#include "scenarios/diagnostics.hpp"
#include "scenarios/edge_parser.hpp"
#include "sim/follow_graph.hpp"

namespace quell {

struct EdgeListOptions {
  std::uint32_t min_followers = 1;  ///< that make a pro account; at least 1
  std::size_t most_persons = most_followers;
  std::uint32_t most_degree = most_initial_degree;
};

struct EdgeListCounts {
  EdgeLines lines;
  std::uint64_t repeated = 0;     ///< edges that stood there before
  std::uint64_t to_audience = 0;  ///< edges to persons with fewer than `min_followers`
};

struct EdgeList {
  InitialGraph graph;
  EdgeListCounts counts;
  std::string crc32;  ///< of the content, unpacked: 8 hexadecimal digits
};

/// Reads an edge list, plain or gzip. Persons are numbered in the order in which the file first
/// names them, pro accounts before the audience. What is left out is a warning; with an error there
/// is none. `place` is where the scenario names the file.
std::optional<EdgeList> read_edge_list(const std::string& path, const EdgeListOptions& options,
                                       const Place& place, Report& report);

}  // namespace quell
