// SPDX-License-Identifier: BSD-3-Clause
// What the fuzz targets have in common. Each is one file: it feeds bytes to a reader, and only the
// errors that this promises may come back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quell {

#define QUELL_FUZZ_TARGET(name) void fuzz_##name(std::string_view input);
#include "tests/fuzz/targets.inc"
#undef QUELL_FUZZ_TARGET

namespace fuzz {

/// A file in memory, under a path that other files can name: nothing is left on a disk.
class MemoryFile {
 public:
  /// `number` is that of its descriptor, above all others in use.
  explicit MemoryFile(int number);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  void write(std::string_view content) const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  int number_;
  std::string path_;
};

/// What is in memory while files that name others are read: targets replace the names.
constexpr int input_number = 900;
constexpr int scenario_number = 901;  ///< /proc/self/fd/901, to which corpus files refer
constexpr int graph_number = 902;
constexpr int targets_number = 903;

/// Closes what the process was born with: an input that names one, such as a pipe, would wait.
void close_inherited_files();

/// Two texts in one input, with this line between them; the second is empty where it is missing.
struct Texts {
  std::string_view first;
  std::string_view second;
};
Texts split(std::string_view input);

/// A scenario in which every table is given, to change and to vary.
extern const std::string_view scenario_text;
extern const std::string_view graph_text;
/// Of the run whose states are read.
extern const std::string_view state_scenario_text;

/// Aborts, for a finding that is no crash.
[[noreturn]] void found(std::string_view what);

}  // namespace fuzz
}  // namespace quell
