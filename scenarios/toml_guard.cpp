// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/toml_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace quell {
namespace {

constexpr std::size_t none = std::string_view::npos;

/// Byte offset of the first that is not UTF-8 (RFC 3629), or none.
std::size_t first_invalid(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80                    ? 1
                               : lead >= 0xc2 && lead < 0xe0  ? 2
                               : lead >= 0xe0 && lead < 0xf0  ? 3
                               : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                              : 0;
    if (length == 0 || at + length > text.size()) return at;
    std::uint32_t code = length == 1 ? lead : lead & (0xffU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[at + k]);
      if ((next & 0xc0U) != 0x80U) return at;
      code = (code << 6U) | (next & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    if (overlong || surrogate || code > 0x10ffff) return at;
    at += length;
  }
  return none;
}

bool is_foreign(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// The character, of one or more bytes, that a text begins with.
std::string first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  return std::string{text.substr(0, lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4)};
}

/// What to say of text that begins with a character beyond ASCII outside quotes and comments.
std::string foreign_text(std::string_view rest) {
  const std::string character = first_character(rest);
  const bool is_curly_quote = character >= "\u2018" && character <= "\u201f";
  if (is_curly_quote) {
    return character + " is a curly quote (text stands in straight ones) write \"text\"";
  }
  return "'" + character +
         "' stands outside quotes and comments (keys and values are plain ASCII) remove it, or put "
         "the text in quotes";
}

/// Goes through a text as far as it must to tell what stands outside quotes and comments. Where the
/// text is no TOML, toml++ stops before the two could disagree on that.
class Search {
 public:
  explicit Search(std::string_view text) : text_(text) {}

  std::optional<TomlHazard> run() {
    while (at_ < text_.size() && !found_) {
      const char c = text_[at_];
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '"' || c == '\'') {
        pass_quoted(c);
      } else {
        look_at(c);
      }
    }
    return std::move(found_);
  }

 private:
  void complain(std::size_t offset, std::string text) {
    found_ = TomlHazard{offset, std::move(text)};
  }

  void look_at(char c) {
    if (is_foreign(c)) return complain(at_, foreign_text(text_.substr(at_)));
    if (std::string_view{"\n=,[]{}"}.find(c) != none) {
      parts_ = 1;
    } else if (c == '.' && ++parts_ > most_key_parts) {
      return complain(at_, fmt::format("this key has more than {} parts (keys are table.key, or "
                                       "LIST.NAME.key) remove some",
                                       most_key_parts));
    }
    ++at_;
  }

  void pass_quoted(char quote) {
    const std::string fence(3, quote);
    if (text_.substr(at_).starts_with(fence)) {
      at_ += fence.size();
      return pass_lines(quote, fence);
    }
    for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == quote) {
        ++at_;
        return;
      }
      if (text_[at_] == '\\' && quote == '"') ++at_;
    }
  }

  /// A string over several lines.
  void pass_lines(char quote, std::string_view fence) {
    while (at_ < text_.size() && !found_) {
      if (text_.substr(at_).starts_with(fence)) {
        at_ += fence.size();  // two more quotes would still be text
        for (int k = 0; k < 2 && at_ < text_.size() && text_[at_] == quote; ++k) ++at_;
        return;
      }
      if (text_[at_] == '\\' && quote == '"') {
        pass_escaped();
      } else {
        ++at_;
      }
    }
  }

  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  /// A backslash and the character behind it. At the end of a line it joins this with the next one,
  /// and toml++ looks for blanks up to the first character there.
  void pass_escaped() {
    ++at_;
    const std::size_t next = at_;
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    if (at_ < text_.size() && is_foreign(text_[at_])) {
      complain(at_,
               fmt::format("'{}' comes first after a backslash (that joins lines: what follows "
                           "must be plain ASCII) put a word in front of it, or join the lines",
                           first_character(text_.substr(at_))));
    }
    if (at_ == next) ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t parts_ = 1;  ///< of the key at hand
  std::optional<TomlHazard> found_;
};

}  // namespace

std::optional<TomlHazard> find_hazard(std::string_view text) {
  if (const std::size_t at = first_invalid(text); at != none) {
    return TomlHazard{at,
                      "this byte is not UTF-8 (scenario and targets files are text in UTF-8) save "
                      "the file as UTF-8"};
  }
  return Search{text}.run();
}

}  // namespace quell
