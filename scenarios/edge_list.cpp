// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/edge_list.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include "scenarios/node_numbers.hpp"

namespace quell {
namespace {

/// What is wrong with the file as a whole: problem (reason) suggestion.
struct Unusable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Edge {
  std::uint32_t follower;
  std::uint32_t followed;
};

/// A file as text, unpacked where it is gzip.
class Text {
 public:
  explicit Text(const std::string& path)
      : path_size_(path.size()), file_(gzopen(path.c_str(), "rb"), gzclose) {
    if (file_ != nullptr) gzbuffer(file_.get(), 1U << 18U);
  }
  [[nodiscard]] bool is_open() const { return file_ != nullptr; }

  /// The next piece, empty at the end. Throws Unusable.
  std::string_view next() {
    const int size = gzread(file_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
    int error = Z_OK;
    const std::string message = gzerror(file_.get(), &error);  // "path: reason"
    if (error == Z_BUF_ERROR) {
      throw Unusable("it ends in the middle of its gzip data (it was cut off) fetch it again");
    }
    if (size < 0 || error < 0) {
      throw Unusable(fmt::format(
          "it cannot be read to its end ({}) fetch it again, or see whether `gzip -t` accepts it",
          message.substr(std::min(message.size(), path_size_ + 2))));
    }
    const std::string_view piece{buffer_.data(), static_cast<std::size_t>(size)};
    crc_ = crc32_z(crc_, reinterpret_cast<const unsigned char*>(piece.data()), piece.size());
    return piece;
  }
  [[nodiscard]] std::string crc() const { return fmt::format("{:08x}", crc_); }

 private:
  std::size_t path_size_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{1} << 20U);
  uLong crc_ = crc32_z(0, nullptr, 0);
};

/// Who follows each, persons by the number of their first appearance; self-loops are left out.
InitialGraph lists_of(const std::vector<Edge>& edges, std::uint32_t persons) {
  InitialGraph lists{.pro_accounts = persons,
                     .audience = 0,
                     .offsets = std::vector<std::uint64_t>(persons + std::size_t{1}),
                     .followers = {}};
  for (const Edge& edge : edges) {
    if (edge.follower != edge.followed) ++lists.offsets[edge.followed];
  }
  std::uint64_t sum = 0;
  for (std::uint64_t& offset : lists.offsets) sum += std::exchange(offset, sum);
  lists.followers.resize(sum);
  for (const Edge& edge : edges) {
    if (edge.follower != edge.followed) {
      lists.followers[lists.offsets[edge.followed]++] = edge.follower;
    }
  }
  // Each offset has moved on to the next one's place.
  std::move_backward(lists.offsets.begin(), lists.offsets.end() - 1, lists.offsets.end());
  lists.offsets.front() = 0;
  return lists;
}

/// Calls `keep(account, followers)` for each list, in order; it gives how many of the first to
/// keep.
template <class Keep>
void shorten(InitialGraph& lists, Keep keep) {
  std::uint64_t end = 0;
  std::uint64_t begin = 0;
  for (std::uint32_t account = 0; account < lists.pro_accounts; ++account) {
    const std::span<std::uint32_t> list{lists.followers.data() + begin,
                                        lists.followers.data() + lists.offsets[account + 1]};
    begin = lists.offsets[account + 1];
    const std::uint64_t kept = keep(account, list);
    std::memmove(lists.followers.data() + end, list.data(), kept * sizeof(std::uint32_t));
    end += kept;
    lists.offsets[account + 1] = end;
  }
  lists.followers.resize(end);
}

/// Takes out who stands in a list before; gives how many.
std::uint64_t remove_repeated(InitialGraph& lists) {
  const std::uint64_t before = lists.edges();
  std::vector<std::uint32_t> last(lists.pro_accounts, std::numeric_limits<std::uint32_t>::max());
  shorten(lists, [&](std::uint32_t account, std::span<std::uint32_t> list) {
    const auto kept = std::remove_if(list.begin(), list.end(), [&](std::uint32_t i) {
      return std::exchange(last[i], account) == account;
    });
    return static_cast<std::uint64_t>(kept - list.begin());
  });
  return before - lists.edges();
}

/// Puts those with enough followers first, and leaves the others without any.
InitialGraph with_audience(InitialGraph lists, std::uint32_t min_followers) {
  const std::uint32_t persons = lists.pro_accounts;
  const auto is_pro = [&](std::uint32_t i) {
    return lists.offsets[i + 1] - lists.offsets[i] >= min_followers;
  };
  InitialGraph graph;
  std::vector<std::uint32_t> number(persons);
  std::vector<bool> has_account(persons);
  for (std::uint32_t i = 0; i < persons; ++i) {
    has_account[i] = is_pro(i);
    if (has_account[i]) number[i] = graph.pro_accounts++;
  }
  for (std::uint32_t i = 0; i < persons; ++i) {
    if (!has_account[i]) number[i] = graph.pro_accounts + graph.audience++;
  }
  shorten(lists, [&](std::uint32_t i, std::span<std::uint32_t> list) {
    for (std::uint32_t& follower : list) follower = number[follower];
    return has_account[i] ? list.size() : 0;
  });
  graph.offsets.reserve(graph.pro_accounts + std::size_t{1});
  graph.offsets.push_back(0);
  for (std::uint32_t i = 0; i < persons; ++i) {
    if (has_account[i]) graph.offsets.push_back(lists.offsets[i + 1]);
  }
  graph.followers = std::move(lists.followers);
  return graph;
}

std::uint64_t most_followers_of_one(const InitialGraph& graph) {
  std::uint64_t most = 0;
  for (std::uint32_t a = 0; a < graph.pro_accounts; ++a) {
    most = std::max<std::uint64_t>(most, graph.followers_of(a).size());
  }
  return most;
}

/// Throws Unusable where someone has more edges than the simulator keeps.
void check_degrees(const InitialGraph& graph, std::uint32_t most) {
  const auto check = [most](std::uint64_t degree, std::string_view what) {
    if (degree <= most) return;
    throw Unusable(
        fmt::format("one person {} {} (the simulator keeps at most {} edges at either "
                    "end) leave some of them out of the file",
                    what, degree, most));
  };
  check(most_followers_of_one(graph), "has followers:");
  std::vector<std::uint32_t> followed(std::size_t{graph.pro_accounts} + graph.audience);
  for (const std::uint32_t i : graph.followers) ++followed[i];
  check(*std::ranges::max_element(followed), "follows others:");
}

/// Every edge of the file, by number; throws Unusable.
std::vector<Edge> numbered_edges(Text& text, NodeNumbers& numbers, std::size_t most_persons,
                                 EdgeLines& lines) {
  std::vector<Edge> edges;
  std::vector<NamedEdge> named;
  EdgeParser parser;
  for (bool is_end = false; !is_end;) {
    const std::string_view piece = text.next();
    is_end = piece.empty();
    named.clear();
    parser.feed(piece, named);
    if (is_end) parser.finish(named);
    for (const NamedEdge& edge : named) {
      const std::uint32_t follower = numbers.of(edge.follower);
      edges.push_back({follower, numbers.of(edge.followed)});
    }
    if (numbers.size() > most_persons) {
      throw Unusable(
          fmt::format("it names more than {} persons (the most that the simulator keeps) "
                      "take a part of the graph",
                      most_persons));
    }
  }
  lines = parser.lines();
  return edges;
}

std::string broken_text(const EdgeLines& lines) {
  return fmt::format(
      "broken lines, left out: {} (at {}{}; a line is two whole numbers, `follower followed`, with "
      "blanks or a tab between) mend them, or begin them with #",
      lines.broken, fmt::join(lines.first_broken, ", "),
      lines.broken > lines.first_broken.size() ? ", ..." : "");
}

EdgeList read(Text& text, const EdgeListOptions& options) {
  EdgeList list;
  EdgeListCounts& counts = list.counts;
  NodeNumbers numbers;
  std::vector<Edge> edges = numbered_edges(text, numbers, options.most_persons, counts.lines);
  list.crc32 = text.crc();
  InitialGraph lists = lists_of(edges, static_cast<std::uint32_t>(numbers.size()));
  edges = {};
  if (lists.edges() == 0) {
    throw Unusable(counts.lines.broken == 0
                       ? "it holds no edge (a line `follower followed` is one) give another file"
                       : "it holds no edge; " + broken_text(counts.lines));
  }
  counts.repeated = remove_repeated(lists);
  const std::uint64_t most = most_followers_of_one(lists);
  if (most < options.min_followers) {
    throw Unusable(
        fmt::format("no one in it has the {} followers that make a pro account (the most "
                    "is {}) lower graph.min_followers",
                    options.min_followers, most));
  }
  const std::uint64_t all = lists.edges();
  list.graph = with_audience(std::move(lists), options.min_followers);
  counts.to_audience = all - list.graph.edges();
  check_degrees(list.graph, options.most_degree);
  return list;
}

void warn(const EdgeListCounts& counts, const EdgeListOptions& options, const std::string& path,
          Report& report) {
  const EdgeLines& lines = counts.lines;
  const auto place_at = [&path](std::uint64_t line, std::uint64_t column) -> Place {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    if (line > most || column > most) return {.file = path};
    return {.file = path,
            .line = static_cast<std::uint32_t>(line),
            .column = static_cast<std::uint32_t>(column)};
  };
  if (lines.broken > 0) {
    report.warning(place_at(lines.first_broken.front(), lines.broken_column), broken_text(lines));
  }
  if (lines.self_loops > 0) {
    report.warning(
        place_at(lines.first_self_loop, 1),
        fmt::format("lines where someone follows themselves, left out: {} (the model has "
                    "no such edge) remove them",
                    lines.self_loops));
  }
  if (counts.repeated > 0) {
    report.warning({.file = path},
                   fmt::format("repeated edges, left out: {} (one follows another once or not at "
                               "all) remove them",
                               counts.repeated));
  }
  if (counts.to_audience > 0) {
    report.warning({.file = path},
                   fmt::format("edges to persons with fewer than {} followers, left out: {} (only "
                               "pro accounts are followed) lower graph.min_followers to keep them",
                               options.min_followers, counts.to_audience));
  }
}

}  // namespace

std::optional<EdgeList> read_edge_list(const std::string& path, const EdgeListOptions& options,
                                       const Place& place, Report& report) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(path, ignored);
  const bool is_device = std::filesystem::is_character_file(path, ignored);  // may have no end
  errno = 0;
  try {
    Text text(is_device ? "" : path);
    if (is_folder || !text.is_open()) {
      // NOLINTNEXTLINE(concurrency-mt-unsafe)
      const char* const failure = std::strerror(errno);
      const std::string reason = is_folder   ? "it is a folder"
                                 : is_device ? "it is a device"
                                             : failure;
      report.error(place, fmt::format("cannot read {} ({}) give the path of an edge list, relative "
                                      "to the scenario's folder",
                                      path, reason));
      return std::nullopt;
    }
    EdgeList list = read(text, options);
    warn(list.counts, options, path, report);
    return list;
  } catch (const Unusable& problem) {
    report.error({.file = path}, problem.what());
  } catch (const std::bad_alloc&) {
    report.error(
        {.file = path},
        "it does not fit into memory (an edge takes some 12 bytes while it is read, and as "
        "many in each replicate) take a part of the graph");
  }
  return std::nullopt;
}

}  // namespace quell
