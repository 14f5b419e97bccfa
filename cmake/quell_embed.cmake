# SPDX-License-Identifier: BSD-3-Clause
# cmake -DINPUT=FILE -DOUTPUT=FILE.cpp -P quell_embed.cmake: builtin_targets_toml() as a C++ source.
# A raw string literal may hold at most 64 KiB in some compilers; the file has a tenth of that.
file(READ "${INPUT}" text)
file(WRITE "${OUTPUT}.new" "// Made by the build from scenarios/targets/decline-2016.toml.
#include \"scenarios/builtin.hpp\"

namespace quell {
std::string_view builtin_targets_toml() {
  return R\"toml_text(${text})toml_text\";
}
}  // namespace quell
")
file(COPY_FILE "${OUTPUT}.new" "${OUTPUT}" ONLY_IF_DIFFERENT)
file(REMOVE "${OUTPUT}.new")
