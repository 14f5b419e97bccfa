// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "output/dataset.hpp"
#include "output/errors.hpp"

namespace quell {

/// What to do about a file that is already there.
enum class Existing { refuse, replace };

/// A result file that appears complete under its final name or not at all. Until `write`, an empty
/// `<name>.partial` holds the place and a lock; whatever goes wrong, it is removed.
class OutputFile {
 public:
  /// Throws OutputError if the file could not be written later, as far as can be known now.
  OutputFile(const std::filesystem::path& final_path, Existing policy);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Where it is going to be.
  [[nodiscard]] std::filesystem::path folder() const { return target_.parent_path(); }
  /// Once only. Throws OutputError; then neither name is left, nor an older file harmed.
  void write(const Dataset& data);
  void write(const std::string& text);
  /// The same of a file that `fill` writes to the path it is given, which exists and is empty. It
  /// may throw std::system_error, and need not say which file.
  void write(const std::function<void(const std::filesystem::path& path)>& fill);

 private:
  void complete(const std::function<void()>& fill);
  void check_target();
  void open_partial();
  bool lock_partial();
  void store(std::span<const std::byte> bytes);
  void publish();
  void discard();
  [[noreturn]] void fail(const std::string& reason, const std::string& suggestion) const;
  [[noreturn]] void fail_with(int error, std::size_t needed = 0) const;

  std::string shown_;  ///< the path as the user gave it
  std::filesystem::path target_;
  std::filesystem::path partial_;
  Existing policy_;
  int descriptor_ = -1;
};

}  // namespace quell
