// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/target.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace quell::fuzz {

MemoryFile::MemoryFile(int number)
    : number_(number), path_("/proc/self/fd/" + std::to_string(number)) {
  const int made = ::memfd_create("quell-fuzz", MFD_CLOEXEC);
  if (made < 0 || ::dup2(made, number) < 0) found("no file in memory");
  ::close(made);
}

MemoryFile::~MemoryFile() { ::close(number_); }

void MemoryFile::write(std::string_view content) const {
  const bool is_written =
      ::ftruncate(number_, 0) == 0 &&
      ::pwrite(number_, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size());
  if (!is_written) found("a file in memory cannot be written");
}

void close_inherited_files() {
  for (int number = STDERR_FILENO + 1; number < input_number; ++number) ::close(number);
}

Texts split(std::string_view input) {
  constexpr std::string_view line = "#----\n";
  const std::size_t at = input.find(line);
  if (at == std::string_view::npos) return {input, {}};
  return {input.substr(0, at), input.substr(at + line.size())};
}

const std::string_view scenario_text = R"([run]
start = 2014-07-01
end = 2014-08-10
scale = 0.005
replicates = 2
[population]
pro_accounts = 20000
audience = 600000
counter_accounts = 240000
[[segment]]
name = "europe"
language = "english"
share = 1.0
[following]
initial_max = 2000
[ladder]
[return]
[counter_speech]
[[policy]]
kind = "suspension_schedule"
name = "twitter"
per_day = 600
)";

const std::string_view graph_text = "1 2\n2 1\n3 1\n3 2\n4 1\n";

const std::string_view state_scenario_text = R"([run]
start = 2014-07-01
end = 2014-07-05
scale = 0.001
replicates = 2
[population]
pro_accounts = 20000
audience = 20000
counter_accounts = 10000
[[segment]]
name = "europe"
language = "english"
share = 1.0
[following]
initial_max = 20
[ladder]
[return]
[counter_speech]
[reporting]
[[policy]]
kind = "moderation"
reviewers = 20000
name = "twitter"
)";

void found(std::string_view what) {
  std::fprintf(stderr, "fuzz: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace quell::fuzz
