// SPDX-License-Identifier: BSD-3-Clause
#include "output/dataset.hpp"

#include <algorithm>

namespace quell {

namespace {

template <typename Item>
const Item* find_named(const std::vector<Item>& items, std::string_view name) {
  const auto found = std::ranges::find(items, name, &Item::name);
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

const Dimension* Dataset::find_dimension(std::string_view name) const {
  return find_named(dimensions, name);
}

const Variable* Dataset::find_variable(std::string_view name) const {
  return find_named(variables, name);
}

const Attribute* Dataset::find_attribute(std::string_view name) const {
  const auto found = std::ranges::find(
      attributes, name, [](const auto& item) -> const auto& { return item.first; });
  return found == attributes.end() ? nullptr : &found->second;
}

std::string Dataset::*document_named(std::string_view name) {
  return std::ranges::find(documents, name, &Document::name)->text;
}

}  // namespace quell
