// SPDX-License-Identifier: BSD-3-Clause
#include "output/dataset.hpp"

#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

TEST_CASE("dataset: entries are found by name, and only by the whole of it", "[output]") {
  const Dataset data = sample_dataset();
  CHECK(data.find_dimension("time") == &data.dimensions[1]);
  CHECK(data.find_variable("accounts") == &data.variables[1]);
  CHECK(std::get<double>(*data.find_attribute("scale")) == 0.1);
  CHECK(data.find_dimension("tim") == nullptr);
  CHECK(data.find_variable("time") == nullptr);
  CHECK(data.find_attribute("") == nullptr);
}
