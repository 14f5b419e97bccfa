// SPDX-License-Identifier: BSD-3-Clause
// Compiled with Catch2 2 only; Catch2 3 brings its own main.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
