// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace quell {

// Files that a report carries with it, and the SHA-256 of those that a browser is to run or apply,
// by which the page allows them and nothing else. The definitions are written by the build.
std::string_view uplot_script();
std::string_view uplot_script_sha256();
std::string_view uplot_style();
std::string_view uplot_style_sha256();
std::string_view uplot_licence();
std::string_view report_script();
std::string_view report_script_sha256();
std::string_view report_style();
std::string_view report_style_sha256();

}  // namespace quell
