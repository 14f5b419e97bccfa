// SPDX-License-Identifier: BSD-3-Clause
#include "cli/manual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/commands.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

/// Text as roff shows it: a backslash and a dash are escaped, and no line is taken for a request.
std::string roff(std::string_view text) {
  std::string out;
  bool is_start = true;
  for (const char c : text) {
    if (is_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    is_start = c == '\n';
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

/// "-o, --output FILE".
std::string spelled(const ArgumentInfo& argument) {
  std::string text;
  for (const std::string& name : argument.names) text += (text.empty() ? "" : ", ") + bold(name);
  if (argument.is_flag()) return text;
  return text + (text.empty() ? "" : " ") + italic(argument.placeholder);
}

std::string synopsis(const CommandInfo& command) {
  std::string text = bold(command.path);
  if (!command.options.empty()) text += " [" + italic("OPTIONS") + "]";
  for (const ArgumentInfo& argument : command.positionals) {
    std::string word = italic(argument.placeholder);
    if (argument.is_repeatable) word += " ...";
    text += " " + (argument.is_required ? word : "[" + word + "]");
  }
  if (!command.commands.empty()) text += " " + italic("COMMAND") + " ...";
  return text + "\n";
}

/// Words that an argument takes, as a sentence, where they are few.
std::string choices_text(const ArgumentInfo& argument) {
  constexpr std::size_t most = 20;
  if (argument.words.empty() || argument.words.size() > most) return "";
  return fmt::format("; one of {}", fmt::join(argument.words, ", "));
}

std::string arguments_text(const std::vector<ArgumentInfo>& arguments) {
  std::string text;
  for (const ArgumentInfo& argument : arguments) {
    text += fmt::format(".TP\n{}\n{}\n", spelled(argument),
                        roff(argument.doc + choices_text(argument) + "."));
  }
  return text;
}

std::string sentence(const std::string& doc) { return doc.ends_with('.') ? doc : doc + "."; }

std::string description(const CommandInfo& command) {
  std::string text = roff(sentence(command.doc)) + "\n";
  for (const CommandInfo& below : command.commands) {
    text += fmt::format(".TP\n{}\n{}\n", bold(below.path), roff(sentence(below.doc)));
  }
  return text;
}

std::string exit_status() {
  std::string text;
  for (const ExitMeaning& row : exit_meanings) {
    text += fmt::format(".TP\n{}\n{}\n", bold(std::to_string(static_cast<int>(row.code))),
                        roff(row.meaning));
  }
  return text;
}

struct FileKind {
  std::string_view name;
  std::string_view doc;
};

constexpr std::array files{
    FileKind{"*.toml", "scenarios, what-ifs, sweeps and targets."},
    FileKind{"PREFIX/share/quell/scenarios",
             "those that come with quell, where PREFIX is the folder that it was installed to."},
    FileKind{"NAME.h5",
             "results, named after the scenario; HDF5 that netCDF tools read. "
             "`quell describe output --markdown` says what is in one."},
    FileKind{"NAME.sweep", "folder of the runs of a sweep that is under way."}};

std::string files_text() {
  std::string text;
  for (const FileKind& file : files) {
    text += fmt::format(".TP\n{}\n{}\n", italic(file.name), roff(file.doc));
  }
  return text;
}

std::string examples_text(const std::string& examples) {
  return ".nf\n" + roff(examples) + (examples.ends_with('\n') ? "" : "\n") + ".fi\n";
}

/// The pages of the command above, of its neighbours and of those below.
std::string see_also(const CommandInfo& root, const CommandInfo& command) {
  std::vector<std::string> names;
  for (const CommandInfo* other : all_commands(root)) {
    const std::string above = command.path.substr(0, command.path.rfind(' '));
    const bool is_near = other->path == above || other->path == root.path ||
                         other->path.substr(0, other->path.rfind(' ')) == command.path ||
                         other->path.substr(0, other->path.rfind(' ')) == above;
    if (is_near && other != &command) names.push_back(bold(manual_name(*other)) + "(1)");
  }
  return fmt::format("{}\n", fmt::join(names, ",\n"));
}

}  // namespace

std::string manual_name(const CommandInfo& command) {
  std::string name = command.path;
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string manual_page(const CommandInfo& root, const CommandInfo& command) {
  const std::string name = manual_name(command);
  std::string title = name;
  std::transform(title.begin(), title.end(), title.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  const std::string doc = command.doc.substr(0, command.doc.find('\n'));
  std::string page = fmt::format(
      ".\\\" Made by `quell man` from the definitions of the commands.\n"
      ".TH {} 1 \"{}\" \"quell {}\" \"quell\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}"
      ".SH DESCRIPTION\n{}",
      roff(title), source_date(), version(), roff(name), roff(doc), synopsis(command),
      description(command));
  if (!command.positionals.empty()) {
    page += ".SH ARGUMENTS\n" + arguments_text(command.positionals);
  }
  page += ".SH OPTIONS\n" + arguments_text(command.options);
  page += ".SH EXIT STATUS\n" + exit_status() + ".SH FILES\n" + files_text();
  if (!command.examples.empty()) page += ".SH EXAMPLES\n" + examples_text(command.examples);
  return page + ".SH SEE ALSO\n" + see_also(root, command);
}

}  // namespace quell
