// SPDX-License-Identifier: BSD-3-Clause
// Completions and manual pages, which are made from the definitions of the commands.
#include <fmt/format.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/command_tree.hpp"
#include "cli/commands.hpp"
#include "cli/completion_scripts.hpp"
#include "cli/manual.hpp"
#include "models/observables.hpp"
#include "models/registry.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

using Names = std::vector<std::string>;

/// All commands as the program has them.
struct Commands {
  CLI::App app{"a program", "quell"};
  Command chosen;
  Commands() { add_commands(app, chosen); }
  [[nodiscard]] CommandInfo tree() const { return command_tree(app); }
};

/// Calls `visit(app, path)` for the program and every command.
void for_each_app(const CLI::App& app, const std::string& path, const auto& visit) {
  visit(app, path);
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    for_each_app(*command, path + ' ' + command->get_name(), visit);
  }
}

/// Null where there is none of that name.
const CLI::App* command_of(const CLI::App& app, const std::string& name) {
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

Names words_of(const std::string& text) {
  std::istringstream stream(text);
  Names words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

Names lines_of(const std::string& text) {
  std::istringstream stream(text);
  Names lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The first line that holds both texts, or "".
std::string line_with(const std::string& text, const std::string& a, const std::string& b = "") {
  for (const std::string& line : lines_of(text)) {
    if (line.find(a) != std::string::npos && line.find(b) != std::string::npos) return line;
  }
  return "";
}

std::string dashes_escaped(const std::string& name) {
  std::string out;
  for (const char c : name) out += c == '-' ? std::string{"\\-"} : std::string{c};
  return out;
}

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  return names;
}

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

bool has_tool(const std::string& name) {
  return std::system(("command -v " + name + " >/dev/null").c_str()) == 0;  // NOLINT
}

/// Standard output and error of a line of shell; fails the test where it fails.
std::string output_of(const TemporaryFolder& folder, const std::string& line) {
  const std::string out = folder / "out";
  const int status = std::system(fmt::format("{{ {}\n}} >'{}' 2>&1", line, out).c_str());  // NOLINT
  std::string text = text_of(out);
  INFO(line << "\n" << text);
  CHECK(WEXITSTATUS(status) == 0);
  return text;
}

/// What bash offers for the last of the words.
Names completed_by_bash(const TemporaryFolder& folder, const Names& words) {
  std::string line = "cd '" + (folder / "").parent_path().string() + "'; bash -c '. ./quell.bash; ";
  line += "COMP_WORDS=(";
  for (const std::string& word : words) line += " \"" + word + "\"";
  line += fmt::format(R"(); COMP_CWORD={}; _quell; printf "%s\n" "${{COMPREPLY[@]}}"')",
                      words.size() - 1);
  Names found = lines_of(output_of(folder, line));
  if (found == Names{""}) found.clear();
  return sorted(found);
}

}  // namespace

TEST_CASE("completion: every command and option stands in every script and on its page", "[cli]") {
  const Commands commands;
  const CommandInfo root = commands.tree();
  const Names scripts{bash_completion(root), zsh_completion(root), fish_completion(root)};
  std::size_t count = 0;
  for_each_app(commands.app, "quell", [&](const CLI::App& app, const std::string& path) {
    CAPTURE(path);
    const auto all = all_commands(root);
    const auto info = std::find_if(all.begin(), all.end(),
                                   [&](const CommandInfo* one) { return one->path == path; });
    REQUIRE(info != all.end());
    const std::string page = manual_page(root, **info);
    std::string function = "_" + path;
    std::replace(function.begin(), function.end(), ' ', '_');
    function += "() {";
    const std::size_t in_zsh = scripts[1].find("\n" + function);
    REQUIRE(in_zsh != std::string::npos);
    const std::string zsh = scripts[1].substr(in_zsh, scripts[1].find("\n}\n", in_zsh) - in_zsh);
    const std::string bash = line_with(scripts[0], "'" + path + "') _quell_words '-h ");
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        CAPTURE(name);
        CHECK((bash + " ").find(" --" + name) != std::string::npos);
        CHECK(zsh.find("--" + name) != std::string::npos);
        CHECK(!line_with(scripts[2], "\"" + path + "\"'", " -l " + name + " ").empty());
        CHECK(page.find("\\fB\\-\\-" + dashes_escaped(name) + "\\fR") != std::string::npos);
        ++count;
      }
      for (const std::string& name : option->get_snames()) {
        CHECK(bash.find("-" + name + " ") != std::string::npos);
        CHECK(!line_with(scripts[2], "\"" + path + "\"'", " -s " + name + " ").empty());
      }
    }
  });
  CHECK(count > 100);
}

