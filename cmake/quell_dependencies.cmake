# SPDX-License-Identifier: BSD-3-Clause
# The libraries that quell links; also installed, so that find_package(quell) finds the same ones.
# Sets <missing> to one line for each library that is not there, naming its Debian package.
# A macro: FindHDF5 and others keep results in variables of the caller's folder.
macro(quell_find_dependencies missing)
  set(${missing} "")

  find_package(Boost 1.74 QUIET CONFIG)
  if(NOT TARGET Boost::headers)
    list(APPEND ${missing} "Boost 1.74 or later (headers): apt-get install libboost-dev")
  endif()

  find_package(fmt QUIET CONFIG)
  if(NOT TARGET fmt::fmt)
    list(APPEND ${missing} "fmt: apt-get install libfmt-dev")
  endif()

  find_package(CLI11 QUIET CONFIG)
  if(NOT TARGET CLI11::CLI11)
    list(APPEND ${missing} "CLI11: apt-get install libcli11-dev")
  endif()

  find_package(tomlplusplus QUIET CONFIG)
  if(NOT TARGET tomlplusplus::tomlplusplus)  # older packages have a pkg-config file only
    find_package(PkgConfig QUIET)
    if(PKG_CONFIG_FOUND)
      pkg_check_modules(tomlplusplus QUIET IMPORTED_TARGET tomlplusplus)
    endif()
    if(TARGET PkgConfig::tomlplusplus)
      add_library(tomlplusplus::tomlplusplus INTERFACE IMPORTED)
      target_link_libraries(tomlplusplus::tomlplusplus INTERFACE PkgConfig::tomlplusplus)
    else()
      list(APPEND ${missing} "toml++ 3: apt-get install libtomlplusplus-dev pkg-config")
    endif()
  endif()

  find_package(ZLIB QUIET)
  if(NOT TARGET ZLIB::ZLIB)
    list(APPEND ${missing} "zlib: apt-get install zlib1g-dev")
  endif()

  # The shared library brings some thirty others (curl, TLS, LDAP, Kerberos), for files on the web,
  # and loading them takes as long as 50,000 events. Where there is no static one it serves as well;
  # -DHDF5_USE_STATIC_LIBRARIES=OFF asks for it.
  set(HDF5_PREFER_PARALLEL FALSE)
  if(NOT DEFINED HDF5_USE_STATIC_LIBRARIES)
    set(HDF5_USE_STATIC_LIBRARIES TRUE)
  endif()
  find_package(HDF5 QUIET COMPONENTS C)
  if(NOT TARGET HDF5::HDF5)
    list(APPEND ${missing} "HDF5 (C, serial): apt-get install libhdf5-dev")
  else()
    set_property(TARGET HDF5::HDF5 APPEND PROPERTY INTERFACE_LINK_OPTIONS LINKER:--as-needed)
  endif()

  find_package(TBB QUIET CONFIG)
  if(NOT TARGET TBB::tbb)
    list(APPEND ${missing} "oneTBB: apt-get install libtbb-dev")
  endif()

  find_path(QUELL_RANDOM123_INCLUDE_DIR Random123/philox.h)
  mark_as_advanced(QUELL_RANDOM123_INCLUDE_DIR)
  if(NOT QUELL_RANDOM123_INCLUDE_DIR)
    list(APPEND ${missing} "Random123: apt-get install librandom123-dev")
  elseif(NOT TARGET Random123::Random123)
    add_library(Random123::Random123 INTERFACE IMPORTED)
    target_include_directories(Random123::Random123 INTERFACE "${QUELL_RANDOM123_INCLUDE_DIR}")
  endif()

  find_package(nlohmann_json QUIET CONFIG)
  if(NOT TARGET nlohmann_json::nlohmann_json)
    list(APPEND ${missing} "JSON for Modern C++: apt-get install nlohmann-json3-dev")
  endif()
endmacro()
