// SPDX-License-Identifier: BSD-3-Clause
// The state of a run, read into a model: as it is, and with its checksum made right.
#include <zlib.h>

#include <algorithm>
#include <memory>

#include "models/model.hpp"
#include "output/state_file.hpp"
#include "scenarios/scenario.hpp"
#include "tests/fuzz/target.hpp"

using namespace quell;

namespace {

void read(const fuzz::MemoryFile& file, const Config& config) {
  // Not one model for all inputs: half a state may be in it.
  const std::unique_ptr<Model> model = make_model(config, 0);
  try {
    read_state(
        file.path(), [](const StateHeader&) {},
        [&](BlockVisitor& visitor) { model->visit_blocks(visitor); });
  } catch (const OutputError&) {
  }
}

std::string with_tail(std::string content) {
  const std::uint64_t size = content.size();
  const std::uint64_t crc =
      ::crc32_z(0, reinterpret_cast<const unsigned char*>(content.data()), content.size());
  content.append(reinterpret_cast<const char*>(&size), sizeof size);
  content.append(reinterpret_cast<const char*>(&crc), sizeof crc);
  return content;
}

}  // namespace

void quell::fuzz_state(std::string_view input) {
  static const fuzz::MemoryFile file(fuzz::input_number);
  static const Config config =
      read_scenario_text(std::string{fuzz::state_scenario_text}, "state").config;
  const std::string content{input};
  file.write(content);
  read(file, config);
  constexpr std::size_t tail = 16;
  file.write(with_tail(content.substr(0, content.size() - std::min(content.size(), tail))));
  read(file, config);
}
