// SPDX-License-Identifier: BSD-3-Clause
// The content of a result file, changed by a list of edits: what reading it would not refuse must
// not harm what is computed from it. There is no HDF5 in this, so that it is fast.
#include <algorithm>
#include <limits>

#include "output/schema.hpp"
#include "tests/fuzz/samples.hpp"
#include "tests/fuzz/target.hpp"

using namespace quell;

namespace {

/// Numbers out of the input, 0 when it is used up.
class Script {
 public:
  explicit Script(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool is_at_end() const { return at_ >= bytes_.size(); }
  unsigned next() { return is_at_end() ? 0 : static_cast<unsigned char>(bytes_[at_++]); }
  std::size_t below(std::size_t count) { return count == 0 ? 0 : next() % count; }
  std::string text() {
    const std::size_t size = std::min<std::size_t>(next() % 16, bytes_.size() - at_);
    at_ += size;
    return std::string{bytes_.substr(at_ - size, size)};
  }
  double number() {
    constexpr double huge = std::numeric_limits<double>::max();
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    constexpr double endless = std::numeric_limits<double>::infinity();
    constexpr std::array special{0.0,  -1.0,  1e-300, -1e9,    5e5,
                                 huge, -huge, none,   endless, -endless};
    const unsigned choice = next();
    return choice < special.size() ? special[choice] : static_cast<double>(choice) - 100.0;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// As many values as the dimensions say, unless these are damaged.
void fit(const Dataset& data, Variable& variable) {
  std::size_t size = 1;
  for (const std::string& name : variable.dimensions) {
    const Dimension* axis = data.find_dimension(name);
    size *= axis == nullptr ? 1 : axis->size;
  }
  if (size > 100000) return;
  const bool is_text = variable.storage == Storage::text;
  variable.values.resize(is_text ? 0 : size, 1.0);
  variable.texts.resize(is_text ? size : 0);
}

void resize(Dimension& axis, std::size_t size) {
  axis.size = size;
  if (!axis.labels.empty()) axis.labels.resize(size, "more");
  while (!axis.positions.empty() && axis.positions.size() < size)
    axis.positions.push_back(axis.positions.back() + 1.0);
  axis.positions.resize(axis.positions.empty() ? 0 : size);
}

void edit_dimension(Script& script, Dataset& data) {
  if (data.dimensions.empty()) return;
  const std::size_t which = script.below(data.dimensions.size());
  Dimension& axis = data.dimensions[which];
  switch (script.below(6)) {
    case 0:
      return resize(axis, script.below(40));
    case 1:
      if (!axis.labels.empty()) axis.labels[script.below(axis.size)] = script.text();
      return;
    case 2:
      if (!axis.positions.empty()) axis.positions[script.below(axis.size)] = script.number();
      return;
    case 3:
      axis.unit = script.text();
      return;
    case 4:
      axis.name = script.text();
      return;
    default:
      data.dimensions.erase(data.dimensions.begin() + static_cast<std::ptrdiff_t>(which));
  }
}

void edit_variable(Script& script, Dataset& data) {
  if (data.variables.empty()) return;
  const std::size_t which = script.below(data.variables.size());
  Variable& variable = data.variables[which];
  std::vector<std::string>& axes = variable.dimensions;
  switch (script.below(8)) {
    case 0:
      if (!axes.empty()) std::swap(axes[script.below(axes.size())], axes.front());
      return;
    case 1:
      if (!axes.empty()) axes.erase(axes.begin());
      return;
    case 2:
      if (!data.dimensions.empty())
        axes.push_back(data.dimensions[script.below(data.dimensions.size())].name);
      return;
    case 3:
      if (!variable.values.empty())
        variable.values[script.below(variable.values.size())] = script.number();
      return;
    case 4:
      variable.storage = static_cast<Storage>(script.below(3));
      return;
    case 5:
      variable.unit = script.text();
      return;
    case 6:
      variable.name = script.text();
      return;
    default:
      data.variables.erase(data.variables.begin() + static_cast<std::ptrdiff_t>(which));
  }
}

void edit_attribute(Script& script, Dataset& data) {
  if (data.attributes.empty()) return;
  Attribute& value = data.attributes[script.below(data.attributes.size())].second;
  switch (script.below(3)) {
    case 0:
      value = script.text();
      return;
    case 1:
      value = script.number();
      return;
    default:
      value = static_cast<std::int64_t>(script.next()) - 100;
  }
}

void edit(Script& script, Dataset& data) {
  switch (script.below(5)) {
    case 0:
      return edit_dimension(script, data);
    case 1:
    case 2:
      return edit_variable(script, data);
    case 3:
      return edit_attribute(script, data);
    default:
      data.scenario.insert(script.next() * script.next() % (data.scenario.size() + 1),
                           script.text());
  }
}

}  // namespace

void quell::fuzz_dataset(std::string_view input) {
  Script script(input);
  const std::size_t kind = script.below(3);
  Dataset data = kind == 0   ? fuzz::run_sample()
                 : kind == 1 ? fuzz::whatif_sample()
                             : fuzz::sweep_sample();
  while (!script.is_at_end()) edit(script, data);
  for (Variable& variable : data.variables) fit(data, variable);
  const std::span<const SchemaRow> table =
      kind == 2 ? std::span<const SchemaRow>{sweep_schema} : schema;
  if (damage_in(data, table).empty()) fuzz::look_at(data);
}
