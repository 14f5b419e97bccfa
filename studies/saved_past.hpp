// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "models/model.hpp"

namespace quell {

/// The states of all replicates of a run at one time, from which any number of futures begin. They
/// are only read; several threads may do so at once.
class SavedPast {
 public:
  /// `folder` and `identity` are those of the Checkpoints that kept them, `scenario` that of the
  /// run. Throws OutputError unless all replicates are there, at one time and before the end.
  SavedPast(std::filesystem::path folder, std::string identity, Config scenario);

  [[nodiscard]] Time time() const { return time_; }
  [[nodiscard]] const Config& scenario() const { return scenario_; }
  /// A replicate as it is kept, which goes on by `future`: see Model::fork. Throws OutputError
  /// where the state is damaged.
  [[nodiscard]] std::unique_ptr<Model> begin(std::uint32_t replicate, const Config& future,
                                             const Executor& execute) const;

 private:
  std::filesystem::path folder_;
  std::string identity_;
  Config scenario_;
  Time time_;
};

}  // namespace quell
