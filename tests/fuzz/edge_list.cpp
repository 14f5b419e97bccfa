// SPDX-License-Identifier: BSD-3-Clause
// An edge list, plain or gzip; its first byte is how many followers make a pro account. Lines mean
// the same however the text is cut.
#include "scenarios/edge_list.hpp"

#include "tests/fuzz/target.hpp"

using namespace quell;

namespace {

std::vector<NamedEdge> parsed(std::string_view text, std::size_t piece, EdgeLines& lines) {
  EdgeParser parser;
  std::vector<NamedEdge> edges;
  for (std::size_t at = 0; at < text.size(); at += piece)
    parser.feed(text.substr(at, piece), edges);
  parser.finish(edges);
  lines = parser.lines();
  return edges;
}

}  // namespace

void quell::fuzz_edge_list(std::string_view input) {
  static const fuzz::MemoryFile file(fuzz::input_number);
  if (input.empty()) return;
  const std::string_view text = input.substr(1);
  EdgeLines whole;
  EdgeLines cut;
  const bool is_same = parsed(text, text.size() + 1, whole) == parsed(text, 7, cut);
  if (!is_same || whole.broken != cut.broken || whole.lines != cut.lines)
    fuzz::found("an edge list means something else in pieces");
  file.write(text);
  Report report;
  const auto list =
      read_edge_list(file.path(), {.min_followers = 1U + static_cast<unsigned char>(input[0]) % 8U},
                     {.file = "scenario"}, report);
  if (!list && !report.has_errors()) fuzz::found("no edge list, and no reason");
}
