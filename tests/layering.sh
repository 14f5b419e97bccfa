#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# layering.sh ROOT: fails, with file and line, where a folder includes or names what it must not.
# Comments are not looked at; a word is found inside names too (PolicySpec, toml_reader).
set -eu
cd "$1"
# shellcheck disable=SC2016  # the program is for awk
find sim models output scenarios studies cli bench tests -name '*.[ch]pp' |
  LC_ALL=C sort | xargs awk '
BEGIN {
  may_include["sim"]       = "sim"
  may_include["models"]    = "sim models"
  may_include["output"]    = "sim output"
  may_include["scenarios"] = "sim models scenarios"
  may_include["studies"]   = "sim models scenarios output studies"
  may_include["cli"]       = "sim models scenarios output studies cli"
  may_include["bench"]     = may_include["cli"] " bench"
  may_include["tests"]     = may_include["cli"] " tests"
  terminal = "argv isatty"
  machines = " tbb mpi slurm"
  must_not_name["sim"]       = terminal machines " toml hdf5 policy policies agent agents"
  must_not_name["models"]    = terminal machines " toml hdf5"
  must_not_name["output"]    = terminal machines
  must_not_name["scenarios"] = terminal machines
  must_not_name["studies"]   = terminal
}
function complain(text) {
  printf "%s:%d: %s\n", FILENAME, FNR, text
  wrong = 1
}
function contains(list, item) { return index(" " list " ", " " item " ") > 0 }
function without_comments(line,   start, end) {
  if (in_comment) {
    end = index(line, "*/")
    if (!end) return ""
    line = substr(line, end + 2)
    in_comment = 0
  }
  while (match(line, /\/[\/*]/)) {
    start = RSTART
    if (substr(line, start, 2) == "//") return substr(line, 1, start - 1)
    end = index(substr(line, start + 2), "*/")
    if (!end) { in_comment = 1; return substr(line, 1, start - 1) }
    line = substr(line, 1, start - 1) " " substr(line, start + end + 3)
  }
  return line
}
function words_of(line,   i, c, spread) {  # "PolicySpec x_y" becomes "policy spec x y"
  for (i = 1; i <= length(line); ++i) {
    c = substr(line, i, 1)
    if (c ~ /[A-Z]/ && i > 1 && substr(line, i - 1, 1) ~ /[a-z0-9]/) spread = spread " "
    spread = spread (c ~ /[A-Za-z0-9]/ ? c : " ")
  }
  return tolower(spread)
}
FNR == 1 {
  in_comment = 0
  layer = FILENAME
  sub(/\/.*/, "", layer)
  if (layer == "tests" && FILENAME ~ /^tests\/consumer\//) layer = "cli"
  n_banned = split(must_not_name[layer], banned, " ")
}
{ code = without_comments($0) }
code ~ /^[ \t]*#[ \t]*include[ \t]*["<]/ {
  path = code
  sub(/^[^"<]*/, "", path)
  quoted = substr(path, 1, 1) == "\""
  sub(/^["<]/, "", path)
  sub(/[">].*/, "", path)
  folder = path
  has_folder = sub(/\/.*/, "", folder)
  if (quoted && !(has_folder && folder in may_include)) {
    complain("\"" path "\" is not a path from the root; write \"folder/file.hpp\", or <...> for a library")
  } else if (quoted && !contains(may_include[layer], folder)) {
    complain(layer " must not include " folder " (it may include: " may_include[layer] ")")
  } else if (!quoted && has_folder && folder in may_include) {
    complain("write \"" path "\": our own headers are quoted")
  }
}
n_banned && code ~ /[A-Za-z]/ {
  words = words_of(code)
  for (i = 1; i <= n_banned; ++i) {
    if (index(words, banned[i]) && contains(words, banned[i])) {
      complain(layer " must not name " banned[i])
    }
  }
}
END { exit wrong }
'
