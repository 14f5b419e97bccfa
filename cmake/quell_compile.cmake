# SPDX-License-Identifier: BSD-3-Clause
# How every target of quell is compiled.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(QUELL_CCACHE ccache)
mark_as_advanced(QUELL_CCACHE)
if(QUELL_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${QUELL_CCACHE}")
endif()

# GCC fuses a*b+c into one rounding where the processor can, Clang rounds twice: without this a
# result would depend on the compiler and on -march. Results are promised to be byte-identical.
add_compile_options(-ffp-contract=off)
if(QUELL_NATIVE)
  add_compile_options(-march=native)
endif()

# Optimization guided by a profile, in two builds in one folder: `train` counts which way branches go
# while its quell runs, `use` places and inlines by the counts. Functions that did not run are
# compiled as ever.
if(QUELL_GUIDED)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    message(FATAL_ERROR "QUELL_GUIDED=${QUELL_GUIDED} needs GCC, and the compiler is "
                        "${CMAKE_CXX_COMPILER_ID}. Leave it out, or set CMAKE_CXX_COMPILER to g++.")
  endif()
  if(QUELL_GUIDED STREQUAL "train")
    add_compile_options(-fprofile-generate -fprofile-update=prefer-atomic)
    add_link_options(-fprofile-generate)
  elseif(QUELL_GUIDED STREQUAL "use")
    add_compile_options(-fprofile-use -fprofile-partial-training -Wno-missing-profile)
  else()
    message(FATAL_ERROR "QUELL_GUIDED is '${QUELL_GUIDED}'; it is train, use or empty.")
  endif()
endif()

if(QUELL_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release")
  include(CheckIPOSupported)
  check_ipo_supported(RESULT quell_ipo OUTPUT quell_ipo_reason LANGUAGES CXX)
  if(quell_ipo)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
    # Only here can the compiler see that two files mean different things by one name.
    add_link_options($<$<CXX_COMPILER_ID:GNU>:-Werror=odr>)
    # False with "x" + std::string, as -Wrestrict below.
    add_link_options($<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)
  else()
    message(STATUS "no link-time optimization: ${quell_ipo_reason}")
  endif()
endif()

# -Werror comes from CMAKE_COMPILE_WARNING_AS_ERROR, set by the presets for developers.
add_library(quell_warnings INTERFACE)
target_compile_options(quell_warnings INTERFACE
  -Wall -Wextra -Wpedantic
  -Wcast-align -Wconversion -Wdouble-promotion -Wformat=2 -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wshadow -Wundef -Wunused
  -Wno-missing-field-initializers  # designated initializers leave the rest at its default
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wlogical-op>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # false with "x" + std::string at -O3 (GCC PR105329)

# quell_library(<layer> <source>...): the static library quell_<layer>, quell::<layer> to others.
function(quell_library layer)
  add_library(quell_${layer} STATIC ${ARGN})
  add_library(quell::${layer} ALIAS quell_${layer})
  set_target_properties(quell_${layer} PROPERTIES EXPORT_NAME ${layer})
  target_compile_features(quell_${layer} PUBLIC cxx_std_20)
  target_include_directories(quell_${layer} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/quell>)
  target_link_libraries(quell_${layer} PRIVATE $<BUILD_INTERFACE:quell_warnings>)
endfunction()
