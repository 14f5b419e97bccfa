// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include "models/observables.hpp"

namespace quell {

/// "time x segment": the axes of an observable within one replicate.
std::string_view shape_text(Shape shape);

/// How a result file stores an observable: of counts that depends on the variant of the model.
std::string_view storage_text(const Observable& observable);

/// When counts are no integers, as a sentence.
std::string means_note();

/// Text of cli/output_page.md, in which @name@ stands for a table; the definition is written by the
/// build.
std::string_view output_page_template();

/// docs/output.md: what a result file holds, from the tables that it is written by.
std::string output_page();

}  // namespace quell
