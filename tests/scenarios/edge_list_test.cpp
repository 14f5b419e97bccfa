// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/edge_list.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "scenarios/node_numbers.hpp"
#include "scenarios/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

using Lines = std::vector<std::uint64_t>;
using Persons = std::vector<std::uint32_t>;

struct Parsed {
  std::vector<NamedEdge> edges;
  EdgeLines lines;
};

/// The text in pieces of `size`.
Parsed parse(std::string_view text, std::size_t size = 1000) {
  Parsed parsed;
  EdgeParser parser;
  for (; !text.empty(); text.remove_prefix(std::min(size, text.size()))) {
    parser.feed(text.substr(0, size), parsed.edges);
  }
  parser.finish(parsed.edges);
  parsed.lines = parser.lines();
  return parsed;
}

void write_gzip(const std::filesystem::path& path, const std::string& text) {
  const gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzwrite(file, text.data(), static_cast<unsigned>(text.size())) ==
          static_cast<int>(text.size()));
  REQUIRE(gzclose(file) == Z_OK);
}

struct Loaded {
  std::optional<EdgeList> list;
  std::string messages;  ///< one per line, the path as `f`
};

Loaded load(const std::filesystem::path& path, const EdgeListOptions& options = {}) {
  Report report;
  Loaded loaded{
      read_edge_list(path.string(), options, {.file = "s", .line = 1, .column = 2}, report), ""};
  for (Diagnostic diagnostic : report.all()) {
    if (diagnostic.place.file == path.string()) diagnostic.place.file = "f";
    loaded.messages += diagnostic.str() + '\n';
  }
  return loaded;
}

Loaded load_text(const std::string& text, const EdgeListOptions& options = {}) {
  const TemporaryFolder folder;
  std::ofstream(folder / "f") << text;
  return load(folder / "f", options);
}

Persons followers(const EdgeList& list, std::uint32_t account) {
  const auto span = list.graph.followers_of(account);
  return {span.begin(), span.end()};
}

/// 5000 edges among 200 persons, 4950 of them to the first 40.
std::string some_edges() {
  std::string text;
  for (unsigned k = 0; k < 5000; ++k) {
    text += fmt::format("{} {}\n", 1000 + k * 7919 % 199, k % 100 == 0 ? 1100 + k % 77 : k % 40);
  }
  return text;
}

const std::filesystem::path tiny{QUELL_SOURCE_DIR "/tests/scenarios/graphs/tiny.edges"};

}  // namespace

TEST_CASE("edge list: each kind of line is counted as what it is", "[scenarios][contract]") {
  struct Case {
    std::string text;
    std::size_t edges;
    std::uint64_t comments, blank, self_loops, broken;
  };
  for (const Case& c : std::vector<Case>{
           {"1 2\n", 1, 0, 0, 0, 0},
           {"1\t2\n", 1, 0, 0, 0, 0},
           {"1 2", 1, 0, 0, 0, 0},
           {" \t1 \t 2\t \n", 1, 0, 0, 0, 0},
           {"1 2\r\n", 1, 0, 0, 0, 0},
           {"0 18446744073709551615\n", 1, 0, 0, 0, 0},
           {"007 7\n", 1, 0, 0, 1, 0},
           {"5 5\n", 1, 0, 0, 1, 0},
           {"# 1 2\n", 0, 1, 0, 0, 0},
           {"  #\n", 0, 1, 0, 0, 0},
           {"\n", 0, 0, 1, 0, 0},
           {" \t\r\n", 0, 0, 1, 0, 0},
           {"1\n", 0, 0, 0, 0, 1},
           {"1 \n", 0, 0, 0, 0, 1},
           {"1", 0, 0, 0, 0, 1},
           {"1 2 3\n", 0, 0, 0, 0, 1},
           {"1 2 # three\n", 0, 0, 0, 0, 1},
           {"1,2\n", 0, 0, 0, 0, 1},
           {"1 2,\n", 0, 0, 0, 0, 1},
           {"-1 2\n", 0, 0, 0, 0, 1},
           {"1 -2\n", 0, 0, 0, 0, 1},
           {"1.0 2\n", 0, 0, 0, 0, 1},
           {"anne bob\n", 0, 0, 0, 0, 1},
           {"\xef\xbb\xbf"
            "1 2\n",
            0, 0, 0, 0, 1},
           {"18446744073709551616 1\n", 0, 0, 0, 0, 1},
           {"1 99999999999999999999\n", 0, 0, 0, 0, 1},
           {std::string("1 2\0\n", 5), 0, 0, 0, 0, 1},
           {"", 0, 0, 0, 0, 0},
       }) {
    CAPTURE(c.text);
    const Parsed parsed = parse(c.text);
    CHECK(parsed.edges.size() == c.edges);
    CHECK(parsed.lines.lines == (c.text.empty() ? 0 : 1));
    CHECK(parsed.lines.comments == c.comments);
    CHECK(parsed.lines.blank == c.blank);
    CHECK(parsed.lines.self_loops == c.self_loops);
    CHECK(parsed.lines.broken == c.broken);
    CHECK(parsed.lines.first_broken == (c.broken > 0 ? Lines{1} : Lines{}));
  }
}

