// SPDX-License-Identifier: BSD-3-Clause
#include "cli/run_record.hpp"

#include <fmt/format.h>

#include <boost/crc.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cli/text.hpp"
#include "output/errors.hpp"
#include "output/system_errors.hpp"
#include "output/writer.hpp"
#include "scenarios/scenario.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* record_name = "run.json";
constexpr const char* scenario_name = "scenario.toml";
constexpr const char* whatif_name = "whatif.txt";

std::string text_in(const fs::path& path) {
  try {
    return read_text(path);
  } catch (const std::system_error& error) {
    throw OutputError(
        fmt::format("cannot read {} ({}) give the folder <result>.checkpoint of a run that was "
                    "stopped",
                    path.string(), describe_error(error.code().value())));
  }
}

std::string crc32_of(const std::string& text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  return fmt::format("{:08x}", crc.checksum());
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directory(folder, error);
  if (error) {
    throw OutputError(fmt::format("cannot create the folder {} ({}) pass -o for another path",
                                  folder.string(), describe_error(error.value())));
  }
}

}  // namespace

std::string this_version() { return fmt::format("{} ({})", version(), git_hash()); }

fs::path checkpoint_folder(const fs::path& output) { return output.string() + ".checkpoint"; }

std::string identity_of(const Config& config) { return identity_of(resolved_toml(config)); }

std::string identity_of(const std::string& resolved_scenarios) {
  return fmt::format("quell {}, scenario {}", this_version(), crc32_of(resolved_scenarios));
}

void write_whatif_record(const fs::path& folder, const std::string& identity) {
  make_folder(folder);
  OutputFile(folder / whatif_name, Existing::replace).write(identity + "\n");
}

std::string kept_whatif(const fs::path& folder) {
  std::ifstream file(folder / whatif_name);
  std::string identity;
  std::getline(file, identity);
  return identity;
}

void write_record(const fs::path& folder, const ResumeRecord& record, const Config& config) {
  Json json{{"format", 1},
            {"version", record.version},
            {"title", record.title},
            {"scenario", record.scenario_path},
            {"output", record.output},
            {"targets", record.targets},
            {"force", record.force},
            {"live", record.live},
            {"checkpoint_seconds", record.checkpoint_seconds},
            {"warnings", record.warnings},
            {"identity", identity_of(config)}};
  try {
    json["crc32"] = crc32_of(json.dump());  // of all above
  } catch (const Json::exception&) {
    throw OutputError(
        fmt::format("cannot keep checkpoints in {} (a path is not UTF-8, which their "
                    "record must be) rename it, or pass -o for another",
                    folder.string()));
  }
  make_folder(folder);
  OutputFile(folder / scenario_name, Existing::replace).write(resolved_toml(config));
  OutputFile(folder / record_name, Existing::replace).write(json.dump(2) + "\n");
}

bool holds_record(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder / record_name, error);
}

void discard_states(const fs::path& folder) noexcept {
  std::error_code error;
  std::error_code ignored;  // what cannot be removed harms nothing
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    // With what a killed run left half written.
    if (name.ends_with(".state") || name.ends_with(".partial")) {
      fs::remove(entry->path(), ignored);
    }
  }
}

void discard_record(const fs::path& folder) noexcept {
  std::error_code error;
  for (const char* name : {record_name, scenario_name, whatif_name})
    fs::remove(folder / name, error);
  fs::remove(folder, error);
}

KeptRun read_record(const fs::path& folder) {
  KeptRun kept;
  ResumeRecord& record = kept.record;
  std::string crc32;
  bool is_whole = false;
  const auto fail = [&](const std::string& reason, const std::string& suggestion) {
    throw OutputError(fmt::format("cannot resume {} ({}) {}", folder.string(), reason, suggestion));
  };
  if (!holds_record(folder) && !kept_whatif(folder).empty()) {
    fail("a what-if was stopped there", "give its command again, which goes on");
  }
  try {
    Json json = Json::parse(text_in(folder / record_name));
    json.at("version").get_to(record.version);
    if (record.version != this_version()) {
      fail(fmt::format("it was begun by quell {}, this is {}", record.version, this_version()),
           "go on with that one, for another may count otherwise, or run the scenario anew");
    }
    json.at("title").get_to(record.title);
    json.at("scenario").get_to(record.scenario_path);
    json.at("output").get_to(record.output);
    json.at("targets").get_to(record.targets);
    json.at("force").get_to(record.force);
    json.at("live").get_to(record.live);
    json.at("checkpoint_seconds").get_to(record.checkpoint_seconds);
    json.at("warnings").get_to(record.warnings);
    json.at("identity").get_to(kept.identity);
    json.at("crc32").get_to(crc32);
    json.erase("crc32");
    is_whole = crc32_of(json.dump()) == crc32;
  } catch (const Json::exception& error) {
    fail(fmt::format("{} is damaged: {}", record_name, error.what()), "run the scenario anew");
  }
  if (!is_whole) {
    fail(fmt::format("{} is damaged or was changed: its checksum is wrong", record_name),
         "run the scenario anew");
  }
  const std::string scenario = text_in(folder / scenario_name);
  if (identity_of(scenario) != kept.identity) {
    fail(fmt::format("{} is damaged or was changed", scenario_name), "run the scenario anew");
  }
  // The scenario is read as if it stood where it came from, so that its graph is found; a graph
  // that has changed since is refused there, for the resolved scenario holds its checksum.
  kept.scenario = {.path = record.scenario_path,
                   .text = scenario,
                   .config = read_scenario_text(scenario, record.scenario_path).config};
  return kept;
}

fs::path record_folder(const std::string& path) {
  const bool is_folder = holds_record(path) || path.ends_with(".checkpoint") || path.ends_with("/");
  return fs::absolute(is_folder ? fs::path{path} : checkpoint_folder(path)).lexically_normal();
}

bool is_of_this_commit(const Dataset& data) {
  const Attribute* commit = data.find_attribute("git_hash");
  return commit != nullptr && *commit == Attribute{std::string{git_hash()}};
}

std::string resume_command(const fs::path& folder) {
  return fmt::format("`quell resume {}`", shell_word(folder.string()));
}

}  // namespace quell
