// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace quell {

/// Every consumer of random numbers, with the entity that keys its stream. Two runs that differ in
/// one policy draw the same numbers everywhere else, because no stream is shared.
enum class Purpose : std::uint8_t {
  person = 0,         ///< person: segment, stage, posting rate at the start of the run
  network = 1,        ///< account: followers at the start of the run
  clock = 2,          ///< account: waiting times and what its events do
  posts = 3,          ///< account: posts between two observations, or those that follow others
  opening = 4,        ///< account: what comes with its opening (tier, throwaways)
  suspension = 5,     ///< account: what follows its suspension (return, delay, re-follows)
  ladder_down = 6,    ///< stage: which person steps down, and when
  protection = 7,     ///< person, outreach and look: counter-messages seen since the last look
  counter_posts = 8,  ///< one: posts against
  policy = 9,         ///< policy name: everything a policy draws
  appeal = 10,        ///< counter account: appeals against wrongful suspensions
  reshare = 11,       ///< a key drawn by what was shared: who reads and shares it on
  hijack = 12,        ///< account: the dormant one that is taken over when it is suspended
  channels = 14,      ///< one: which channels join and break up
  panel = 13,         ///< account: whether it gets on the list of [panel]
  parting = 15,       ///< account, person and time: when a young tie breaks
  mixture = 17,       ///< 0: waiting times, 1: who moves where, 2: posts, 3: numbers at the start
  reactions = 16,     ///< one: firings of a compartment model
};

/// Entity key of a policy's stream: its name, so that adding or reordering others moves no draw
/// (FNV-1a).
constexpr std::uint64_t entity_of_name(const char* begin, const char* end) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (; begin != end; ++begin) {
    hash = (hash ^ static_cast<unsigned char>(*begin)) * 1099511628211ULL;
  }
  return hash;
}

}  // namespace quell
