// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/sections/sections.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "file",
          .kind = ParamKind::text,
          .unit = "1",
          .doc = "edge list, plain or gzip: `follower followed` on each line, # for comments; "
                 "relative to the scenario's folder",
          .source = "scenario choice"},
    Param{.key = "min_followers",
          .kind = ParamKind::count,
          .unit = "followers",
          .doc = "whoever has so many in the file is a pro account, all others are audience",
          .source = "scenario choice",
          .fallback = 1,
          .min = 1,
          .max = 1e6},
    Param{.key = "crc32",
          .kind = ParamKind::text,
          .unit = "1",
          .doc =
              "CRC-32 that the file's content must have, unpacked, in 8 hexadecimal digits; any: "
              "it is filled in",
          .source = "scenario choice",
          .text_fallback = "any"},
};

}  // namespace

extern constexpr SectionSpec section_graph{
    .name = "graph",
    .summary = "A real follow graph to start from, in place of a drawn one.",
    .params = params,
    .absence = Absence::switches_off};

}  // namespace quell
