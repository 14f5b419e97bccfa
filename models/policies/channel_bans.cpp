// SPDX-License-Identifier: BSD-3-Clause
// Shuts down channels: that of a member picked at random, the largest or the smallest (Johnson et
// al. 2016; 2019, doi:10.1038/s41586-019-1494-7, whose first policy is to remove small ones, and
// whose second is to ban random members). Neglects that members may keep together elsewhere.
#include <array>
#include <optional>

#include "models/conditions.hpp"
#include "models/policies/poisson_process.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr Condition has_channels{"there is no [channels], or its members do not join",
                                 "add [channels]",
                                 [](const Config& config, const ParamValues& /*own*/) {
                                   const ParamValues* channels = config.find("channels");
                                   return channels != nullptr && channels->real("join") > 0.0;
                                 }};

constexpr std::array params{
    Param{.key = "per_day",
          .kind = ParamKind::steps,
          .unit = "1/d at 1:1",
          .doc = "channels looked at per day, each value until the next date; of one member: none",
          .source = "assumption",
          .max = 1e6},
    Param{.key = "order",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc =
              "which is shut down: that of a uniform member, the largest, or the smallest of two "
              "or more",
          .source = "M21, Johnson et al. 2019",
          .choices = "random|largest|smallest"},
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one ban",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1e9},
};

enum class Order { random, largest, smallest };

StepFunction rate_of(const ParamValues& values, const Frame& frame) {
  return hourly(values, "per_day", frame).times(frame.scale);
}

class ChannelBans final : public Policy {
 public:
  ChannelBans(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        looks_(rate_of(values, frame_), place.index),
        order_(choice_of<Order>(values, "order")),
        cost_(values.real("cost")),
        index_(place.index),
        stream_(place.stream()) {}

  void start(World& world) override { looks_.draw_next(world, stream_); }

  void on_event(World& world, std::uint32_t payload) override {
    if (!looks_.is_due(payload)) return;
    const Aggregates* channels = world.channels();
    const std::optional<std::uint32_t> member =
        channels == nullptr ? std::nullopt : pick(*channels);
    if (member && channels->size(*member) > 1) {
      world.ban_channel(index_, *member);
      world.charge(index_, cost_);
    }
    looks_.draw_next(world, stream_);
  }

  void change(World& world, const ParamValues& values) override {
    cost_ = values.real("cost");
    looks_.change(world, rate_of(values, frame_));
  }

  void visit_blocks(BlockVisitor& visitor) override {
    looks_.visit_blocks(visitor);
    visitor.plain("bans cost", cost_);
    visitor.plain("bans stream", stream_);
  }

 private:
  std::optional<std::uint32_t> pick(const Aggregates& channels) {
    switch (order_) {
      case Order::largest:
        return channels.in_largest();
      case Order::smallest:
        return channels.in_smallest();
      case Order::random:
        break;
    }
    if (channels.members() == 0) return std::nullopt;
    return stream_.below(channels.members());
  }

  Frame frame_;
  PoissonProcess looks_;
  Order order_;
  double cost_;
  PolicyIndex index_;
  Stream stream_;
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<ChannelBans>(values, place);
}

}  // namespace

extern constexpr PolicySpec policy_channel_bans{
    .name = "channel_bans",
    .summary = "Shuts down groups of pro persons on another platform.",
    .params = params,
    .amount = "per_day",
    .make = make,
    .is_adaptive = true,
    .needs = &has_channels};

}  // namespace quell
