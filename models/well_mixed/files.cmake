# SPDX-License-Identifier: BSD-3-Clause
set(files
  channels.cpp
  forcing.cpp
  mixture.cpp
  mixture_drift.cpp
  mixture_moves.cpp
  mixture_rates.cpp
  mixture_start.cpp
  record.cpp
  section.cpp
  uptake_table.cpp
  well_mixed.cpp)
