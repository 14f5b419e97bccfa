// SPDX-License-Identifier: BSD-3-Clause
#include "output/encode.hpp"

#include "output/layout.hpp"
#include "output/seal.hpp"

namespace quell {

std::vector<std::byte> encode(const Dataset& data) {
  const QuietHdf5 quiet;
  const Handle file = create_image();
  write_layout(file, data, schema);
  std::vector<std::byte> bytes = take_image(file);
  (void)open_image(bytes);  // no file is published that HDF5 itself would refuse
  seal(bytes);
  return bytes;
}

}  // namespace quell
