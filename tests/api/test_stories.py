"""The state machines of the shipped procedures, driven through GraphQL: what the core plays, people do over the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.caller import Api
from tests.api.declared import Staged, adopted, package_text, replayed
from tests.api.region import Region, untouched
from tests.core import test_vgr_aterrapportering as reporting
from tests.core import test_vgr_eskaleringstrappa as ladder
from tests.core import test_vgr_fordjupad as in_depth
from tests.core import test_vgr_fordjupad_ladder as in_depth_ladder
from tests.core import test_vgr_indikation as indication
from tests.core import test_vgr_plotsligt_avslut as sudden
from tests.core import test_vgr_revision as revision
from tests.core.declared import PLAYED

pytestmark = pytest.mark.requirement("XC-01", "XC-03")
STORIES: dict[str, tuple[str, Callable[[], object]]] = {
    "SM-4": ("vgr-lopande", ladder.test_a_deviation_climbs_the_ladder_step_by_step_and_comes_back_to_the_normal_state),
    "AM-25": ("vgr-lopande", ladder.test_steps_of_the_ladder_are_passed_over_for_a_reason_only),
    "EX-17": ("vgr-lopande", ladder.test_a_plan_has_a_deadline_and_is_followed_up_within_one_to_six_months),
    "RM-20": (
        "vgr-lopande",
        ladder.test_the_board_decides_on_a_proposal_made_with_jurist_economist_and_medical_adviser,
    ),
    "SM-6": (
        "vgr-lopande",
        indication.test_an_indication_comes_to_nothing_to_monitoring_to_a_closer_look_or_to_a_request_for_depth,
    ),
    "SM-7": ("vgr-fordjupad", in_depth.test_a_request_goes_the_whole_chain_and_is_returned_to_the_ongoing_follow_up),
    "EX-27": (
        "vgr-fordjupad",
        in_depth.test_five_dimensions_are_graded_each_by_itself_and_no_sum_is_made,
    ),
    "VG-37": (
        "vgr-fordjupad",
        in_depth.test_motivated_and_not_prioritised_waits_with_somebody_responsible_and_is_still_watched,
    ),
    "SM-5": (
        "vgr-fordjupad",
        in_depth_ladder.test_the_ladder_is_climbed_from_0_to_5_without_a_reason_where_no_step_is_left_out,
    ),
    "VG-45": (
        "vgr-fordjupad",
        in_depth_ladder.test_an_agreement_that_was_terminated_ends_the_case_as_such_and_it_is_not_returned,
    ),
    "SM-8": (
        "vgr-plotsligt-avslut",
        sudden.test_the_case_is_concluded_once_every_step_of_the_plan_is_done_or_found_needless,
    ),
    "VG-60": ("vgr-plotsligt-avslut", sudden.test_a_foreseen_end_is_prepared_and_set_going_by_the_boards_decision),
    "VG-65": (
        "vgr-plotsligt-avslut",
        sudden.test_a_bankruptcy_hides_the_relisting_and_opens_the_contact_with_the_receiver,
    ),
    "C12": ("vgr-plotsligt-avslut", sudden.test_the_closing_shows_the_workplace_code_for_the_same_day),
    "EX-25": (
        "vgr-aterrapportering",
        reporting.test_contracts_at_the_end_are_those_at_the_start_and_the_new_ones_less_those_ended,
    ),
    "SM-10": (
        "vgr-aterrapportering",
        reporting.test_the_teams_fill_in_one_compiles_and_the_owners_of_the_handbook_see_it_off,
    ),
    "VG-72": (
        "vgr-revision",
        revision.test_a_proposal_goes_from_team_by_owner_and_heads_to_the_management_group_and_is_made_available,
    ),
}


@pytest.fixture(scope="module")
async def region(api: Api) -> Region:
    """One region with every package of the stories as its own: what differs between regions is data."""
    found = await untouched(api)
    for name in sorted({name for name, _ in STORIES.values()}):
        await adopted(found, package_text(name))
    return found


@pytest.mark.requirement("SM-4", "SM-5", "SM-6", "SM-7", "SM-8", "SM-10", "EX-17", "EX-25", "EX-27", "AM-25", "RM-20")
@pytest.mark.requirement("VG-37", "VG-45", "VG-60", "VG-65", "VG-72", "C12")
@pytest.mark.parametrize("told", STORIES)
async def test_the_story_goes_the_same_way_over_the_api(region: Region, told: str) -> None:
    _, play = STORIES[told]
    before = len(PLAYED)
    play()
    stories = [one for one in PLAYED[before:] if one.story]
    assert stories
    for one in stories:
        case = Staged(region, one.ruleset, await region.unit())
        await replayed(case, one.story)
