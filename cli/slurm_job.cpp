// SPDX-License-Identifier: BSD-3-Clause
#include "cli/slurm_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <fstream>

#include "cli/text.hpp"
#include "output/errors.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

std::string directive(std::string_view option, const std::string& value) {
  return value.empty() ? "" : fmt::format("#SBATCH --{}={}\n", option, value);
}

/// A name of which nothing has a meaning to Slurm or a shell.
std::string plain_name(std::string text) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  };
  std::replace_if(
      text.begin(), text.end(), [&](char c) { return !is_plain(c); }, '_');
  return text;
}

/// A folder as Slurm reads it in quotes, where %A and the like stand for numbers. Throws
/// OutputError for one that it cannot be told.
std::string quoted_folder(const fs::path& folder) {
  std::string text;
  for (const char c : folder.string()) text += c == '%' ? std::string{"%%"} : std::string{c};
  if (text.find_first_of("\"\n\\") == std::string::npos) return text;
  throw OutputError(
      fmt::format("cannot tell Slurm of the folder {} (its name has a quote, a "
                  "backslash or a line break in it) pass --folder for another one",
                  folder.string()));
}

/// What both jobs begin with. In a directive Slurm takes everything behind the '=' up to a blank,
/// and quotes around it away.
std::string head(const SlurmJob& job, std::string_view suffix, std::string_view output) {
  return "#!/bin/sh\n" +
         directive("job-name", "quell-" + plain_name(job.name) + std::string{suffix}) +
         directive("output", fmt::format("\"{}/{}\"", quoted_folder(job.folder), output)) +
         directive("partition", job.partition) + directive("mem", job.memory);
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::trunc);
  file << text;
  file.close();
  if (!file) {
    throw OutputError(
        fmt::format("cannot write {} (is the disk full?) pass --folder for another "
                    "folder",
                    path.string()));
  }
  fs::permissions(path, fs::perms::owner_exec, fs::perm_options::add);
}

/// What a command prints on standard output; its messages go where ours go.
std::string output_of(const std::string& command) {
  std::FILE* const pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) throw OutputError("cannot start a shell (no process is to be had)");
  std::string text;
  std::array<char, 256> part{};
  while (std::fgets(part.data(), static_cast<int>(part.size()), pipe) != nullptr) {
    text += part.data();
  }
  if (::pclose(pipe) != 0) {
    throw OutputError(
        fmt::format("cannot submit (`{}` failed) does `sinfo` work here? Without "
                    "--submit the scripts are only written",
                    command));
  }
  return text.substr(0, text.find_first_of(";\n"));  // number;cluster
}

}  // namespace

std::string array_script(const SlurmJob& job) {
  const std::string most = job.most_at_once == 0 ? "" : fmt::format("%{}", job.most_at_once);
  return head(job, "", "%A_%a.out") + directive("array", fmt::format("1-{}{}", job.parts, most)) +
         directive("cpus-per-task", fmt::format("{}", job.cpus)) + directive("time", job.time) +
         fmt::format(
             R"(#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@120
# Does one part of the sweep. Runs that are done are not done again, so that a task which was
# requeued after the failure of a node, or its time limit, goes on where it stood.

stop() {{ # the time limit is near: what is finished is kept, and the rest is done in another turn
  kill -TERM "$worker" 2>/dev/null
  wait "$worker"
  code=$?
  if [ "$code" = 4 ] && [ "${{SLURM_RESTART_COUNT:-0}}" -lt 100 ]; then
    scontrol requeue "${{SLURM_ARRAY_JOB_ID}}_${{SLURM_ARRAY_TASK_ID}}"
  fi
  exit "$code"
}}
trap stop USR1
trap 'kill -TERM "$worker" 2>/dev/null; wait "$worker"; exit' TERM

{} sweep run {} \
  --part "$SLURM_ARRAY_TASK_ID/{}" --jobs "${{SLURM_CPUS_PER_TASK:-1}}"{} &
worker=$!
wait "$worker"
)",
             shell_word(job.program), job.sweep_words, job.parts,
             job.retry ? " --retry-failed" : "");
}

std::string merge_script(const SlurmJob& job) {
  return head(job, "-merge", "merge_%j.out") +
         fmt::format(
             "# Puts the runs of all parts into one file; says so when some are missing.\n"
             "exec {} sweep merge {} {} --force\n",
             shell_word(job.program), job.sweep_words, job.merge_words);
}

void write_scripts(const SlurmJob& job) {
  write(job.folder / "job.sh", array_script(job));
  write(job.folder / "merge.sh", merge_script(job));
}

Submitted submit(const SlurmJob& job) {
  if (std::system("command -v sbatch >/dev/null 2>&1") != 0) {  // NOLINT(cert-env33-c)
    throw OutputError(
        fmt::format("cannot submit (there is no sbatch here) on the cluster: sbatch "
                    "{}",
                    (job.folder / "job.sh").string()));
  }
  Submitted submitted;
  const auto script = [&job](std::string_view name) {
    return shell_word((job.folder / name).string());
  };
  submitted.array = output_of("sbatch --parsable " + script("job.sh"));
  submitted.merge = output_of(fmt::format("sbatch --parsable --dependency=afterany:{} {}",
                                          submitted.array, script("merge.sh")));
  return submitted;
}

}  // namespace quell
