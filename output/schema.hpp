// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "output/dataset.hpp"

namespace quell {

enum class Role { attribute, dimension, variable, document };
enum class Presence { required, optional };

/// How the values of an entry are stored; `coordinates` are labels, positions or nothing at all.
enum class Content { text, real, integer, number, coordinates };

/// One line of the file's layout; `fixed`, if not empty, is the only value that is allowed.
struct SchemaRow {
  std::string_view path;  ///< HDF5 path; `/@name` is an attribute of the root group
  Role role = Role::attribute;
  Content content = Content::text;
  std::string_view shape;
  std::string_view unit;  ///< empty: none, or that of the entry itself
  std::string_view doc;
  Presence presence = Presence::required;
  std::string_view fixed = {};

  /// Last part of the path, without slash and `@`.
  [[nodiscard]] constexpr std::string_view name() const {
    return path.substr(path.find_first_not_of("/@"));
  }
};

inline constexpr std::string_view result_filetype = "quell-trajectories";
inline constexpr std::string_view sweep_filetype = "quell-sweep";
inline constexpr std::string_view live_filetype = "quell-live";  ///< of a run under way
inline constexpr std::string_view schema_version = "1.7";        ///< major: old readers fail

/// The axes of observables besides time, in every kind of file.
inline constexpr auto observable_axes = std::to_array<SchemaRow>({
    {"/segment", Role::dimension, Content::text, "[segment]", "", "part of the population",
     Presence::optional},
    {"/stage", Role::dimension, Content::text, "[stage]", "", "rung of the recruitment ladder",
     Presence::optional},
    {"/policy", Role::dimension, Content::text, "[policy]", "", "policy that acts",
     Presence::optional},
    {"/generation", Role::dimension, Content::coordinates, "[generation]", "",
     "how many predecessors of the account were suspended", Presence::optional},
    {"/cohort", Role::dimension, Content::coordinates, "[cohort]", "",
     "month in which the account was opened", Presence::optional},
    {"/age", Role::dimension, Content::real, "[age]", "d", "time since the account was opened",
     Presence::optional},
});

template <std::size_t... sizes>
constexpr auto joined(const std::array<SchemaRow, sizes>&... tables) {
  std::array<SchemaRow, (sizes + ...)> all{};
  auto* end = all.data();
  ((end = std::copy(tables.begin(), tables.end(), end)), ...);
  return all;
}

/// The whole layout of a result file, except which observables it holds: that table is the model's.
inline constexpr auto schema = joined(
    std::to_array<SchemaRow>({
        {"/@Conventions", Role::attribute, Content::text, "scalar", "",
         "metadata conventions that the file follows", Presence::required, "CF-1.10"},
        {"/@filetype", Role::attribute, Content::text, "scalar", "", "kind of file",
         Presence::required, result_filetype},
        {"/@schema_version", Role::attribute, Content::text, "scalar", "",
         "major.minor of this table", Presence::required, schema_version},
        {"/@title", Role::attribute, Content::text, "scalar", "", "the scenario's own title"},
        {"/@quell_version", Role::attribute, Content::text, "scalar", "",
         "version of the program that wrote the file"},
        {"/@git_hash", Role::attribute, Content::text, "scalar", "",
         "commit that the program was built from"},
        {"/@seed", Role::attribute, Content::integer, "scalar", "1", "seed of every random stream"},
        {"/@rng", Role::attribute, Content::text, "scalar", "", "random number generator"},
        {"/@model", Role::attribute, Content::text, "scalar", "", "model variant"},
        {"/@scale", Role::attribute, Content::real, "scalar", "1",
         "simulated accounts per real account"},
        {"/@traffic", Role::attribute, Content::text, "scalar", "", "what a unit of traffic is"},
        {"/@replicates_planned", Role::attribute, Content::integer, "scalar", "1",
         "replicates asked for; fewer are held after an interrupt"},
        {"/@wall_seconds", Role::attribute, Content::real, "scalar", "s",
         "wall time of the run; the only entry that differs between equal runs"},
        {"/@events", Role::attribute, Content::integer, "scalar", "1",
         "events that the replicates processed"},
        {"/@warnings", Role::attribute, Content::text, "scalar", "",
         "warnings of the run, one per line"},
        {"/@start", Role::attribute, Content::text, "scalar", "",
         "date of the first instant, ISO 8601"},
        {"/@end", Role::attribute, Content::text, "scalar", "",
         "date of the last instant, ISO 8601"},
        {"/@graph_file", Role::attribute, Content::text, "scalar", "",
         "edge list that gave the graph at the start, as the scenario names it",
         Presence::optional},
        {"/@graph_crc32", Role::attribute, Content::text, "scalar", "",
         "CRC-32 of its content, unpacked", Presence::optional},
        {"/@graph_edges", Role::attribute, Content::integer, "scalar", "1",
         "edges that were taken from it", Presence::optional},
        {"/@forked_at", Role::attribute, Content::text, "scalar", "",
         "date until which the runs are those of /past, ISO 8601", Presence::optional},
        {"/change", Role::dimension, Content::text, "[change]", "",
         "scenarios of a what-if, the baseline first; the first axis of every observable there",
         Presence::optional},
        {"/replicate", Role::dimension, Content::coordinates, "[replicate]", "",
         "independent repetition of the run"},
        {"/time", Role::dimension, Content::real, "[time]", "days since <start>",
         "instant of the observation"},
    }),
    observable_axes,
    std::to_array<SchemaRow>({
        {"/<observable>", Role::variable, Content::number, "[its dimensions]", "",
         "one observable of the model; see describe observables", Presence::optional},
        {"/scenario", Role::document, Content::text, "scalar", "",
         "the resolved scenario as TOML, defaults included; of a what-if the baseline"},
        {"/whatif", Role::document, Content::text, "scalar", "",
         "the what-if file; changes given on the command line are comments in it",
         Presence::optional},
        {"/past", Role::document, Content::text, "scalar", "",
         "the scenario that was simulated until forked_at; /scenario holds from then on; changes "
         "given on the command line are comments in it",
         Presence::optional},
    }));

/// The same of the file that a sweep is merged into.
inline constexpr auto sweep_schema = joined(
    std::to_array<SchemaRow>({
        {"/@Conventions", Role::attribute, Content::text, "scalar", "",
         "metadata conventions that the file follows", Presence::required, "CF-1.10"},
        {"/@filetype", Role::attribute, Content::text, "scalar", "", "kind of file",
         Presence::required, sweep_filetype},
        {"/@schema_version", Role::attribute, Content::text, "scalar", "",
         "major.minor of this table", Presence::required, schema_version},
        {"/@title", Role::attribute, Content::text, "scalar", "", "the sweep's own title"},
        {"/@quell_version", Role::attribute, Content::text, "scalar", "",
         "version of the program that merged the file"},
        {"/@git_hash", Role::attribute, Content::text, "scalar", "",
         "commit that the program was built from"},
        {"/@sweep_id", Role::attribute, Content::text, "scalar", "",
         "identity of the sweep: points, scenario, observables and version"},
        {"/@design", Role::attribute, Content::text, "scalar", "", "how the points were chosen"},
        {"/@random_numbers", Role::attribute, Content::text, "scalar", "",
         "common: a replicate draws from the same streams at every point; independent: from its "
         "own"},
        {"/@seed", Role::attribute, Content::integer, "scalar", "1", "seed of every random stream"},
        {"/@rng", Role::attribute, Content::text, "scalar", "", "random number generator"},
        {"/@model", Role::attribute, Content::text, "scalar", "", "model variant"},
        {"/@scale", Role::attribute, Content::real, "scalar", "1",
         "simulated accounts per real account; unless it is varied"},
        {"/@traffic", Role::attribute, Content::text, "scalar", "",
         "what a unit of traffic is; unless it is varied"},
        {"/@start", Role::attribute, Content::text, "scalar", "",
         "date of the first instant, ISO 8601"},
        {"/@end", Role::attribute, Content::text, "scalar", "",
         "date of the last instant, ISO 8601"},
        {"/@first_point", Role::attribute, Content::integer, "scalar", "1",
         "number of the first point; not 0 in a file of one part of them"},
        {"/@runs", Role::attribute, Content::integer, "scalar", "1", "points times replicates"},
        {"/@runs_done", Role::attribute, Content::integer, "scalar", "1", "runs that gave values"},
        {"/@runs_failed", Role::attribute, Content::integer, "scalar", "1",
         "runs that were tried and gave none"},
        {"/@failures", Role::attribute, Content::text, "scalar", "",
         "the first of these with the reason, one per line"},
        {"/point", Role::dimension, Content::coordinates, "[point]", "1",
         "number of the point, from 0"},
        {"/replicate", Role::dimension, Content::coordinates, "[replicate]", "1",
         "number of the replicate"},
        {"/time", Role::dimension, Content::real, "[time]", "days since <start>",
         "instant of the observation", Presence::optional},
    }),
    observable_axes,
    std::to_array<SchemaRow>({
        {"/<parameter>", Role::variable, Content::number, "[point]", "",
         "value of a varied parameter; text where it is no number"},
        {"/done", Role::variable, Content::number, "[point, replicate]", "1",
         "1 for a run that gave values, 0 for one that is missing or failed: NaN elsewhere"},
        {"/<observable>_<figure>", Role::variable, Content::real, "[point, replicate]", "",
         "one figure of an observable: last_30_days (mean), end, or sum over the run",
         Presence::optional},
        {"/target_<id>", Role::variable, Content::real, "[point, replicate]", "",
         "figure that is held against a published one; NaN where the run does not cover it",
         Presence::optional},
        {"/<observable>", Role::variable, Content::real, "[point, replicate, ...]", "",
         "an observable that is kept whole", Presence::optional},
        {"/scenario", Role::document, Content::text, "scalar", "",
         "the resolved scenario as TOML, defaults included, before anything is varied"},
        {"/sweep", Role::document, Content::text, "scalar", "", "the sweep file"},
    }));

/// Null where the table has no such attribute, dimension or document.
[[nodiscard]] const SchemaRow* find_schema_row(Role role, std::string_view name,
                                               std::span<const SchemaRow> table = schema);

/// The word that `describe output` prints for a content.
[[nodiscard]] std::string_view describe(Content content);

/// The attributes whose value the table itself gives, to start a Dataset with.
[[nodiscard]] std::vector<std::pair<std::string, Attribute>> fixed_attributes(
    std::span<const SchemaRow> table = schema);

/// Required entries that `data` lacks, one sentence each.
[[nodiscard]] std::vector<std::string> missing_entries(const Dataset& data,
                                                       std::span<const SchemaRow> table = schema);

/// Where `data` contradicts itself or the table, one sentence each; what a later minor version may
/// have added is none. Where there is none, every array has as many values as its dimensions say.
[[nodiscard]] std::vector<std::string> damage_in(const Dataset& data,
                                                 std::span<const SchemaRow> table = schema);

/// Every departure of `data` from the table, one sentence each; the writer refuses any.
[[nodiscard]] std::vector<std::string> schema_problems(const Dataset& data,
                                                       std::span<const SchemaRow> table = schema);

}  // namespace quell
