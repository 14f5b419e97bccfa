// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace quell {

/// A document with a line break behind it; what is not UTF-8 is replaced.
inline std::string json_text(const nlohmann::ordered_json& root, int indent = 2) {
  return root.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace quell
