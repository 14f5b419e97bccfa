// SPDX-License-Identifier: BSD-3-Clause
#include "output/report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "output/markup.hpp"
#include "output/report/assets.hpp"

namespace quell::report {
namespace {

using Json = nlohmann::ordered_json;

// Values -----------------------------------------------------------------------------------------

Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
  return value;
}

/// The power of ten that is the last of five digits of the largest value in a chart.
int exponent_of(const Chart& chart) {
  double most = 0.0;
  for (const Line& line : chart.lines) {
    for (const auto* values : {&line.mean, &line.low, &line.high}) {
      for (const double value : *values) {
        if (std::isfinite(value)) most = std::max(most, std::abs(value));
      }
    }
  }
  return most > 0.0 ? static_cast<int>(std::floor(std::log10(most))) - 4 : 0;
}

/// Values in units of 10^exponent, each less the one before it: of a smooth course they are short,
/// and so a page of many series stays small. A gap is null.
Json steps_of(const std::vector<double>& values, int exponent) {
  Json steps = Json::array();
  std::int64_t last = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) {
      steps.push_back(nullptr);
      continue;
    }
    const std::int64_t here = std::llround(value * std::pow(10.0, -exponent));
    steps.push_back(here - last);
    last = here;
  }
  return steps;
}

Json line_json(const Line& line, int exponent) {
  Json json{{"name", line.name}, {"mean", steps_of(line.mean, exponent)}};
  // A range that is the line itself, as in a single replicate, is none.
  if (!line.low.empty() && (line.low != line.mean || line.high != line.mean)) {
    json["low"] = steps_of(line.low, exponent);
    json["high"] = steps_of(line.high, exponent);
    if (!line.inner_low.empty()) {
      json["inner_low"] = steps_of(line.inner_low, exponent);
      json["inner_high"] = steps_of(line.inner_high, exponent);
    }
  }
  return json;
}

Json chart_json(const Chart& chart, std::size_t axis) {
  Json json{{"title", chart.title}, {"unit", chart.unit},     {"doc", chart.doc},
            {"axis", axis},         {"ranges", chart.ranges}, {"zero", chart.is_from_zero}};
  const int exponent = exponent_of(chart);
  json["exponent"] = exponent;
  json["lines"] = Json::array();
  for (const Line& line : chart.lines) json["lines"].push_back(line_json(line, exponent));
  return json;
}

Json axis_json(const Axis& axis, std::size_t chapter) {
  Json x = Json::array();
  for (const double value : axis.x) x.push_back(number(value));
  return {{"name", axis.name}, {"date", axis.is_date}, {"chapter", chapter}, {"x", std::move(x)}};
}

Json mark_json(const Mark& mark, std::size_t chapter) {
  return {{"chapter", chapter},
          {"day", number(mark.day)},
          {"kind", mark.kind == Mark::Kind::policy ? "policy" : "event"},
          {"text", mark.text}};
}

template <class Visit>
void for_each_chart(const Chapter& chapter, Visit&& visit) {
  for (const Section& section : chapter.sections) {
    for (const Block& block : section.blocks) {
      if (const auto* charts = std::get_if<Charts>(&block)) {
        for (const Chart& chart : charts->charts) visit(chart);
      }
    }
  }
}

std::size_t axis_of(const Chart& chart, const Chapter& chapter) {
  const auto at = std::find_if(chapter.axes.begin(), chapter.axes.end(),
                               [&](const Axis& axis) { return axis.name == chart.axis; });
  if (chart.lines.empty() || at == chapter.axes.end()) {
    throw std::logic_error("the chart '" + chart.title + "' lacks lines or its axis");
  }
  return static_cast<std::size_t>(at - chapter.axes.begin());
}

// Markup -----------------------------------------------------------------------------------------

/// Hexadecimal digits, an even number of them, as base64.
std::string base64(std::string_view digits) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits;
  for (const char digit : digits) {
    const int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    bits += fmt::format("{:04b}", value);
  }
  std::string text;
  for (std::size_t k = 0; k < bits.size(); k += 6) {
    std::string six = bits.substr(k, 6);
    six.resize(6, '0');
    text += letters[std::stoul(six, nullptr, 2)];
  }
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

