# SPDX-License-Identifier: BSD-3-Clause
set(files
  forcing.cpp
  mixture.cpp
  mixture_drift.cpp
  mixture_moves.cpp
  mixture_rates.cpp
  record.cpp
  uptake_table.cpp
  well_mixed.cpp)
