// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/toml_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <system_error>

#include "scenarios/suggest.hpp"

namespace quell {

std::optional<std::string> text_at(const toml::table& table, std::string_view key, Report& report) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  if (node->is_string()) return node->value<std::string>();
  report.error(place_of(node->source()),
               fmt::format("'{}' is not a text (a text in quotes is needed)", key));
  return std::nullopt;
}

std::size_t choice_at(const toml::table& table, std::string_view key,
                      const std::vector<std::string_view>& choices, Report& report) {
  const auto text = text_at(table, key, report);
  if (!text) return 0;
  const auto found = std::find(choices.begin(), choices.end(), *text);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  report.error(place_of(table.get(key)->source()),
               fmt::format("'{}' is '{}' (one of: {}).{}", key, *text, listed(choices),
                           did_you_mean(*text, choices)));
  return 0;
}

std::optional<std::uint64_t> count_at(const toml::table& table, std::string_view key,
                                      std::uint64_t least, std::uint64_t most, Report& report) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->is_integer() ? node->value<std::int64_t>() : std::nullopt;
  if (value && *value >= 0 && static_cast<std::uint64_t>(*value) >= least &&
      static_cast<std::uint64_t>(*value) <= most) {
    return static_cast<std::uint64_t>(*value);
  }
  report.error(place_of(node->source()),
               fmt::format("'{}' is {} (a whole number from {} to {} is needed)", key,
                           text_of(*node), least, most));
  return std::nullopt;
}

std::string path_from(const std::string& file, const std::string& path) {
  std::error_code error;
  const bool is_nowhere = std::filesystem::is_fifo(file, error) || file.starts_with("/dev/") ||
                          file.starts_with("/proc/");
  const auto folder =
      is_nowhere ? std::filesystem::path{} : std::filesystem::path{file}.parent_path();
  return (folder / path).lexically_normal().string();
}

std::string text_of(const toml::node& node) {
  if (node.is_integer()) return fmt::format("{}", *node.value<std::int64_t>());
  if (node.is_floating_point()) return fmt::format("{}", *node.value<double>());
  std::ostringstream out;
  switch (node.type()) {
    case toml::node_type::array:
      out << toml::toml_formatter{*node.as_array()};
      break;
    case toml::node_type::table:
      out << toml::toml_formatter{*node.as_table()};
      break;
    default:
      node.visit([&out](const auto& value) { out << toml::toml_formatter{value}; });
  }
  return on_one_line(out.str());
}

}  // namespace quell