/// Only what the page itself holds may run or style; nothing may be loaded, sent or framed.
std::string content_security_policy() {
  const auto hashed = [](std::string_view digits) {
    return fmt::format(" 'sha256-{}'", base64(digits));
  };
  return fmt::format(
      "default-src 'none'; script-src{}{}; style-src{}{}; base-uri 'none'; "
      "form-action 'none'",
      hashed(uplot_script_sha256()), hashed(report_script_sha256()), hashed(uplot_style_sha256()),
      hashed(report_style_sha256()));
}

constexpr std::array<std::string_view, 3> prose_class{"plain", "headline", "note"};

/// Writes the chapters; charts are numbered through, as they are in the data.
class Writer {
 public:
  explicit Writer(const Page& page) : page_(page) {}

  std::string body() {
    for (std::size_t k = 0; k < page_.chapters.size(); ++k) {
      chapter(page_.chapters[k], fmt::format("c{}", k + 1));
    }
    return std::move(out_);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void chapter(const Chapter& chapter, const std::string& id) {
    const bool is_only = page_.chapters.size() == 1;  // then its title is the page's
    put("<article id=\"{}\">\n", id);
    if (!is_only) put("<h2>{}</h2>\n", escape_markup(chapter.title));
    if (!chapter.subtitle.empty()) {
      put("<p class=\"subtitle\">{}</p>\n", escape_markup(chapter.subtitle));
    }
    for (std::size_t k = 0; k < chapter.sections.size(); ++k) {
      const Section& section = chapter.sections[k];
      const std::string_view level = is_only ? "h2" : "h3";
      put("<section id=\"{}-s{}\">\n<{}>{}</{}>\n", id, k + 1, level, escape_markup(section.title),
          level);
      for (const Block& block : section.blocks) {
        std::visit([this](const auto& each) { this->block(each); }, block);
      }
      put("</section>\n");
    }
    put("</article>\n");
  }

  void block(const Prose& prose) {
    put("<p class=\"{}\">{}</p>\n", prose_class[static_cast<std::size_t>(prose.role)],
        escape_markup(prose.text));
  }

  void block(const Table& table) {
    const auto cell_class = [&](std::size_t k) {
      return table.columns[k].is_number ? " class=\"number\"" : "";
    };
    const std::string caption = escape_markup(table.caption);
    if (table.is_folded) put("<details><summary>{}</summary>\n", caption);
    put("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>\n",
        caption);
    if (!table.is_folded && !caption.empty()) put("<caption>{}</caption>\n", caption);
    put("<thead><tr>");
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
      put("<th scope=\"col\"{}>{}</th>", cell_class(k), escape_markup(table.columns[k].name));
    }
    put("</tr></thead>\n<tbody>\n");
    for (const auto& row : table.rows) {
      put("<tr>");
      for (std::size_t k = 0; k < row.size(); ++k) {
        const std::string_view tag = k == 0 ? "th scope=\"row\"" : "td";
        put("<{}{}>{}</{}>", tag, cell_class(k), escape_markup(row[k]), tag.substr(0, 2));
      }
      put("</tr>\n");
    }
    put("</tbody></table></div>\n");
    if (table.is_folded) put("</details>\n");
  }

  void block(const Drawing& drawing) {
    put("<figure class=\"drawing\" role=\"img\" aria-label=\"{}\">\n{}</figure>\n",
        escape_markup(drawing.description), drawing.svg);
  }

  void block(const Listing& listing) {
    put("<details{}><summary>{}</summary>\n", listing.is_folded ? "" : " open",
        escape_markup(listing.caption));
    if (!listing.file_name.empty()) {
      put("<button type=\"button\" class=\"save\" data-name=\"{}\">Save as {}</button>\n",
          escape_markup(listing.file_name), escape_markup(listing.file_name));
    }
    put("<pre tabindex=\"0\">{}</pre>\n</details>\n", escape_markup(listing.text));
  }

  void block(const Charts& charts) {
    if (charts.charts.empty()) return;
    if (charts.show == Charts::Show::one) {
      put("<p><label>{} <select class=\"choice\">", escape_markup(charts.label));
      for (std::size_t k = 0; k < charts.charts.size(); ++k) {
        put("<option value=\"{}\">{}</option>", n_charts_ + k,
            escape_markup(charts.charts[k].title));
      }
      put("</select></label></p>\n");
      figure(charts.charts.front(), n_charts_);
    } else {
      put("<div class=\"charts\">\n");
      for (std::size_t k = 0; k < charts.charts.size(); ++k) {
        figure(charts.charts[k], n_charts_ + k);
      }
      put("</div>\n");
    }
    n_charts_ += charts.charts.size();
  }

