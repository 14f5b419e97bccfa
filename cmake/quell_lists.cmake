# SPDX-License-Identifier: BSD-3-Clause
# quell_read_list(<variable> <file> <macro>): the names in a file of lines <macro>(name), which the code
# includes too, so that a new policy or variant is named once.
function(quell_read_list variable file macro)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(STRINGS "${file}" names REGEX "^${macro}")
  list(TRANSFORM names REPLACE "^${macro}\\((.+)\\)$" "\\1")
  set(${variable} "${names}" PARENT_SCOPE)
endfunction()

quell_read_list(quell_policies "${PROJECT_SOURCE_DIR}/models/policies/policies.inc" QUELL_POLICY)
