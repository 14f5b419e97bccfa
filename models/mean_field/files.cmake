# SPDX-License-Identifier: BSD-3-Clause
set(files mean_field.cpp)