TEST_CASE("completion: bash completes commands, options, values and words", "[cli]") {
  if (!has_tool("bash")) return;
  const TemporaryFolder folder;
  std::ofstream(folder / "quell.bash") << bash_completion(Commands().tree());
  std::ofstream(folder / "my scenario.toml").flush();
  std::filesystem::create_directory(folder / "my.sweep");
  output_of(folder, "bash -n '" + (folder / "quell.bash").string() + "'");
  const auto completed = [&](const Names& words) { return completed_by_bash(folder, words); };

  CHECK(completed({"quell", "sw"}) == Names{"sweep"});
  CHECK(completed({"quell", "sweep", ""}) == Names{"merge", "plan", "run", "slurm", "status"});
  CHECK(completed({"quell", "run", "--sc"}) == Names{"--scale"});
  CHECK(completed({"quell", "sweep", "run", "x.toml", "--ret"}) == Names{"--retry-failed"});
  CHECK(completed({"quell", "run", "my"}) == Names{"my scenario.toml", "my.sweep"});
  CHECK(completed({"quell", "run", "--seed", "3", "my s"}) == Names{"my scenario.toml"});
  CHECK(completed({"quell", "run", "a.toml", "my"}).empty());  // it takes one file
  CHECK(completed({"quell", "run", "a.toml", "-o", "my s"}) == Names{"my scenario.toml"});
  CHECK(completed({"quell", "run", "a.toml", "--output", "=", "my s"}) ==
        Names{"my scenario.toml"});
  CHECK(completed({"quell", "run", "a.toml", "--output", "="}).size() >= 3);
  CHECK(completed({"quell", "run", "--seed", ""}).empty());
  CHECK(completed({"quell", "sweep", "run", "--folder", "my"}) == Names{"my.sweep"});
  CHECK(completed({"quell", "export", "a.h5", "--format", "t"}) == Names{"tidy"});
  CHECK(completed({"quell", "show", "a.h5", "traffic", "susp"}) ==
        Names{"suspensions", "suspensions_posted"});
  CHECK(completed({"quell", "variants", "a.toml", "--models", "network,mean"}) ==
        Names{"network,mean_field"});
  CHECK(completed({"quell", "describe", "mech"}) == Names{"mechanisms"});
  Names policies;
  for (const PolicySpec* policy : all_policies()) policies.emplace_back(policy->name);
  CHECK(completed({"quell", "describe", "policy", ""}) == sorted(policies));
  CHECK(completed({"quell", "describe", "observables", ""}).size() == observables.size());
  CHECK(completed({"quell", "completion", "f"}) == Names{"fish"});
}

