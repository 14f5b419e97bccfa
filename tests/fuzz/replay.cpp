// SPDX-License-Identifier: BSD-3-Clause
// The fuzz targets as a plain program.
//   replay TARGET FILE_OR_FOLDER...   runs the target on each file, once
//   replay --seeds FOLDER             writes the inputs that are no texts
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/samples.hpp"
#include "tests/fuzz/target.hpp"

namespace fs = std::filesystem;

namespace {

struct Target {
  std::string_view name;
  void (*run)(std::string_view input);
};

constexpr std::array all{
#define QUELL_FUZZ_TARGET(name) Target{#name, quell::fuzz_##name},
#include "tests/fuzz/targets.inc"
#undef QUELL_FUZZ_TARGET
};

std::vector<fs::path> files_in(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool run(const Target& target, const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::fprintf(stderr, "%s\n", path.c_str());  // before: the last line names what crashed
  if (file) target.run(bytes);
  return static_cast<bool>(file);
}

}  // namespace

int main(int count, char** words) {
  quell::fuzz::close_inherited_files();
  if (count == 3 && std::string_view{words[1]} == "--seeds") {
    quell::fuzz::write_seeds(words[2]);
    return 0;
  }
  const auto target = std::find_if(all.begin(), all.end(), [&](const Target& each) {
    return count > 2 && each.name == words[1];
  });
  if (target == all.end()) {
    std::fputs("usage: replay TARGET FILE_OR_FOLDER... | replay --seeds FOLDER\n", stderr);
    return 2;
  }
  std::size_t files = 0;
  for (int k = 2; k < count; ++k) {
    for (const fs::path& path : files_in(words[k])) {
      if (!run(*target, path)) return 1;
      ++files;
    }
  }
  std::fprintf(stderr, "%zu files, no crash\n", files);
  return files > 0 ? 0 : 1;
}