TEST_CASE("edge list: where the text is cut into pieces makes no difference", "[scenarios]") {
  const std::string text = "# x\n12 345\n\n6 6\n7 z\n18446744073709551615 0\n8\n9 a\n9 b\n1 2";
  const Parsed whole = parse(text);
  CHECK(whole.edges ==
        std::vector<NamedEdge>{{12, 345}, {6, 6}, {18446744073709551615ULL, 0}, {1, 2}});
  CHECK(whole.lines.lines == 10);
  CHECK(whole.lines.first_self_loop == 4);
  CHECK(whole.lines.broken == 4);
  CHECK(whole.lines.first_broken == Lines{5, 7, 8});
  CHECK(whole.lines.broken_column == 3);
  for (std::size_t size = 1; size < text.size(); ++size) {
    CAPTURE(size);
    const Parsed pieces = parse(text, size);
    CHECK(pieces.edges == whole.edges);
    CHECK(pieces.lines.lines == whole.lines.lines);
    CHECK(pieces.lines.first_broken == whole.lines.first_broken);
    CHECK(pieces.lines.broken_column == whole.lines.broken_column);
  }
}

TEST_CASE("node numbers: names are numbered in order of first appearance", "[scenarios]") {
  NodeNumbers numbers;
  std::map<std::uint64_t, std::uint32_t> expected;
  for (std::uint64_t k = 0; k < 100000; ++k) {
    // Multiples of a high power of two are hard on a hash table; 40,000 names, 0 among them.
    const std::uint64_t name = (k * 7919 % 40000) << (k % 2 == 0 ? 40U : 0U);
    const auto number = static_cast<std::uint32_t>(expected.size());
    const std::uint32_t known = expected.try_emplace(name, number).first->second;
    REQUIRE(numbers.of(name) == known);
  }
  CHECK(numbers.size() == expected.size());
}

TEST_CASE("edge list: a small file gives exactly its graph, and says what it left out",
          "[scenarios][golden]") {
  // In order: 70, 10, 20, 30, 18446744073709551615. Followed: 70, 10, 20; the others only follow.
  const Loaded loaded = load(tiny);
  REQUIRE(loaded.list);
  const EdgeList& list = *loaded.list;
  CHECK(list.graph.pro_accounts == 3);
  CHECK(list.graph.audience == 2);
  CHECK(list.graph.edges() == 6);
  CHECK(followers(list, 0) == Persons{2});        // 70: 20
  CHECK(followers(list, 1) == Persons{0, 2});     // 10: 70, 20
  CHECK(followers(list, 2) == Persons{1, 3, 4});  // 20: 10, 30, 18446744073709551615
  CHECK(list.counts.lines.lines == 15);
  CHECK(list.counts.lines.comments == 2);
  CHECK(list.counts.lines.blank == 1);
  CHECK(list.counts.lines.broken == 4);
  CHECK(list.counts.lines.self_loops == 1);
  CHECK(list.counts.repeated == 1);
  CHECK(list.counts.to_audience == 0);
  CHECK(
      loaded.messages ==
      "f:10:3: warning: broken lines, left out: 4 (at 10, 12, 14, ...; a line is two whole "
      "numbers, `follower followed`, with blanks or a tab between) mend them, or begin them with "
      "#\n"
      "f:9:1: warning: lines where someone follows themselves, left out: 1 (the model has no such "
      "edge) remove them\n"
      "f: warning: repeated edges, left out: 1 (one follows another once or not at all) remove "
      "them\n");
}

