# SPDX-License-Identifier: BSD-3-Clause
set(files
  aggregates.cpp
  group_bans.cpp
  group_process.cpp
  group_sizes.cpp)
