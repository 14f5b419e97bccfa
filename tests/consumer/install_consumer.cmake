# SPDX-License-Identifier: BSD-3-Clause
# Installs quell to a fresh folder and builds a program against it, as a user of the package would.
set(work "${BUILD_DIR}/install_consumer")
file(REMOVE_RECURSE "${work}")

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "failed (${code}): ${ARGN}")
  endif()
endfunction()

run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --config "${CONFIG}" --prefix "${work}/prefix")
run("${CMAKE_COMMAND}" -S "${CONSUMER_DIR}" -B "${work}/build" -G "${GENERATOR}"
  "-DCMAKE_BUILD_TYPE=${CONFIG}" "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_C_COMPILER=${C}"
  "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}" "-DCMAKE_PREFIX_PATH=${work}/prefix\\;${PREFIX_PATH}")
run("${CMAKE_COMMAND}" --build "${work}/build" --config "${CONFIG}")
run("${work}/build/consumer")
run("${work}/prefix/bin/quell" --help)
foreach(made man/man1/quell.1 man/man1/quell-sweep-run.1 bash-completion/completions/quell
    zsh/site-functions/_quell fish/vendor_completions.d/quell.fish)
  if(NOT EXISTS "${work}/prefix/share/${made}")
    message(FATAL_ERROR "not installed: share/${made}")
  endif()
endforeach()