TEST_CASE("completion: fish and zsh take their scripts", "[cli]") {
  const TemporaryFolder folder;
  const CommandInfo root = Commands().tree();
  std::ofstream(folder / "quell.zsh") << zsh_completion(root);
  std::ofstream(folder / "quell.fish") << fish_completion(root);
  if (has_tool("zsh")) output_of(folder, "zsh -n '" + (folder / "quell.zsh").string() + "'");
  if (!has_tool("fish")) return;
  std::ofstream(folder / "mine.toml").flush();
  const std::string here = (folder / "").parent_path().string();
  const auto completed = [&](const std::string& line) {
    Names found;
    const std::string out = output_of(
        folder,
        fmt::format("cd '{0}'; HOME='{0}' fish -N -c 'source quell.fish; complete -C \"{1}\"'",
                    here, line));
    for (const std::string& each : lines_of(out)) found.push_back(each.substr(0, each.find('\t')));
    return sorted(found);
  };
  CHECK(completed("quell sw") == Names{"sweep"});
  CHECK(completed("quell sweep ") == Names{"merge", "plan", "run", "slurm", "status"});
  CHECK(completed("quell run --sc") == Names{"--scale"});
  CHECK(completed("quell export a.h5 --format t") == Names{"tidy"});
  CHECK(completed("quell describe policy mode") == Names{"moderation"});
  CHECK(completed("quell show a.h5 traffic suspensions_") == Names{"suspensions_posted"});
  CHECK(completed("quell run --seed 3 mi") == Names{"mine.toml"});
  CHECK(completed("quell run a.toml mi").empty());  // it takes one file
}

TEST_CASE("completion: every example of a command is one that it takes", "[cli]") {
  const Commands commands;
  const CommandInfo root = commands.tree();
  for (const CommandInfo* info : all_commands(root)) {
    CAPTURE(info->path);
    CHECK(!info->examples.empty());
    for (const std::string& line : lines_of(info->examples)) {
      CAPTURE(line);
      const Names words = words_of(line.substr(0, std::min(line.find(" #"), line.find(" | "))));
      const CLI::App* app = &commands.app;
      REQUIRE(words.front() == "quell");
      std::size_t at = 1;
      while (const CLI::App* below = at < words.size() ? command_of(*app, words[at]) : nullptr) {
        app = below;
        ++at;
      }
      REQUIRE(app != &commands.app);
      for (; at < words.size(); ++at) {
        if (words[at].starts_with("-")) CHECK(app->get_option_no_throw(words[at]) != nullptr);
      }
    }
  }
}

TEST_CASE("man: pages have all sections, and mandoc and groff find nothing wrong", "[cli]") {
  const TemporaryFolder folder;
  const std::string pages = (folder / "pages").string();
  REQUIRE(quell_program({"man", "--folder", pages}).code == 0);
  CHECK(quell_program({"man", "--folder", pages}).code == 1);  // they exist
  CHECK(quell_program({"man", "--folder", pages, "--force"}).code == 0);
  const CommandInfo root = Commands().tree();
  for (const CommandInfo* command : all_commands(root)) {
    const std::string path = pages + "/" + manual_name(*command) + ".1";
    CAPTURE(path);
    const std::string page = text_of(path);
    for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS",
                                "FILES", "EXAMPLES", "SEE ALSO"}) {
      CHECK(page.find("\n.SH " + std::string{section} + "\n") != std::string::npos);
    }
    for (const char* code : {"0", "1", "2", "3", "4"}) {
      CHECK(page.find("\n\\fB" + std::string{code} + "\\fR\n") != std::string::npos);
    }
  }
  const std::string all = "'" + pages + "'/*.1";
  if (has_tool("mandoc")) output_of(folder, "mandoc -Tlint -W warning " + all);
  if (has_tool("groff")) CHECK(output_of(folder, "groff -man -ww -z " + all).empty());
}

TEST_CASE("man: a page is printed by the words of its command", "[cli]") {
  const Finished page = quell_program({"man", "sweep", "run"});
  CHECK(page.code == 0);
  CHECK_THAT(page.out, ContainsSubstring("\n.SH NAME\nquell\\-sweep\\-run \\- Do the runs"));
  CHECK_THAT(quell_program({"man"}).out, ContainsSubstring("\\fBquell whatif\\fR"));
  const Finished wrong = quell_program({"man", "sweep", "rum"});
  CHECK(wrong.code == 2);
  CHECK(wrong.err ==
        "quell: error: quell sweep has no command 'rum' (it has: plan, run, slurm, "
        "status, merge). Did you mean 'run'?\n");
}
