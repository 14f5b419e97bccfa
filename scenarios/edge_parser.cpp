// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/edge_parser.hpp"

#include <limits>

namespace quell {

void EdgeParser::feed(std::string_view text, std::vector<NamedEdge>& edges) {
  for (const char c : text) {
    ++column_;
    if (c == '\n') {
      end_line(edges);
    } else {
      take(c);
    }
  }
}

void EdgeParser::finish(std::vector<NamedEdge>& edges) {
  if (column_ == 0) return;
  ++column_;
  end_line(edges);
}

void EdgeParser::take(char c) {
  const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
  const bool is_digit = digit < 10;
  const bool is_blank = c == ' ' || c == '\t' || c == '\r';  // lines may end in \r\n
  switch (part_) {
    case Part::start:
      if (is_blank) return;
      if (c == '#') {
        part_ = Part::comment;
      } else if (is_digit) {
        part_ = Part::follower;
        edge_.follower = digit;
      } else {
        break_line();
      }
      return;
    case Part::follower:
      if (is_digit) return append(edge_.follower, digit);
      return is_blank ? void(part_ = Part::between) : break_line();
    case Part::between:
      if (is_blank) return;
      if (!is_digit) return break_line();
      part_ = Part::followed;
      edge_.followed = digit;
      return;
    case Part::followed:
      if (is_digit) return append(edge_.followed, digit);
      return is_blank ? void(part_ = Part::rest) : break_line();
    case Part::rest:
      if (!is_blank) break_line();
      return;
    case Part::comment:
    case Part::broken:
      return;
  }
}

void EdgeParser::append(std::uint64_t& number, unsigned digit) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (number > (most - digit) / 10) return break_line();
  number = number * 10 + digit;
}

void EdgeParser::break_line() {
  part_ = Part::broken;
  if (lines_.broken++ == 0) lines_.broken_column = column_;
  if (lines_.first_broken.size() < EdgeLines::most_shown) {
    lines_.first_broken.push_back(lines_.lines + 1);
  }
}

void EdgeParser::end_line(std::vector<NamedEdge>& edges) {
  if (part_ == Part::follower || part_ == Part::between) break_line();
  ++lines_.lines;
  if (part_ == Part::start) ++lines_.blank;
  if (part_ == Part::comment) ++lines_.comments;
  if (part_ == Part::followed || part_ == Part::rest) {
    const bool is_self_loop = edge_.follower == edge_.followed;
    if (is_self_loop && lines_.self_loops++ == 0) lines_.first_self_loop = lines_.lines;
    edges.push_back(edge_);
  }
  part_ = Part::start;
  column_ = 0;
}

}  // namespace quell
