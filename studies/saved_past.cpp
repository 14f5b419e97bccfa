// SPDX-License-Identifier: BSD-3-Clause
#include "studies/saved_past.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "output/state_file.hpp"
#include "scenarios/dates.hpp"
#include "studies/checkpoints.hpp"

namespace quell {

namespace fs = std::filesystem;

SavedPast::SavedPast(fs::path folder, std::string identity, Config scenario)
    : folder_(std::move(folder)), identity_(std::move(identity)), scenario_(std::move(scenario)) {
  const auto refuse = [this](const std::string& reason) {
    throw OutputError(fmt::format(
        "cannot begin from {} ({}) `quell resume {} --stop-at DATE` brings all replicates to one "
        "date",
        folder_.string(), reason, folder_.string()));
  };
  const auto date = [this](Time time) { return date_text(scenario_.start_day() + time.days); };
  const auto replicates = static_cast<std::uint32_t>(scenario_.at("run").real("replicates"));
  std::optional<Time> common;
  for (std::uint32_t replicate = 0; replicate < replicates; ++replicate) {
    const fs::path path = state_path(folder_, replicate);
    std::error_code error;
    if (!fs::exists(path, error)) refuse(fmt::format("replicate {} has no state", replicate));
    const Time time{.days = read_state_header(path).days};
    if (time.days >= scenario_.duration().days) {
      throw OutputError(
          fmt::format("cannot begin from {} (replicate {} is at its end, {}) save an earlier date "
                      "with quell run --stop-at",
                      folder_.string(), replicate, date(time)));
    }
    if (!common) common = time;
    if (time != *common) {
      refuse(fmt::format("replicate 0 stands at {}, replicate {} at {}", date(*common), replicate,
                         date(time)));
    }
  }
  time_ = *common;
}

std::unique_ptr<Model> SavedPast::begin(std::uint32_t replicate, const Config& future,
                                        const Executor& execute) const {
  std::unique_ptr<Model> model = make_model(scenario_, replicate, execute);
  restore_state(folder_, identity_, replicate, *model);
  model->fork(future);
  return model;
}

}  // namespace quell
