// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/component.hpp"

namespace quell {

extern const PolicySpec policy_broadcast_campaign;
extern const PolicySpec policy_detection_at_birth;
extern const PolicySpec policy_down_ranking;
extern const PolicySpec policy_inoculation;
extern const PolicySpec policy_moderation;
extern const PolicySpec policy_neighbour_detection;
extern const PolicySpec policy_one_to_one_outreach;
extern const PolicySpec policy_ranked_budget;
extern const PolicySpec policy_return_friction;
extern const PolicySpec policy_return_search;
extern const PolicySpec policy_search_redirect;
extern const PolicySpec policy_suspension_hazard;
extern const PolicySpec policy_suspension_schedule;
extern const PolicySpec policy_suspension_waves;
extern const PolicySpec policy_targeted_campaign;
extern const PolicySpec policy_volunteer_lists;
extern const PolicySpec policy_warnings;

}  // namespace quell
