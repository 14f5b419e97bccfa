// SPDX-License-Identifier: BSD-3-Clause
// `quell completion` and `quell man`: texts made from the definitions of all commands.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/completion_scripts.hpp"
#include "cli/manual.hpp"
#include "output/errors.hpp"
#include "output/writer.hpp"
#include "scenarios/suggest.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

Existing existing(bool force) { return force ? Existing::replace : Existing::refuse; }

struct CompletionOptions {
  std::string shell;
  std::string output;
  bool force = false;
};

std::string script_for(const std::string& shell, const CommandInfo& root) {
  if (shell == "bash") return bash_completion(root);
  return shell == "zsh" ? zsh_completion(root) : fish_completion(root);
}

Exit complete(const CLI::App& app, const CompletionOptions& options) {
  const std::string script = script_for(options.shell, command_tree(app));
  if (options.output.empty()) {
    fmt::print("{}", script);
  } else {
    OutputFile(options.output, existing(options.force)).write(script);
  }
  return Exit::done;
}

struct ManualOptions {
  std::vector<std::string> command;
  std::string folder;
  bool force = false;
};

/// Every page, into a folder that is made where it is missing. Throws OutputError.
void write_pages(const CommandInfo& root, const ManualOptions& options) {
  const fs::path folder{options.folder};
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder, error)) {
    throw OutputError(fmt::format("cannot create the folder {} ({}) pass another one to --folder",
                                  folder.string(), error.message()));
  }
  for (const CommandInfo* command : all_commands(root)) {
    OutputFile(folder / (manual_name(*command) + ".1"), existing(options.force))
        .write(manual_page(root, *command));
  }
}

Exit show_manual(const CLI::App& app, const ManualOptions& options) {
  const CommandInfo root = command_tree(app);
  if (!options.folder.empty()) {
    write_pages(root, options);
    return Exit::done;
  }
  const CommandInfo* shown = &root;
  for (const std::string& word : options.command) {
    std::vector<std::string> names;
    for (const CommandInfo& below : shown->commands) names.push_back(below.name());
    const auto at = std::find(names.begin(), names.end(), word);
    if (at == names.end()) {
      const std::vector<std::string_view> views(names.begin(), names.end());
      fmt::print(stderr, "quell: error: {} has no command '{}' ({}).{}\n", shown->path, word,
                 names.empty() ? "nor any other" : "it has: " + listed(views),
                 did_you_mean(word, views));
      return Exit::usage;
    }
    shown = &shown->commands[static_cast<std::size_t>(at - names.begin())];
  }
  fmt::print("{}", manual_page(root, *shown));
  return Exit::done;
}

}  // namespace

void add_completion(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("completion", "Print a script that completes the command line of a shell");
  auto options = std::make_shared<CompletionOptions>();
  command->add_option("shell", options->shell, "which shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("SHELL");
  command->add_option("-o,--output", options->output, "file to write (default: standard output)")
      ->type_name("FILE");
  command->add_flag("--force", options->force, "replace an existing file");
  command->footer(
      "Examples:\n"
      "  quell completion bash -o ~/.local/share/bash-completion/completions/quell\n"
      "  quell completion zsh -o ~/.zsh/functions/_quell     # a folder of $fpath\n"
      "  quell completion fish -o ~/.config/fish/completions/quell.fish");
  command->callback(
      [&app, &chosen, options] { chosen = [&app, options] { return complete(app, *options); }; });
}

void add_man(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("man", "Print a manual page, for man -l");
  auto options = std::make_shared<ManualOptions>();
  command->add_option("command", options->command, "which command (default: quell itself)")
      ->type_name("COMMAND");
  command->add_option("--folder", options->folder, "write all pages into this folder")
      ->type_name("DIR");
  command->add_flag("--force", options->force, "replace existing pages");
  command->footer(
      "Examples:\n"
      "  quell man sweep run | man -l -\n"
      "  quell man --folder ~/.local/share/man/man1");
  command->callback([&app, &chosen, options] {
    chosen = [&app, options] { return show_manual(app, *options); };
  });
}

}  // namespace quell
