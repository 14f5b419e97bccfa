// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.hpp"
#include "output/writer.hpp"
#include "scenarios/starter.hpp"

namespace quell {
namespace {

struct Options {
  std::string path = "scenario.toml";
  bool force = false;
};

Exit init(const Options& options) {
  OutputFile file(options.path, options.force ? Existing::replace : Existing::refuse);
  file.write(starter_scenario());
  fmt::print("{}\nfinds mistakes: quell check {}\nsimulates: quell run {}\n", options.path,
             options.path, options.path);
  return Exit::done;
}

}  // namespace

void add_init(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand(
      "init", "Write a scenario to begin with, which explains every table and key");
  auto options = std::make_shared<Options>();
  command->add_option("-o,--output,scenario", options->path, "file to write")
      ->type_name("FILE")
      ->capture_default_str();
  command->add_flag("--force", options->force, "replace an existing file");
  command->footer(
      "Examples:\n"
      "  quell init my.toml");
  command->callback([&chosen, options] { chosen = [options] { return init(*options); }; });
}

}  // namespace quell
