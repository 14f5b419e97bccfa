#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# layering_test.sh LAYERING: the layering check itself, on a made-up tree: it passes a tree that obeys
# and finds each mistake below, one at a time.
set -eu
layering=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failures=0

fresh_tree() {
  rm -rf "${root:?}"/*
  for folder in sim models output scenarios studies cli bench tests; do
    mkdir "$root/$folder"
    printf '#pragma once\n#include <vector>\n#include "sim/a.hpp"\n' >"$root/$folder/a.hpp"
  done
  # Words are allowed in comments, and where they are only part of another word.
  printf '// the toml policy\n/* agent\n hdf5 */ int urgent_policyholder;\n' >"$root/sim/b.cpp"
  printf '#include "studies/a.hpp"\n#include "tests/a.hpp"\nint argv;\n' >"$root/tests/b.cpp"
}

finds() { # finds FILE LINE MESSAGE: LINE alone in FILE must give FILE:1: MESSAGE
  fresh_tree
  printf '%s\n' "$2" >"$root/$1"
  if found=$(sh "$layering" "$root") || [ "${found#"$1:1: $3"}" = "$found" ]; then
    echo "$1 with: $2"
    echo "  expected: $1:1: $3"
    echo "  found:    $found"
    failures=$((failures + 1))
  fi
}

fresh_tree
sh "$layering" "$root" || { echo "a tree without mistakes was refused"; failures=1; }

finds sim/x.hpp '#include "models/a.hpp"' 'sim must not include models'
finds sim/x.hpp '  #  include "output/a.hpp"' 'sim must not include output'
finds models/x.cpp '#include "scenarios/a.hpp"' 'models must not include scenarios'
finds models/x.cpp '#include "output/a.hpp"' 'models must not include output'
finds output/x.cpp '#include "models/a.hpp"' 'output must not include models'
finds scenarios/x.cpp '#include "output/a.hpp"' 'scenarios must not include output'
finds studies/x.cpp '#include "cli/a.hpp"' 'studies must not include cli'
finds cli/x.cpp '#include "tests/a.hpp"' 'cli must not include tests'
finds bench/x.cpp '#include "tests/a.hpp"' 'bench must not include tests'
finds tests/x.cpp '#include "bench/a.hpp"' 'tests must not include bench'
finds cli/x.cpp '#include "a.hpp"' '"a.hpp" is not a path from the root'
finds cli/x.cpp '#include <sim/a.hpp>' 'write "sim/a.hpp"'
finds sim/x.cpp 'struct PolicySpec;  // a comment' 'sim must not name policy'
finds sim/x.cpp '/* c */ int n_agents;' 'sim must not name agents'
finds sim/x.cpp '#include <hdf5.h>' 'sim must not name hdf5'
finds models/x.cpp '#include <toml++/toml.h>' 'models must not name toml'
finds scenarios/x.cpp '#include <tbb/parallel_for.h>' 'scenarios must not name tbb'
finds studies/x.cpp 'void f(char** argv);' 'studies must not name argv'
finds output/x.cpp 'bool tty = isatty(1);' 'output must not name isatty'

exit "$((failures > 0))"
