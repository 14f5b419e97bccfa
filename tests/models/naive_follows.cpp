// SPDX-License-Identifier: BSD-3-Clause
#include "tests/models/naive_follows.hpp"

#include <algorithm>
#include <optional>

namespace quell {
namespace {

using Number = NaiveFollows::Number;
using Places = std::vector<std::uint32_t>;

constexpr std::uint32_t free_place = 0xffffffff;
constexpr std::uint32_t left_place = 0xfffffffe;

/// 4, 8, 12, 16, 24, 32, 48, ...: powers of two, and three times those from 4 on.
std::size_t next_size(std::size_t size) {
  const auto is_power = [](std::size_t n) { return (n & (n - 1)) == 0; };
  do {
    size += 4;
  } while (!is_power(size) && !(size % 3 == 0 && is_power(size / 3)));
  return size;
}

std::size_t capacity_for(std::size_t entries) {
  std::size_t size = 0;
  while (size < entries) size = next_size(size);
  return size;
}

/// The most places that may be taken.
std::size_t most_taken(std::size_t places) { return places <= 16 ? places : places - places / 8; }

Places places_for(std::size_t accounts) {
  std::size_t size = 0;
  while (most_taken(size) < accounts) size = next_size(size);
  Places places;
  places.resize(size, free_place);
  return places;
}

std::size_t box_width(const Places& places) {
  return places.size() <= 16 ? places.size() : places.size() == 24 ? 8 : 16;
}

/// The first place of the box that the account's hash names (Fibonacci hashing).
std::size_t own_box(const Places& places, Number account) {
  const std::uint64_t boxes = places.size() / box_width(places);
  const std::uint32_t hash = account * 0x9e3779b1U;
  return (hash * boxes >> 32U) * box_width(places);
}

std::optional<std::size_t> room_for(const Places& places, Number account) {
  if (places.empty()) return std::nullopt;
  const std::size_t own = own_box(places, account);
  for (std::size_t k = 0; k < places.size(); ++k) {
    const std::size_t place = (own + k) % places.size();
    if (places[place] >= left_place) return place;
  }
  return std::nullopt;
}

std::size_t taken(const Places& places) {
  return places.size() -
         static_cast<std::size_t>(std::count(places.begin(), places.end(), free_place));
}

}  // namespace

bool NaiveFollows::stands(const Entry& entry) const {
  return entry.times_dropped == persons_[entry.person].times_dropped;
}

bool NaiveFollows::stands(Number account, std::size_t entry) const {
  return stands(accounts_[account].list[entry]);
}

/// Whether an account that has not ended stands there.
bool NaiveFollows::is_present(std::uint32_t place) const {
  return place < left_place && !accounts_[place].has_ended;
}

bool NaiveFollows::holds_account(Number person, std::size_t place) const {
  return is_present(persons_[person].places[place]);
}

std::vector<Number> NaiveFollows::followers_of(Number account) const {
  std::vector<Number> all;
  for (const Entry& entry : accounts_[account].list) {
    if (stands(entry)) all.push_back(entry.person);
  }
  return all;
}

std::vector<Number> NaiveFollows::followed(Number person) const {
  std::vector<Number> all;
  for (const std::uint32_t place : persons_[person].places) {
    if (is_present(place)) all.push_back(place);
  }
  return all;
}

std::uint32_t NaiveFollows::followers(Number account) const {
  const std::vector<Entry>& list = accounts_[account].list;
  return static_cast<std::uint32_t>(
      std::count_if(list.begin(), list.end(), [this](const Entry& e) { return stands(e); }));
}

std::uint32_t NaiveFollows::followed_by(Number person) const {
  const Places& places = persons_[person].places;
  return static_cast<std::uint32_t>(std::count_if(
      places.begin(), places.end(), [this](std::uint32_t place) { return is_present(place); }));
}

bool NaiveFollows::follows_any(Number person) const {
  const Places& places = persons_[person].places;
  return std::any_of(places.begin(), places.end(),
                     [this](std::uint32_t place) { return is_present(place); });
}

bool NaiveFollows::contains(Number person, Number account) const {
  const std::vector<Entry>& list = accounts_[account].list;
  return std::any_of(list.begin(), list.end(),
                     [&](const Entry& entry) { return entry.person == person && stands(entry); });
}

void NaiveFollows::begin_with(const std::vector<std::vector<Number>>& followers) {
  std::vector<std::uint32_t> follows(persons_.size(), 0);
  for (Number account = 0; account < followers.size(); ++account) {
    for (const Number person : followers[account]) {
      accounts_[account].list.push_back({.person = person, .times_dropped = 0});
      ++follows[person];
    }
    accounts_[account].capacity = capacity_for(followers[account].size());
  }
  for (Number person = 0; person < persons_.size(); ++person) {
    Places& places = persons_[person].places;
    places = places_for(follows[person] + follows[person] / 8);
    for (Number account = 0; account < followers.size(); ++account) {
      if (contains(person, account)) places[*room_for(places, account)] = account;
    }
  }
}

bool NaiveFollows::add(Number person, Number account) {
  if (contains(person, account)) return false;
  const std::uint32_t before = followed_by(person);
  std::optional<std::size_t> place = room_for(persons_[person].places, account);
  if (place) {
    const Places& places = persons_[person].places;
    const bool is_full = taken(places) == most_taken(places.size());
    if (places[*place] == free_place && is_full) place.reset();
  }
  if (!place) {
    move_places(person, before + 1);
    place = room_for(persons_[person].places, account);
  }
  persons_[person].places[*place] = account;

  Account& of = accounts_[account];
  const std::uint32_t standing = followers(account);
  if (of.list.size() == of.capacity && of.list.size() - standing > standing / 4) {
    clear_crossed_out(of);
  }
  of.list.push_back({.person = person, .times_dropped = persons_[person].times_dropped});
  of.capacity = std::max(of.capacity, capacity_for(of.list.size()));
  return true;
}

void NaiveFollows::move_places(Number person, std::uint32_t count) {
  const std::vector<Number> accounts = followed(person);
  Places& places = persons_[person].places;
  places = places_for(count + count / 4);
  for (const Number account : accounts) places[*room_for(places, account)] = account;
}

void NaiveFollows::clear_crossed_out(Account& account) const {
  std::vector<Entry> standing;
  for (const Entry& entry : account.list) {
    if (stands(entry)) standing.push_back(entry);
  }
  account.list = standing;
  account.capacity = capacity_for(standing.size());
}

void NaiveFollows::remove_entry(Number account, std::size_t entry) {
  std::vector<Entry>& list = accounts_[account].list;
  Places& places = persons_[list[entry].person].places;
  list[entry] = list.back();
  list.pop_back();

  const auto at = std::find(places.begin(), places.end(), account);
  const std::size_t width = box_width(places);
  const auto box = at - (at - places.begin()) % static_cast<std::ptrdiff_t>(width);
  const auto end = box + static_cast<std::ptrdiff_t>(width);
  const bool is_open = places.size() == width || std::find(box, end, free_place) != end;
  *at = is_open ? free_place : left_place;
}

void NaiveFollows::remove(Number person, Number account) {
  for (std::size_t entry = 0; entry < entries(account); ++entry) {
    if (person_at(account, entry) != person || !stands(account, entry)) continue;
    return remove_entry(account, entry);
  }
}

void NaiveFollows::drop_account(Number account) {
  accounts_[account] = {.list = {}, .capacity = 0, .has_ended = true};
}

void NaiveFollows::drop_person(Number person) {
  const std::vector<Number> accounts = followed(person);
  ++persons_[person].times_dropped;
  persons_[person].places.clear();
  for (const Number account : accounts) {
    if (entries(account) > 2 * std::size_t{followers(account)} + 16) {
      clear_crossed_out(accounts_[account]);
    }
  }
}

std::size_t NaiveFollows::draw_entry(Number account, Stream& stream) const {
  for (;;) {
    const std::size_t entry = stream.below(static_cast<std::uint32_t>(entries(account)));
    if (stands(account, entry)) return entry;
  }
}

Number NaiveFollows::draw_followed(Number person, Stream& stream) {
  const std::uint32_t count = followed_by(person);
  if (places(person) > 16 && count < places(person) / 8) move_places(person, count);
  for (;;) {
    const std::size_t place = stream.below(static_cast<std::uint32_t>(places(person)));
    if (holds_account(person, place)) return account_at(person, place);
  }
}

}  // namespace quell