  void figure(const Chart& chart, std::size_t number) {
    const std::string ranges = chart.ranges.empty() ? "" : "; area: " + chart.ranges;
    const std::string unit = chart.unit.empty() ? " " : fmt::format(" [{}]", chart.unit);
    put("<figure class=\"chart\" data-chart=\"{}\">\n<figcaption><strong>{}</strong>{}<span "
        "class=\"doc\">{}</span></figcaption>\n<div class=\"plot\" tabindex=\"0\" role=\"group\" "
        "aria-roledescription=\"chart\" aria-label=\"{}. Arrow keys read values, plus and minus "
        "zoom, 0 shows all.\"></div>\n<p class=\"near\" aria-live=\"polite\"></p>\n"
        "<p class=\"tools\"><button type=\"button\" class=\"all\" hidden>Show all</button> <button "
        "type=\"button\" class=\"csv\">Save as CSV</button></p>\n"
        "<details class=\"numbers\"><summary>Numbers</summary></details>\n</figure>\n",
        number, escape_markup(chart.title), escape_markup(unit), escape_markup(chart.doc + ranges),
        escape_markup(chart.title));
  }

  const Page& page_;
  std::size_t n_charts_ = 0;
  std::string out_;
};

std::string navigation(const Page& page) {
  std::string out = "<nav aria-label=\"Contents\"><ul>\n";
  for (std::size_t k = 0; k < page.chapters.size(); ++k) {
    const Chapter& chapter = page.chapters[k];
    if (page.chapters.size() > 1) {
      out += fmt::format("<li class=\"chapter\"><a href=\"#c{}\">{}</a></li>\n", k + 1,
                         escape_markup(chapter.title));
    }
    for (std::size_t s = 0; s < chapter.sections.size(); ++s) {
      out += fmt::format("<li><a href=\"#c{}-s{}\">{}</a></li>\n", k + 1, s + 1,
                         escape_markup(chapter.sections[s].title));
    }
  }
  return out + "</ul></nav>\n";
}

}  // namespace

std::string data_of(const Page& page) {
  Json root{{"axes", Json::array()}, {"marks", Json::array()}, {"charts", Json::array()}};
  for (std::size_t k = 0; k < page.chapters.size(); ++k) {
    const Chapter& chapter = page.chapters[k];
    const std::size_t first_axis = root["axes"].size();
    for (const Axis& axis : chapter.axes) root["axes"].push_back(axis_json(axis, k));
    for (const Mark& mark : chapter.marks) root["marks"].push_back(mark_json(mark, k));
    for_each_chart(chapter, [&](const Chart& chart) {
      root["charts"].push_back(chart_json(chart, first_axis + axis_of(chart, chapter)));
    });
  }
  const std::string json = root.dump(-1, ' ', false, Json::error_handler_t::replace);
  // Only texts can hold a '<', and as an escape it cannot end the element that the data stand in.
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) c == '<' ? safe += "\\u003c" : safe += c;
  return safe;
}

std::string html_of(const Page& page) {
  const std::string title = escape_markup(page.title);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"{}\">\n<title>{}</title>\n"
      "<style>{}</style>\n<style>{}</style>\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#main\">Skip to the results</a>\n"
      "<header><h1>{}</h1>\n<p class=\"note\">Results are conditional comparisons, not forecasts: "
      "what the model gives under the assumptions listed below.</p>\n{}</header>\n"
      "<noscript><p class=\"note\">The charts need JavaScript, which this page brings along; "
      "tables "
      "and texts do not.</p></noscript>\n<main id=\"main\">\n{}</main>\n"
      "<footer><p>Made by {}.</p></footer>\n"
      "<!-- Charts by uPlot.\n{}\n-->\n"
      "<script type=\"application/json\" id=\"data\">{}</script>\n"
      "<script>{}</script>\n<script>{}</script>\n</body>\n</html>\n",
      content_security_policy(), escape_markup(page.made_by), title, uplot_style(), report_style(),
      title, navigation(page), Writer(page).body(), escape_markup(page.made_by), uplot_licence(),
      data_of(page), uplot_script(), report_script());
}

}  // namespace quell::report
