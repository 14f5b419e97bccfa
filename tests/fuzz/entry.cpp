// SPDX-License-Identifier: BSD-3-Clause
// What libFuzzer calls; QUELL_FUZZ_ENTRY is the target.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/target.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>
#endif
#endif

extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*words*/) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
  // A copy of the process in which HDF5 crashes is not to report that.
  ::pthread_atfork(nullptr, nullptr, [] { __sanitizer_set_death_callback(nullptr); });
#endif
#endif
  quell::fuzz::close_inherited_files();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  quell::QUELL_FUZZ_ENTRY({reinterpret_cast<const char*>(data), size});
  return 0;
}
