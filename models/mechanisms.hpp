// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace quell {

/// One of M1 ... M22 of docs/sources.md. Which parameters belong to it is not written here: those
/// whose `source` names it.
struct Mechanism {
  std::string_view id;
  std::string_view name;
  std::string_view form;
  std::string_view test;  ///< files under tests/models that name it: "a_test.cpp, b_test.cpp"
  std::string_view why_no_parameter = {};  ///< where no parameter names it
};

/// In the order of their numbers.
std::span<const Mechanism> all_mechanisms();

/// "M1", "M16" and so on, as they stand in a parameter's `source`.
std::vector<std::string_view> mechanisms_in(std::string_view source);

}  // namespace quell
