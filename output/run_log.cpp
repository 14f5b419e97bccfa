// SPDX-License-Identifier: BSD-3-Clause
#include "output/run_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <span>
#include <sstream>
#include <system_error>
#include <utility>

#include "output/system_errors.hpp"

namespace quell {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view extension = ".runs";
constexpr std::string_view magic = "quell-runs-1";
constexpr std::size_t header_size = 256;
constexpr std::uint32_t frame_magic = 0x4e55520aU;  // "\nRUN"
constexpr double sync_interval = 10.0;              // [s]
constexpr std::uint64_t largest_payload = std::uint64_t{1} << 32U;

std::uint32_t crc_of(std::uint32_t crc, const void* data, std::size_t size) {
  return static_cast<std::uint32_t>(crc32_z(crc, static_cast<const unsigned char*>(data), size));
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string host_name() {
  std::array<char, 65> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "host";
  std::string text{name.data()};
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  std::replace_if(
      text.begin(), text.end(), [&](char c) { return !is_plain(c); }, '_');
  return text.empty() ? "host" : text;
}

}  // namespace

/// What precedes the values, or the reason, of a run; no padding.
struct RunLogFile::Frame {
  std::uint32_t mark = frame_magic;
  std::uint32_t is_failure = 0;
  std::uint64_t run = 0;
  double cpu_seconds = 0.0;
  std::uint64_t payload = 0;      ///< [B]
  std::uint32_t payload_crc = 0;  ///< CRC-32, as is the other
  std::uint32_t frame_crc = 0;    ///< of all above

