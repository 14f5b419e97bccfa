# SPDX-License-Identifier: BSD-3-Clause
# quell_policies: the names listed in models/policies/policies.inc, so that a new policy is named once.
set(quell_policies_list "${PROJECT_SOURCE_DIR}/models/policies/policies.inc")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${quell_policies_list}")
file(STRINGS "${quell_policies_list}" quell_policies REGEX "^QUELL_POLICY")
list(TRANSFORM quell_policies REPLACE "^QUELL_POLICY\\((.+)\\)$" "\\1")
