// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace quell {

/// `text` with each `what` replaced.
std::string replaced(std::string text, std::string_view what, std::string_view with);

/// A word in quotes for a POSIX shell, where it needs them.
std::string shell_word(const std::string& text);

/// Headings, paragraphs and points, wrapped as they come.
class Prose {
 public:
  /// At most `width` columns, but for longer words.
  explicit Prose(int width) : width_(width) {}

  void heading(const std::string& text);
  void paragraph(const std::string& text) { wrap(text, "  ", "  "); }
  void point(const std::string& text) { wrap(text, "  - ", "    "); }
  [[nodiscard]] const std::string& str() const { return text_; }

 private:
  void wrap(const std::string& text, const std::string& first, const std::string& next);

  int width_;
  std::string text_;
};

}  // namespace quell
