// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <memory>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/hdf5_signature.hpp"
#include "cli/report/chapters.hpp"
#include "output/reader.hpp"
#include "output/system_errors.hpp"
#include "output/writer.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string output;
  std::string targets;
  std::string title;
  bool force = false;
};

report::Chapter chapter_of(const std::string& path, const std::vector<Target>& targets) {
  if (!is_hdf5(path)) {
    try {
      return variants_chapter(read_text(path), path);
    } catch (const std::system_error& error) {
      throw OutputError(fmt::format("cannot read {} ({}) give a result file", path,
                                    describe_error(error.code().value())));
    }
  }
  const Dataset data = read_any_dataset(path);
  if (data.find_dimension("point") != nullptr) return sweep_chapter(data);
  return data.find_dimension("change") != nullptr ? whatif_chapter(data, targets)
                                                  : run_chapter(data, targets);
}

std::string output_of(const Options& options) {
  if (!options.output.empty()) return options.output;
  return std::filesystem::path{options.files.front()}.stem().string() + ".html";
}

Exit write_report(const Options& options) {
  OutputFile file(output_of(options), options.force ? Existing::replace : Existing::refuse);
  const std::vector<Target> targets =
      options.targets.empty() ? builtin_targets() : read_targets(options.targets);
  report::Page page{.title = options.title,
                    .made_by = fmt::format("quell {} ({})", version(), git_hash()),
                    .chapters = {}};
  for (const std::string& path : options.files) page.chapters.push_back(chapter_of(path, targets));
  if (page.title.empty()) page.title = page.chapters.front().title;
  const std::string html = report::html_of(page);
  file.write(html);
  fmt::print("{}\n{} kB; it needs nothing but a browser\n", output_of(options), html.size() / 1000);
  return Exit::done;
}

}  // namespace

void add_report(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("report", "Write results as one page for a browser, with charts");
  auto options = std::make_shared<Options>();
  command
      ->add_option("results", options->files,
                   "files of `quell run`, `whatif`, `sweep merge` or `variants --json`")
      ->required()
      ->type_name("FILE");
  command->add_option("-o,--output", options->output, "page to write (default: <first file>.html)")
      ->type_name("FILE");
  command->add_option("--title", options->title, "of the page (default: that of the first file)")
      ->type_name("TEXT");
  command->add_option("--targets", options->targets, "targets file (default: decline-2016)")
      ->type_name("FILE");
  command->add_flag("--force", options->force, "replace an existing page");
  command->footer(
      "Examples:\n"
      "  quell report my.h5\n"
      "  quell report my.h5 early.h5 -o both.html --title \"Takedown in 2014\"");
  command->callback([&chosen, options] { chosen = [options] { return write_report(*options); }; });
}

}  // namespace quell
