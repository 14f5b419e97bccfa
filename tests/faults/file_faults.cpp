// SPDX-License-Identifier: BSD-3-Clause
// Preloaded into a program, this lets calls of the C library fail that change files in one folder,
// or that read them, and moves the clock on the wall. What a program asks of the kernel by itself
// is out of reach, as are writes by way of mapped memory. The environment says what happens:
//
//   QUELL_FAULT_FOLDER  absolute path: calls on it, and on what is in it, are counted from 1
//   QUELL_FAULT_AT      which call fails; none where it is absent
//   QUELL_FAULT_READS   where it is set, calls that read are counted, and no others
//   QUELL_FAULT_LASTING where it is set, the later calls fail too
//   QUELL_FAULT_KIND    the number of an errno; "short": a write takes half of what it is given
//   QUELL_FAULT_LOG     file to which a line is added for each call: "failed 7 pwrite PATH"
//   QUELL_FAULT_CLOCK   by how many seconds the clock jumps, there and back with each reading
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

struct Plan {
  std::string folder = environment("QUELL_FAULT_FOLDER");
  long at = std::atol(environment("QUELL_FAULT_AT").c_str());
  bool is_of_reads = !environment("QUELL_FAULT_READS").empty();
  bool is_lasting = !environment("QUELL_FAULT_LASTING").empty();
  bool is_short = environment("QUELL_FAULT_KIND") == "short";
  int error = std::atoi(environment("QUELL_FAULT_KIND").c_str());
  std::string log = environment("QUELL_FAULT_LOG");
  long clock_jump = std::atol(environment("QUELL_FAULT_CLOCK").c_str());
};

const Plan& plan() {
  static const Plan the_plan;
  return the_plan;
}

/// The function of that name which the program would have got.
template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::string path_of(int descriptor) {
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  std::array<char, PATH_MAX> path{};
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
  return size < 0 ? "" : std::string(path.data(), static_cast<std::size_t>(size));
}

std::string absolute(int folder, const char* path) {
  if (path[0] == '/') return path;
  std::array<char, PATH_MAX> current{};
  const std::string base = folder != AT_FDCWD                                    ? path_of(folder)
                           : ::getcwd(current.data(), current.size()) == nullptr ? ""
                                                                                 : current.data();
  return base + "/" + path;
}

