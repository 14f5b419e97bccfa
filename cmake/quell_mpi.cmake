# SPDX-License-Identifier: BSD-3-Clause
# quell_add_mpi_program(<name> <target>...): quell-mpi against one MPI library.
function(quell_add_mpi_program name)
  add_executable(${name} "${PROJECT_SOURCE_DIR}/cli/mpi_main.cpp")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE
    quell_commands quell_warnings CLI11::CLI11 fmt::fmt ${ARGN})
endfunction()
