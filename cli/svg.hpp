// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "cli/chart.hpp"

namespace quell {

/// One chart of a picture.
struct Panel {
  std::string title;
  std::string unit;
  ChartSeries series;
  std::vector<std::string> x_labels;  ///< spread evenly along the x axis
};

/// Panels two abreast as a stand-alone SVG picture: mean as a line, band as an area. A band that
/// would leave the axis is cut; a gap in the data is a gap in the line.
std::string draw_svg(const std::vector<Panel>& panels, const std::string& caption,
                     const std::string& legend);

}  // namespace quell
