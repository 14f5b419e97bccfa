// SPDX-License-Identifier: BSD-3-Clause
#include "cli/progress_file.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <utility>

#include "cli/json_text.hpp"
#include "output/system_errors.hpp"

namespace quell {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view format_name = "quell-progress";
constexpr int format_version = 1;  // changes when a reader has to
constexpr std::array<std::string_view, 3> phase_names{"running", "stopping", "writing"};
constexpr std::chrono::seconds interval{1};
constexpr std::int64_t longest_silence = 60;  // [s] of a run on another host

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string utc(std::int64_t seconds) {
  return fmt::format("{:%FT%TZ}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

/// Throws std::invalid_argument for what `utc` does not write.
std::int64_t seconds_of(const std::string& text) {
  std::tm when{};
  const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &when);
  if (end == nullptr || *end != '\0') throw std::invalid_argument("no time: " + text);
  return ::timegm(&when);
}

/// A number that is not known yet is null in JSON, as is NaN when it is written.
double number_or_nan(const Json& value) {
  return value.is_null() ? std::nan("") : value.get<double>();
}

std::string text_of(const RunReport& report) {
  const ProgressState& progress = report.progress;
  const Json live = report.live.empty() ? Json(nullptr) : Json(report.live);
  const Json root{{"format", format_name},
                  {"version", format_version},
                  {"title", progress.name},
                  {"state", phase_names[static_cast<std::size_t>(report.phase)]},
                  {"result", report.result},
                  {"live", live},
                  {"pid", report.process},
                  {"host", report.host},
                  {"started", utc(report.started)},
                  {"updated", utc(report.updated)},
                  {"share_done", progress.share_done},
                  {"replicates_started", progress.replicate},
                  {"replicates_planned", progress.n_replicates},
                  {"events", static_cast<std::uint64_t>(progress.events)},
                  {"events_per_second", progress.events_per_second},
                  {"seconds_taken", progress.seconds_taken},
                  {"seconds_left", progress.seconds_left}};
  // A path need not be UTF-8.
  return json_text(root);
}

RunPhase phase_of(const std::string& name) {
  for (std::size_t k = 0; k < phase_names.size(); ++k) {
    if (phase_names[k] == name) return static_cast<RunPhase>(k);
  }
  return RunPhase::running;  // one of a later version, which is at work too
}

/// Throws what nlohmann does, or std::invalid_argument.
RunReport report_of(const Json& root) {
  if (root.at("format") != format_name) throw std::invalid_argument("another format");
  RunReport report;
  report.progress.run_word = "run";  // of a what-if too
  report.progress.name = root.at("title");
  report.progress.share_done = root.at("share_done");
  report.progress.replicate = root.at("replicates_started");
  report.progress.n_replicates = root.at("replicates_planned");
  report.progress.events = root.at("events");
  report.progress.events_per_second = number_or_nan(root.at("events_per_second"));
  report.progress.seconds_taken = root.at("seconds_taken");
  report.progress.seconds_left = number_or_nan(root.at("seconds_left"));
  report.phase = phase_of(root.at("state"));
  report.result = root.at("result");
  if (!root.at("live").is_null()) report.live = root.at("live");
  report.process = root.at("pid");
  report.host = root.at("host");
  report.started = seconds_of(root.at("started"));
  report.updated = seconds_of(root.at("updated"));
  return report;
}

/// Under its name the file is whole at any time; where it cannot be written, it stays as it was.
void replace_file(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::path aside = path;
  aside += ".new";
  const int file =
      ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (file < 0) return;
  const bool is_written = write_all(file, std::as_bytes(std::span{text}), 0) == 0;
  const bool is_closed = ::close(file) == 0;
  const bool is_there = is_written && is_closed && ::rename(aside.c_str(), path.c_str()) == 0;
  if (!is_there) ::unlink(aside.c_str());
}

}  // namespace

std::filesystem::path live_path(const std::filesystem::path& result) {
  std::filesystem::path path = result;
  path += ".live";
  return path;
}

std::filesystem::path progress_path(const std::filesystem::path& result) {
  std::filesystem::path path = result;
  path += ".progress";
  return path;
}

ProgressFile::ProgressFile(const std::filesystem::path& result, RunReport report)
    : path_(progress_path(std::filesystem::absolute(result))), report_(std::move(report)) {
  report_.result = std::filesystem::absolute(result).lexically_normal().string();
  report_.host = host_name();
  report_.process = ::getpid();
  report_.started = std::time(nullptr);
  write();
}

ProgressFile::~ProgressFile() { ::unlink(path_.c_str()); }

bool ProgressFile::update(const ProgressState& progress, RunPhase phase) noexcept {
  const bool is_due =
      phase != report_.phase || std::chrono::steady_clock::now() - written_ >= interval;
  if (!is_due) return false;
  try {
    report_.progress = progress;
    report_.phase = phase;
    write();
  } catch (const std::exception&) {
    return false;  // out of memory: the run itself will notice
  }
  return true;
}

void ProgressFile::write() {
  written_ = std::chrono::steady_clock::now();
  report_.updated = std::time(nullptr);
  replace_file(path_, text_of(report_));
}

std::optional<RunReport> read_progress_file(const std::filesystem::path& result) {
  try {
    return report_of(Json::parse(std::ifstream(progress_path(result))));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

bool is_at_work(const RunReport& report) {
  if (report.host != host_name()) return std::time(nullptr) - report.updated <= longest_silence;
  if (report.process <= 0) return false;
  return ::kill(static_cast<pid_t>(report.process), 0) == 0 || errno == EPERM;
}

}  // namespace quell
