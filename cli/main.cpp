// SPDX-License-Identifier: BSD-3-Clause
#include "cli/commands.hpp"

int main(int argc, char** argv) { return quell::run_command_line(argc, argv); }
