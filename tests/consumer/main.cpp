// SPDX-License-Identifier: BSD-3-Clause
#include <iostream>

#include "sim/units.hpp"
#include "sim/version.hpp"

int main() {
  std::cout << "built against quell " << quell::version() << '\n';
  return quell::version().empty() ? 1 : 0;
}
