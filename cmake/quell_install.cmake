# SPDX-License-Identifier: BSD-3-Clause
# cmake --install: the program, the libraries, their headers, the scenarios and find_package(quell).
include(CMakePackageConfigHelpers)
set(quell_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/quell")

install(TARGETS quell quell_sim quell_models quell_output quell_scenarios quell_studies
  EXPORT quell
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY sim models output scenarios studies
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/quell"
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.inc"
  PATTERN hdf5_file.hpp EXCLUDE  # internal: these two need the header of HDF5
  PATTERN layout.hpp EXCLUDE)
install(DIRECTORY scenarios/
  DESTINATION "${CMAKE_INSTALL_DATADIR}/quell/scenarios"
  FILES_MATCHING PATTERN "*.toml" PATTERN "*.edges")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

install(EXPORT quell
  FILE quellTargets.cmake NAMESPACE quell:: DESTINATION "${quell_package_dir}")
configure_package_config_file(cmake/quellConfig.cmake.in quellConfig.cmake
  INSTALL_DESTINATION "${quell_package_dir}")
write_basic_package_version_file(quellConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/quellConfig.cmake"
  "${PROJECT_BINARY_DIR}/quellConfigVersion.cmake"
  cmake/quell_dependencies.cmake
  DESTINATION "${quell_package_dir}")
