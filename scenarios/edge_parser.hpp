// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace quell {

/// An edge as its line has it.
struct NamedEdge {
  std::uint64_t follower;
  std::uint64_t followed;
  bool operator==(const NamedEdge&) const = default;
};

/// What the lines of an edge list are.
struct EdgeLines {
  static constexpr std::size_t most_shown = 3;

  std::uint64_t lines = 0;
  std::uint64_t comments = 0;
  std::uint64_t blank = 0;
  std::uint64_t self_loops = 0;
  std::uint64_t broken = 0;
  std::uint64_t first_self_loop = 0;        ///< line, from 1
  std::vector<std::uint64_t> first_broken;  ///< lines, at most `most_shown`
  std::uint64_t broken_column = 0;          ///< where the first of them goes wrong
};

/// Takes the text of an edge list in pieces, cut anywhere. A line is `follower followed`, two whole
/// numbers below 2^64 with blanks or tabs between and around them, or a comment that begins with #,
/// or blank.
class EdgeParser {
 public:
  /// Appends an edge for each line that ends in `text`, self-loops included.
  void feed(std::string_view text, std::vector<NamedEdge>& edges);
  /// To be called once, after all the text: the last line may lack its end.
  void finish(std::vector<NamedEdge>& edges);
  [[nodiscard]] const EdgeLines& lines() const { return lines_; }

 private:
  enum class Part { start, comment, follower, between, followed, rest, broken };

  void take(char c);
  void append(std::uint64_t& number, unsigned digit);
  void break_line();
  void end_line(std::vector<NamedEdge>& edges);

  EdgeLines lines_;
  Part part_ = Part::start;
  NamedEdge edge_{};
  std::uint64_t column_ = 0;
};

}  // namespace quell
