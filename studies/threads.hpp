// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <functional>

namespace quell {

/// Calls `body` with 0 ... count-1 on `jobs` threads, that of the call among them. What one call
/// throws, this throws; those that have not begun are left out then.
void for_each_on_threads(unsigned jobs, std::size_t count,
                         const std::function<void(std::size_t)>& body);

/// An Executor for what is called so: threads that have nothing else to do help. Calls `body` with
/// pieces [begin, end) of [0, count), in no order; a thread that waits for the others begins
/// nothing else meanwhile.
void for_each_piece(std::size_t count,
                    const std::function<void(std::size_t begin, std::size_t end)>& body);

}  // namespace quell