  [[nodiscard]] std::uint32_t crc() const {
    return crc_of(0, this, sizeof(Frame) - sizeof(frame_crc));
  }
};

RunLog::RunLog(const fs::path& folder, RunLogHeader header)
    : values_per_run_(header.values_per_run) {
  header.host = host_name();
  header.process = ::getpid();
  header.started = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  // Processes in containers may share host name and number, but not the instant.
  const std::int64_t instant = std::chrono::system_clock::now().time_since_epoch().count();
  fs::path unnamed;
  for (int k = 0; descriptor_ < 0; ++k) {
    path_ =
        folder / fmt::format("{}-{}-{:x}-{}{}", header.host, header.process, instant, k, extension);
    unnamed = path_;
    unnamed += ".new";
    descriptor_ = ::open(unnamed.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno != EEXIST) fail(errno);
  }
  ::flock(descriptor_, LOCK_EX | LOCK_NB);  // shows that a worker is here; it guards nothing
  std::string text = fmt::format("{} {} {} {} {} {} {}", magic, header.sweep, header.values_per_run,
                                 header.jobs, header.host, header.process, header.started);
  text.resize(header_size - 1, ' ');
  text += '\n';
  int error = write_all(descriptor_, std::as_bytes(std::span{text}), 0);
  if (error == 0 && ::fsync(descriptor_) != 0) error = errno;
  if (error == 0 && ::rename(unnamed.c_str(), path_.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(unnamed.c_str());
    ::close(std::exchange(descriptor_, -1));
    fail(error);
  }
  begin_ = end_ = header_size;
}

RunLog::~RunLog() {
  if (descriptor_ < 0) return;
  if (end_ == begin_) {
    ::unlink(path_.c_str());
  } else if (flushed_ < end_) {
    ::fsync(descriptor_);
  }
  ::close(descriptor_);
}

void RunLog::append(const RunRecord& record) {
  if (record.failure.empty() && record.values.size() != values_per_run_) {
    throw std::logic_error("a run has not as many values as its sweep says");
  }
  RunLogFile::Frame frame;
  frame.run = record.run;
  frame.cpu_seconds = record.cpu_seconds;
  frame.is_failure = record.failure.empty() ? 0 : 1;
  const auto payload = record.failure.empty() ? std::as_bytes(std::span{record.values})
                                              : std::as_bytes(std::span{record.failure});
  frame.payload = payload.size();
  frame.payload_crc = crc_of(0, payload.data(), payload.size());
  frame.frame_crc = frame.crc();
  std::vector<std::byte> bytes(sizeof frame + payload.size());
  std::memcpy(bytes.data(), &frame, sizeof frame);
  std::copy(payload.begin(), payload.end(), bytes.begin() + sizeof frame);

  const std::scoped_lock lock(mutex_);
  int error = write_all(descriptor_, bytes, end_);
  if (error != 0) {
    // What follows must not stand behind half a record.
    if (::ftruncate(descriptor_, end_) != 0) error = errno;
    fail(error);
  }
  end_ += static_cast<std::int64_t>(bytes.size());
  if (const double now = seconds_now(); now > synced_ + sync_interval) {
    if (::fdatasync(descriptor_) != 0) fail(errno);
    synced_ = now;
  }
}

void RunLog::sync() {
  const std::scoped_lock lock(mutex_);
  if (::fsync(descriptor_) != 0) fail(errno);
  flushed_ = end_;
}

void RunLog::fail(int error) const {
  throw OutputError(fmt::format("cannot write {} ({}) {}", path_.string(), describe_error(error),
                                suggest_way_out(error, 0, "--folder")));
}

std::optional<RunLogFile> RunLogFile::open(const fs::path& path) {
  RunLogFile log(path, std::ifstream(path, std::ios::binary));
  if (!log.file_) {
    if (errno == ENOENT) return std::nullopt;
    throw OutputError(fmt::format("cannot read {} ({}) check its permissions", path.string(),
                                  describe_error(errno)));
  }
  if (log.read_header()) return log;
  return std::nullopt;
}

bool RunLogFile::read_header() {
  std::string text(header_size, '\0');
  file_.read(text.data(), static_cast<std::streamsize>(text.size()));
  // A crash of the machine may leave a file without its first block, or with zeros there.
  const bool is_cut_off = !file_ || text.find_first_not_of('\0') == std::string::npos;
  if (is_cut_off) return false;
  std::istringstream words{text};
  std::string found;
  words >> found >> header_.sweep >> header_.values_per_run >> header_.jobs >> header_.host >>
      header_.process >> header_.started;
  if (words && found == magic) return true;
  throw OutputError(
      fmt::format("cannot read {} (it is no log of runs of this version of quell) move "
                  "it elsewhere, or pass --folder for another folder",
                  path_.string()));
}

bool RunLogFile::is_in_use() const {
  const int descriptor = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_locked = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  return is_locked;
}

bool RunLogFile::read_frame(std::int64_t offset, Frame& frame) {
  file_.clear();
  file_.seekg(offset);
  file_.read(reinterpret_cast<char*>(&frame), sizeof frame);
  return file_ && frame.mark == frame_magic && frame.frame_crc == frame.crc() &&
         frame.payload <= largest_payload;
}

bool RunLogFile::read_payload(const Frame& frame) {
  std::error_code error;
  const auto size = fs::file_size(path_, error);
  if (error || frame.payload > size) return false;  // before gigabytes are made for it
  payload_.resize(frame.payload);
  file_.read(payload_.data(), static_cast<std::streamsize>(payload_.size()));
  const bool has_size =
      frame.is_failure != 0 || frame.payload == header_.values_per_run * sizeof(double);
  return file_ && has_size && crc_of(0, payload_.data(), payload_.size()) == frame.payload_crc;
}

std::size_t RunLogFile::for_each(const std::function<void(const RunEntry&)>& visit) {
  std::error_code error;
  const auto size = static_cast<std::int64_t>(fs::file_size(path_, error));
  std::int64_t offset = header_size;
  std::size_t damaged = 0;
  while (offset < size) {
    Frame frame;
    if (!read_frame(offset, frame)) return damaged + 1;  // where the next one begins is unknown
    if (read_payload(frame)) {
      visit({.run = frame.run,
             .offset = offset,
             .cpu_seconds = frame.cpu_seconds,
             .is_failure = frame.is_failure != 0});
    } else {
      ++damaged;
    }
    offset += static_cast<std::int64_t>(sizeof frame + frame.payload);
  }
  return damaged;
}

RunRecord RunLogFile::read(std::int64_t offset) {
  Frame frame;
  if (!read_frame(offset, frame) || !read_payload(frame)) {
    throw OutputError(
        fmt::format("cannot read {} (it changed while it was read) try again", path_.string()));
  }
  RunRecord record{.run = frame.run, .cpu_seconds = frame.cpu_seconds, .failure = {}, .values = {}};
  if (frame.is_failure != 0) {
    record.failure.assign(payload_.begin(), payload_.end());
  } else {
    record.values.resize(payload_.size() / sizeof(double));
    std::copy_n(payload_.begin(), record.values.size() * sizeof(double),
                reinterpret_cast<char*>(record.values.data()));
  }
  return record;
}

std::vector<fs::path> run_logs_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  for (const fs::directory_iterator end; !error && entries != end; entries.increment(error)) {
    if (entries->path().extension() == extension) found.push_back(entries->path());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw OutputError(
        fmt::format("cannot read the folder {} ({}) pass --folder for that of the "
                    "sweep",
                    folder.string(), error.message()));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace quell
