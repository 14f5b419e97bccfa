// SPDX-License-Identifier: BSD-3-Clause
// The log that a worker of a sweep keeps of its runs, as it is and with its checksums made right.
#include "output/run_log.hpp"

#include <zlib.h>

#include <cstring>

#include "tests/fuzz/target.hpp"

using namespace quell;

namespace {

constexpr std::size_t header = 256;
constexpr std::size_t frame = 40;

void read(const fuzz::MemoryFile& file) {
  try {
    std::optional<RunLogFile> log = RunLogFile::open(file.path());
    if (!log) return;
    std::vector<std::int64_t> offsets;
    log->for_each([&](const RunEntry& entry) { offsets.push_back(entry.offset); });
    for (const std::int64_t offset : offsets) (void)log->read(offset);
  } catch (const OutputError&) {
  }
}

std::uint32_t crc(const std::string& text, std::size_t first, std::size_t size) {
  return static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const unsigned char*>(text.data() + first), size));
}

/// Marks and checksums of all frames, wherever their sizes lead.
void mend(std::string& text) {
  for (std::size_t at = header; at + frame <= text.size();) {
    text.replace(at, 4, "\nRUN");
    std::uint64_t payload = 0;
    std::memcpy(&payload, text.data() + at + 24, sizeof payload);
    const std::size_t rest = text.size() - at - frame;
    const std::uint32_t payload_crc = payload <= rest ? crc(text, at + frame, payload) : 0;
    std::memcpy(text.data() + at + 32, &payload_crc, sizeof payload_crc);
    const std::uint32_t frame_crc = crc(text, at, frame - sizeof frame_crc);
    std::memcpy(text.data() + at + 36, &frame_crc, sizeof frame_crc);
    if (payload > rest) return;
    at += frame + payload;
  }
}

}  // namespace

void quell::fuzz_run_log(std::string_view input) {
  static const fuzz::MemoryFile file(fuzz::input_number);
  std::string text{input};
  file.write(text);
  read(file);
  mend(text);
  file.write(text);
  read(file);
}
