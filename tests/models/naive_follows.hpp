// SPDX-License-Identifier: BSD-3-Clause
// Who follows whom, for the naive world: vectors that are searched from one end to the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/random.hpp"

namespace quell {

/// Stands for sim/follow_graph.hpp, without its slabs, counts and packed entries.
///
/// Who follows is drawn by place, so two orders are part of what a run with a given seed does:
///
/// - An account has a list of followers. A new one goes to its end, and who is drawn from it to
///   leave is replaced by the last one. Who drops all that it follows stays in the lists, crossed
///   out, and a draw that hits a crossed-out entry is repeated. A list is cleared of them, in
///   order, when it is full and they are more than a quarter of the others, or when dropping leaves
///   more than twice the others and sixteen. It is full at a capacity.
/// - A person has boxes of places for the accounts that it follows. An account goes to the first
///   place that is free or marked as left in the first box, from its own on, that has one. When it
///   is left its place is marked, or free again where its box has free places or is the only one;
///   an account that ended keeps its place. When there is no place, or taking it would leave less
///   than an eighth of several boxes free, all that stand move, in order, to new boxes.
class NaiveFollows {
 public:
  using Number = std::uint32_t;  ///< of a person or an account

  void add_person() { persons_.emplace_back(); }
  void add_account() { accounts_.emplace_back(); }

  /// The followers that each account has at the start, in order; to be called once.
  void begin_with(const std::vector<std::vector<Number>>& followers);

  [[nodiscard]] std::uint32_t followers(Number account) const;
  [[nodiscard]] std::uint32_t followed_by(Number person) const;
  [[nodiscard]] bool follows_any(Number person) const;
  [[nodiscard]] bool contains(Number person, Number account) const;
  [[nodiscard]] std::vector<Number> followers_of(Number account) const;
  [[nodiscard]] std::vector<Number> followed(Number person) const;

  /// Says whether the person did not follow it before.
  bool add(Number person, Number account);
  void remove(Number person, Number account);
  void remove_entry(Number account, std::size_t entry);
  /// The account has ended.
  void drop_account(Number account);
  void drop_person(Number person);

  // The list of an account, crossed-out entries included.
  [[nodiscard]] std::size_t entries(Number account) const { return accounts_[account].list.size(); }
  [[nodiscard]] bool stands(Number account, std::size_t entry) const;
  [[nodiscard]] Number person_at(Number account, std::size_t entry) const {
    return accounts_[account].list[entry].person;
  }
  /// Draws until it stands.
  [[nodiscard]] std::size_t draw_entry(Number account, Stream& stream) const;

  // The boxes of a person.
  [[nodiscard]] std::size_t places(Number person) const { return persons_[person].places.size(); }
  [[nodiscard]] bool holds_account(Number person, std::size_t place) const;
  [[nodiscard]] Number account_at(Number person, std::size_t place) const {
    return persons_[person].places[place];
  }
  /// Draws until there is one; before, a person with many empty places gets fewer.
  [[nodiscard]] Number draw_followed(Number person, Stream& stream);
  /// New boxes with room for that many in all.
  void move_places(Number person, std::uint32_t count);

 private:
  struct Entry {
    Number person;
    std::uint32_t times_dropped;  ///< of the person, when it was written
  };
  struct Account {
    std::vector<Entry> list;
    std::size_t capacity = 0;
    bool has_ended = false;
  };
  struct Person {
    std::vector<std::uint32_t> places;  ///< account, `free` or `left`
    std::uint32_t times_dropped = 0;
  };

  void clear_crossed_out(Account& account) const;
  [[nodiscard]] bool stands(const Entry& entry) const;
  [[nodiscard]] bool is_present(std::uint32_t place) const;

  std::vector<Person> persons_;
  std::vector<Account> accounts_;
};

}  // namespace quell
