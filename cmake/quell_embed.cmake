# SPDX-License-Identifier: BSD-3-Clause
# quell_embed(SOURCES FUNCTION FILE HEADER): a C++ source, appended to the list SOURCES, that defines
# what HEADER declares in namespace quell: `std::string_view FUNCTION()`, the content of FILE, and,
# where a fifth argument is HASHED, `std::string_view FUNCTION_sha256()`, in hexadecimal digits.
# The same file does the work when the build runs it as a script.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(quell_embed_script "${CMAKE_CURRENT_LIST_FILE}")
  function(quell_embed sources function file header)
    cmake_path(ABSOLUTE_PATH file NORMALIZE)
    set(source "${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp")
    add_custom_command(OUTPUT "${source}"
      COMMAND "${CMAKE_COMMAND}" "-DINPUT=${file}" "-DOUTPUT=${source}" "-DFUNCTION=${function}"
        "-DHEADER=${header}" "-DHASHED=${ARGN}" -P "${quell_embed_script}"
      DEPENDS "${file}" "${quell_embed_script}"
      VERBATIM)
    set(${sources} ${${sources}} "${source}" PARENT_SCOPE)
  endfunction()
  return()
endif()

# A raw string literal may hold at most 64 KiB in some compilers; the largest file has 52.
file(READ "${INPUT}" text)
cmake_path(GET INPUT FILENAME name)
set(hash "")
if(HASHED)
  file(SHA256 "${INPUT}" digits)
  set(hash "std::string_view ${FUNCTION}_sha256() { return \"${digits}\"; }\n")
endif()
file(WRITE "${OUTPUT}.new" "// Made by the build from ${name}.
#include \"${HEADER}\"

namespace quell {
std::string_view ${FUNCTION}() {
  return R\"embedded_text(${text})embedded_text\";
}
${hash}}  // namespace quell
")
file(COPY_FILE "${OUTPUT}.new" "${OUTPUT}" ONLY_IF_DIFFERENT)
file(REMOVE "${OUTPUT}.new")
