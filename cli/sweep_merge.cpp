// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include "cli/sweep_commands.hpp"
#include "cli/table.hpp"
#include "output/errors.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

struct MergeCommandOptions {
  SweepOptions sweep;
  MergeOptions merge;
  std::string part;
  bool incomplete = false;
  bool link = false;
};

/// Where a part goes. Throws OutputError where it cannot be made.
fs::path path_of_part(const Sweep& sweep, const fs::path& folder, const Part& part, bool force) {
  if (part.parts > sweep.points) {
    throw OutputError(fmt::format("cannot merge part {}/{} (there are only {}) take no more parts",
                                  part.part, part.parts, counted(sweep.points, "point", "points")));
  }
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw OutputError(fmt::format(
        "cannot merge {} (there is no such folder: no run was done) `quell sweep run` does them",
        folder.string()));
  }
  const fs::path path = part_path(folder, part);
  if (!force && fs::exists(path, error)) {
    throw OutputError(fmt::format("cannot write {} (it exists already) pass --force to replace it",
                                  path.string()));
  }
  return path;
}

Exit merge(const MergeCommandOptions& options) {
  const Sweep sweep = options.sweep.read(PointChecks::none);
  const SweepTable table(sweep);
  const fs::path folder = options.sweep.log_folder();
  const Part part = part_of(options.part);
  const bool force = options.merge.force;
  const fs::path path = options.part.empty() ? options.merge.path(options.sweep)
                                             : path_of_part(sweep, folder, part, force);
  OutputFile file(path, force ? Existing::replace : Existing::refuse);
  const Missing missing = options.incomplete ? Missing::allow : Missing::refuse;
  if (options.link) return say_merged(path, link_parts(sweep, table, folder, missing, file));
  return say_merged(path, merge_runs(sweep, table, folder, missing, points_of(sweep, part), file));
}

}  // namespace

void add_sweep_merge(CLI::App& sweep, Command& chosen) {
  const auto options = std::make_shared<MergeCommandOptions>();
  CLI::App& command = add_sweep_command(
      sweep, chosen, "merge", "Put the runs of all workers into one file", merge, options);
  command.footer(
      "Examples:\n"
      "  quell sweep merge my-sweep.toml -o my-sweep.h5");
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
      ->excludes("--part");
}

}  // namespace quell