TEST_CASE("edge list: min_followers says who is a pro account, and edges to others are counted",
          "[scenarios]") {
  const Loaded loaded = load(tiny, {.min_followers = 2});
  REQUIRE(loaded.list);
  const EdgeList& list = *loaded.list;  // 10, 20; then 70, 30, 18446744073709551615
  CHECK(list.graph.pro_accounts == 2);
  CHECK(list.graph.audience == 3);
  CHECK(followers(list, 0) == Persons{2, 1});
  CHECK(followers(list, 1) == Persons{0, 3, 4});
  CHECK(list.counts.to_audience == 1);
  CHECK_THAT(loaded.messages,
             EndsWith("f: warning: edges to persons with fewer than 2 followers, left out: 1 (only "
                      "pro accounts are followed) lower graph.min_followers to keep them\n"));
  CHECK(load(tiny, {.min_followers = 3}).list->graph.pro_accounts == 1);
  CHECK(load(tiny, {.min_followers = 4}).messages ==
        "f: error: no one in it has the 4 followers that make a pro account (the most is 3) lower "
        "graph.min_followers\n");
}

TEST_CASE("edge list: repeated edges and loops make no pro account", "[scenarios]") {
  const Loaded loaded = load_text("1 2\n1 2\n3 3\n3 3\n4 2\n", {.min_followers = 2});
  REQUIRE(loaded.list);
  CHECK(loaded.list->graph.pro_accounts == 1);
  CHECK(followers(*loaded.list, 0) ==
        Persons{1, 3});  // 3, who only loops, is a person all the same
  CHECK(loaded.list->graph.audience == 3);
  CHECK(loaded.list->counts.repeated == 1);
  CHECK(loaded.list->counts.lines.self_loops == 2);
}

TEST_CASE("edge list: every edge of a file is in the graph or among what was left out",
          "[scenarios]") {
  for (const std::uint32_t min_followers : {1U, 2U, 5U, 100U}) {
    CAPTURE(min_followers);
    const Loaded loaded = load_text(some_edges(), {.min_followers = min_followers});
    REQUIRE(loaded.list);
    const EdgeList& list = *loaded.list;
    CHECK(list.graph.edges() + list.counts.repeated + list.counts.to_audience +
              list.counts.lines.self_loops ==
          5000);
    CHECK(list.graph.offsets.size() == list.graph.pro_accounts + 1);
    CHECK(list.graph.offsets.back() == list.graph.edges());
    for (std::uint32_t a = 0; a < list.graph.pro_accounts; ++a) {
      Persons of = followers(list, a);
      CHECK(of.size() >= min_followers);
      std::sort(of.begin(), of.end());
      CHECK(std::adjacent_find(of.begin(), of.end()) == of.end());
      CHECK(of.back() < list.graph.pro_accounts + list.graph.audience);
      CHECK(std::find(of.begin(), of.end(), a) == of.end());
    }
  }
}

TEST_CASE("edge list: gzip holds the same as the plain file", "[scenarios]") {
  const TemporaryFolder folder;
  const std::string text = some_edges();
  std::ofstream(folder / "plain") << text;
  write_gzip(folder / "packed", text);
  CHECK(std::filesystem::file_size(folder / "packed") < text.size() / 2);
  const Loaded plain = load(folder / "plain");
  const Loaded packed = load(folder / "packed");
  REQUIRE(plain.list);
  REQUIRE(packed.list);
  CHECK(packed.list->graph.pro_accounts == plain.list->graph.pro_accounts);
  CHECK(packed.list->graph.audience == plain.list->graph.audience);
  CHECK(packed.list->graph.offsets == plain.list->graph.offsets);
  CHECK(packed.list->graph.followers == plain.list->graph.followers);
  CHECK(packed.list->crc32 == plain.list->crc32);
  CHECK(packed.messages == plain.messages);
}

