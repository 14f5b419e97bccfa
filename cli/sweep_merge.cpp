// SPDX-License-Identifier: BSD-3-Clause
#include "cli/sweep_commands.hpp"

namespace quell {
namespace {

struct MergeCommandOptions {
  SweepOptions sweep;
  MergeOptions merge;
  std::string part;
  bool incomplete = false;
  bool link = false;
};

Exit merge(const MergeCommandOptions& options) {
  const Sweep sweep = options.sweep.read(PointChecks::none);
  const SweepTable table(sweep);
  const std::filesystem::path folder = options.sweep.log_folder();
  const Part part = part_of(options.part);
  const std::filesystem::path path =
      options.part.empty() ? options.merge.path(options.sweep) : part_path(folder, part);
  OutputFile file(path, options.merge.force ? Existing::replace : Existing::refuse);
  if (options.link) return say_merged(path, link_parts(sweep, table, folder, file));
  return say_merged(
      path, merge_runs(sweep, table, folder, options.incomplete ? Missing::allow : Missing::refuse,
                       points_of(sweep, part), file));
}

}  // namespace

void add_sweep_merge(CLI::App& sweep, Command& chosen) {
  const auto options = std::make_shared<MergeCommandOptions>();
  CLI::App& command = add_sweep_command(
      sweep, chosen, "merge", "Put the runs of all workers into one file", merge, options);
  options->merge.add_to(command);
  command.add_flag("--incomplete", options->incomplete,
                   "merge what there is, though runs are missing");
  command
      .add_option("--part", options->part,
                  "one part of the points, 3/8, into a file beside the runs; for --link")
      ->type_name("I/N")
      ->excludes("--output");
  command
      .add_flag("--link", options->link,
                "a small file that says where the values stand in those of the parts")
      ->excludes("--part")
      ->excludes("--incomplete");
}

}  // namespace quell
