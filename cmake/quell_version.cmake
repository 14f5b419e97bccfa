# SPDX-License-Identifier: BSD-3-Clause
# The build's commit. Included by the project it declares the target quell_version, which runs this
# same file as a script at every build; version.cpp is rewritten only when its text changes, so that
# a build without a new commit compiles nothing.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  find_package(Git QUIET)
  set(QUELL_VERSION_CPP "${PROJECT_BINARY_DIR}/generated/version.cpp")
  add_custom_target(quell_version
    COMMAND "${CMAKE_COMMAND}"
      "-DSOURCE_DIR=${PROJECT_SOURCE_DIR}" "-DVERSION=${PROJECT_VERSION}"
      "-DGIT=$<$<BOOL:${GIT_FOUND}>:${GIT_EXECUTABLE}>" "-DOUTPUT=${QUELL_VERSION_CPP}"
      -P "${CMAKE_CURRENT_LIST_FILE}"
    BYPRODUCTS "${QUELL_VERSION_CPP}"
    COMMENT "Asking git for the commit"
    VERBATIM)
  return()
endif()

# git(<result> <argument>...): standard output, or "" when git fails or is missing.
function(git result)
  set(text "")
  if(GIT)
    execute_process(
      COMMAND "${CMAKE_COMMAND}" -E env GIT_OPTIONAL_LOCKS=0 "${GIT}" ${ARGN}
      WORKING_DIRECTORY "${SOURCE_DIR}"
      OUTPUT_VARIABLE text ERROR_QUIET RESULT_VARIABLE code OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT code EQUAL 0)
      set(text "")
    endif()
  endif()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

set(GIT_HASH unknown)
file(TIMESTAMP "${SOURCE_DIR}/CHANGELOG.md" SOURCE_DATE "%Y-%m-%d" UTC)
file(REAL_PATH "${SOURCE_DIR}" source_dir)
git(top rev-parse --show-toplevel)
if(top)
  file(REAL_PATH "${top}" top)
endif()
if(top STREQUAL source_dir)  # not a tarball unpacked inside somebody else's repository
  git(hash rev-parse --short=12 HEAD)
  if(hash)
    set(GIT_HASH "${hash}")
    git(SOURCE_DATE log -1 --format=%cs)
    git(changes status --porcelain --untracked-files=no)
    if(changes)
      string(APPEND GIT_HASH "+dirty")
    endif()
  endif()
endif()
configure_file("${CMAKE_CURRENT_LIST_DIR}/version.cpp.in" "${OUTPUT}" @ONLY)
