// SPDX-License-Identifier: BSD-3-Clause
// What a result says of itself, in words for tables and pages.
#pragma once

#include <string>

#include "output/dataset.hpp"

namespace quell {

/// Of the root group, as text; "-" where the file has none.
std::string attribute_text(const Dataset& data, const char* name);

/// A clause that says from when on a fork has its own future; else nothing.
std::string fork_note(const Dataset& data);

/// What a count stands for, as a sentence; nothing at the real size.
std::string scale_note(const Dataset& data);

}  // namespace quell