TEST_CASE("edge list: the checksum is the CRC-32 that other programs give", "[scenarios]") {
  // The check value of CRC-32: that of "123456789" is cbf43926.
  CHECK(load_text("# 1\n1 2\n").list->crc32 != load_text("# 2\n1 2\n").list->crc32);
  const std::string text = "123456789";
  const auto expected = crc32(0, reinterpret_cast<const Bytef*>(text.data()), 9);
  REQUIRE(fmt::format("{:08x}", expected) == "cbf43926");
  const std::string edges = some_edges();
  CHECK(load_text(edges).list->crc32 ==
        fmt::format("{:08x}", crc32(0, reinterpret_cast<const Bytef*>(edges.data()),
                                    static_cast<uInt>(edges.size()))));
}

TEST_CASE("edge list: a gzip file that is cut off or damaged is refused", "[scenarios]") {
  const TemporaryFolder folder;
  write_gzip(folder / "f", some_edges());
  const std::vector<std::byte> whole = bytes_of(folder / "f");
  for (const std::size_t size :
       {whole.size() - 1, whole.size() - 8, whole.size() / 2, std::size_t{20}, std::size_t{5}}) {
    CAPTURE(size);
    put_bytes(folder / "f", {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    const Loaded cut = load(folder / "f");
    CHECK_FALSE(cut.list);
    CHECK(cut.messages ==
          "f: error: it ends in the middle of its gzip data (it was cut off) fetch it again\n");
  }
  std::vector<std::byte> damaged = whole;
  damaged[whole.size() - 6] ^= std::byte{1};  // in its CRC-32
  put_bytes(folder / "f", damaged);
  CHECK(load(folder / "f").messages ==
        "f: error: it cannot be read to its end (incorrect data check) fetch it again, or see "
        "whether `gzip -t` accepts it\n");
}

TEST_CASE("edge list: what cannot be a graph is refused, with the way out", "[scenarios]") {
  const auto refusal = [](const std::string& text, const EdgeListOptions& options = {}) {
    const Loaded loaded = load_text(text, options);
    CHECK_FALSE(loaded.list);
    return loaded.messages;
  };
  const std::string no_edge =
      "f: error: it holds no edge (a line `follower followed` is one) give another file\n";
  CHECK(refusal("") == no_edge);
  CHECK(refusal("# nothing\n") == no_edge);
  CHECK(refusal("3 3\n") == no_edge);
  CHECK(refusal("a,b\n1,2\n") ==
        "f: error: it holds no edge; broken lines, left out: 2 (at 1, 2; a line is two whole "
        "numbers, `follower followed`, with blanks or a tab between) mend them, or begin them with "
        "#\n");
  CHECK(refusal("1 2\n3 4\n", {.most_persons = 3}) ==
        "f: error: it names more than 3 persons (the most that the simulator keeps) take a part of "
        "the graph\n");
  CHECK(load_text("1 2\n3 2\n", {.most_persons = 3}).list);
  CHECK(refusal("1 2\n3 2\n", {.most_degree = 1}) ==
        "f: error: one person has followers: 2 (the simulator keeps at most 1 edges at either end) "
        "leave some of them out of the file\n");
  CHECK(
      refusal("1 2\n1 3\n", {.most_degree = 1}) ==
      "f: error: one person follows others: 2 (the simulator keeps at most 1 edges at either end) "
      "leave some of them out of the file\n");
  const TemporaryFolder folder;
  CHECK(load(folder / "f").messages ==
        "s:1:2: error: cannot read " + (folder / "f").string() +
            " (No such file or directory) give the path of an edge list, relative to the "
            "scenario's folder\n");
  std::filesystem::create_directory(folder / "f");
  CHECK_THAT(load(folder / "f").messages, ContainsSubstring(" (it is a folder) give the path "));
}