void add_to_log(const char* verdict, long call, const char* function, const std::string& path) {
  if (plan().log.empty()) return;
  static const long log = ::syscall(SYS_openat, AT_FDCWD, plan().log.c_str(),
                                    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  const std::string line =
      std::string{verdict} + " " + std::to_string(call) + " " + function + " " + path + "\n";
  ::syscall(SYS_write, log, line.data(), line.size());
}

/// Counts the call, and says whether it is to fail.
bool fails(const char* function, const std::string& path) {
  static std::atomic<long> calls = 0;
  const std::string& folder = plan().folder;
  const bool is_read = std::strstr(function, "read") != nullptr;
  const bool is_counted =
      !folder.empty() && path.starts_with(folder) && is_read == plan().is_of_reads;
  if (!is_counted) return false;
  const long call = ++calls;
  const bool is_due =
      plan().at > 0 && (call == plan().at || (plan().is_lasting && call > plan().at));
  add_to_log(is_due ? "failed" : "did", call, function, path);
  return is_due;
}

/// The same of a call that writes nothing, so that it cannot be short.
bool refuses(const char* function, const std::string& path) {
  if (!fails(function, path) || plan().is_short) return false;
  errno = plan().error;
  return true;
}

/// How many bytes of `size` are written; -1 with errno where it fails.
ssize_t allowed(const char* function, int descriptor, std::size_t size) {
  if (!fails(function, path_of(descriptor))) return static_cast<ssize_t>(size);
  if (plan().is_short) return static_cast<ssize_t>(size / 2 + size % 2);
  errno = plan().error;
  return -1;
}

bool is_for_writing(int flags) { return (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0; }
bool is_for_writing(const char* mode) { return std::strpbrk(mode, "wa+") != nullptr; }

template <class Argument>
Argument next_argument(va_list& list, bool is_there) {
  return is_there ? va_arg(list, Argument) : Argument{};
}

int open_as(const char* function, int folder, const char* path, int flags, mode_t mode) {
  if (is_for_writing(flags) && refuses(function, absolute(folder, path))) return -1;
  return next<int(int, const char*, int, ...)>("openat64")(folder, path, flags, mode);
}

ssize_t pwrite_as(const char* function, int file, const void* data, size_t size, off64_t offset) {
  const ssize_t count = allowed(function, file, size);
  if (count < 0) return count;
  return next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64")(
      file, data, static_cast<size_t>(count), offset);
}

int truncate_as(const char* function, int file, off64_t size) {
  if (refuses(function, path_of(file))) return -1;
  return next<int(int, off64_t)>("ftruncate64")(file, size);
}

int allocate_as(const char* function, int file, off64_t offset, off64_t size) {
  if (refuses(function, path_of(file))) return errno;  // it returns what others leave in errno
  return next<int(int, off64_t, off64_t)>("posix_fallocate64")(file, offset, size);
}

std::FILE* open_stream(const char* function, const char* path, const char* mode) {
  if (is_for_writing(mode) && refuses(function, absolute(AT_FDCWD, path))) return nullptr;
  return next<std::FILE*(const char*, const char*)>("fopen64")(path, mode);
}

int make_name(const char* function, char* pattern) {
  if (refuses(function, absolute(AT_FDCWD, pattern))) return -1;
  return next<int(char*)>("mkstemp64")(pattern);
}

/// [s]
long clock_offset() {
  static std::atomic<long> readings = 0;
  return ++readings % 2 == 0 ? 0 : plan().clock_jump;
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* data, size_t size) {
  const ssize_t count = allowed("write", file, size);
  if (count < 0) return count;
  return next<ssize_t(int, const void*, size_t)>("write")(file, data, static_cast<size_t>(count));
}

ssize_t pwrite(int file, const void* data, size_t size, off_t offset) {
  return pwrite_as("pwrite", file, data, size, offset);
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t offset) {
  return pwrite_as("pwrite64", file, data, size, offset);
}

ssize_t read(int file, void* into, size_t size) {
  if (refuses("read", path_of(file))) return -1;
  return next<ssize_t(int, void*, size_t)>("read")(file, into, size);
}

ssize_t pread(int file, void* into, size_t size, off_t offset) {
  if (refuses("pread", path_of(file))) return -1;
  return next<ssize_t(int, void*, size_t, off_t)>("pread")(file, into, size, offset);
}

ssize_t pread64(int file, void* into, size_t size, off64_t offset) {
  if (refuses("pread64", path_of(file))) return -1;
  return next<ssize_t(int, void*, size_t, off64_t)>("pread64")(file, into, size, offset);
}

/// Short, it takes the first piece alone.
ssize_t writev(int file, const iovec* pieces, int count) {
  if (fails("writev", path_of(file))) {
    errno = plan().error;
    if (!plan().is_short) return -1;
    count = 1;
  }
  return next<ssize_t(int, const iovec*, int)>("writev")(file, pieces, count);
}

int fsync(int file) { return refuses("fsync", path_of(file)) ? -1 : next<int(int)>("fsync")(file); }

int fdatasync(int file) {
  return refuses("fdatasync", path_of(file)) ? -1 : next<int(int)>("fdatasync")(file);
}

int ftruncate(int file, off_t size) noexcept { return truncate_as("ftruncate", file, size); }
int ftruncate64(int file, off64_t size) noexcept { return truncate_as("ftruncate64", file, size); }

int posix_fallocate(int file, off_t offset, off_t size) {
  return allocate_as("posix_fallocate", file, offset, size);
}
int posix_fallocate64(int file, off64_t offset, off64_t size) {
  return allocate_as("posix_fallocate64", file, offset, size);
}

int rename(const char* from, const char* to) noexcept {
  if (refuses("rename", absolute(AT_FDCWD, to))) return -1;
  return next<int(const char*, const char*)>("rename")(from, to);
}

int mkdir(const char* path, mode_t mode) noexcept {
  if (refuses("mkdir", absolute(AT_FDCWD, path))) return -1;
  return next<int(const char*, mode_t)>("mkdir")(path, mode);
}

int open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const auto mode = next_argument<mode_t>(list, (flags & O_CREAT) != 0);
  va_end(list);
  return open_as("open", AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const auto mode = next_argument<mode_t>(list, (flags & O_CREAT) != 0);
  va_end(list);
  return open_as("open64", AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const auto mode = next_argument<mode_t>(list, (flags & O_CREAT) != 0);
  va_end(list);
  return open_as("openat", folder, path, flags, mode);
}

std::FILE* fopen(const char* path, const char* mode) { return open_stream("fopen", path, mode); }
std::FILE* fopen64(const char* path, const char* mode) {
  return open_stream("fopen64", path, mode);
}

int mkstemp(char* pattern) { return make_name("mkstemp", pattern); }
int mkstemp64(char* pattern) { return make_name("mkstemp64", pattern); }

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const int result = next<int(clockid_t, timespec*)>("clock_gettime")(clock, now);
  if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += clock_offset();
  return result;
}

time_t time(time_t* now) noexcept {
  timespec precise{};
  ::clock_gettime(CLOCK_REALTIME, &precise);
  if (now != nullptr) *now = precise.tv_sec;
  return precise.tv_sec;
}

int gettimeofday(timeval* now, void* zone) noexcept {
  const int result = next<int(timeval*, void*)>("gettimeofday")(now, zone);
  if (result == 0) now->tv_sec += clock_offset();
  return result;
}

}  // extern "C"
