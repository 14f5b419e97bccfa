# SPDX-License-Identifier: BSD-3-Clause
set(files
  compartments.cpp
  rate_equations.cpp
  reactions.cpp
  section.cpp
  systems.cpp)
