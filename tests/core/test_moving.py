"""Moving a running case to another version: what then governs it, and that nothing decided changes (AM-39)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from service.authorize import authorize
from service.domain.case import CaseState, evolve, replay
from service.domain.dates import Month
from service.domain.errors import MandateMissing, Refusal
from service.domain.events import audience
from service.rules.commands import MoveToVersion
from service.rules.decide import decide
from service.rules.decision import Adopted, Circumstances
from service.rules.narrate import kind_of, told
from service.rules.project import project
from service.rules.ruleset import Ruleset
from service.rules.track import position
from service.usecases.deciding import decided, options
from service.usecases.history import retell
from tests.core.acts import DUE, SENT, led, refusal
from tests.core.kalmar import KALMAR, adopted
from tests.core.moves import lacking, moved, version
from tests.core.play import actor, at, lines_of, play, scenarios
from tests.core.points import AFTER, requested, sanctioned
from tests.core.stories import STORIES

pytestmark = pytest.mark.requirement("AM-39", "C3")
DEARER = version(
    ladders__0__rates__0__sek="9.00",
    ladders__1__rates__0__sek="9.00",
    accrual__proration__value="THIRTY_DAYS",
    accrual__ends__value="APPROVAL_DAY_INCLUDED",
)
"""Other rates, and other ways to count the days that they run: none of it may reach what was decided before."""
VERSIONS = {adopted().id: KALMAR, DEARER.id: DEARER.ruleset}


def test_a_moved_case_stays_where_it_stands_and_goes_on_by_the_other_version() -> None:
    case = requested()
    decision = moved(case, DEARER)
    (event,) = decision.events
    assert (case.state.ruleset_id, case.position) == (DEARER.id, "REQUEST_SENT")
    assert case.state.request is not None
    assert case.state.request.sent.ruleset_id == adopted().id
    case.adopted = DEARER
    sanction = case.sanction(AFTER).events[-1]
    assert (sanction.rate_ore, sanction.ruleset_id) == (900, DEARER.id)  # type: ignore[union-attr]
    assert audience(event) == "party"


def test_what_was_decided_keeps_its_version_and_its_amount() -> None:
    case = sanctioned()
    listed, until = {Month(2025, month): 8000 for month in range(3, 13)}, date(2025, 7, 1)
    before = lines_of(case.state, VERSIONS, listed, until)
    moved(case, version(ladders__1__rates__0__sek="9.00", validity__valid_from=AFTER.isoformat()), AFTER)
    assert before
    assert lines_of(case.state, VERSIONS, listed, until) == before
    assert {piece.ruleset_id for piece in case.state.pieces} == {adopted().id}


PLAYED = {name: play(STORIES.get(name, name)) for name in (*scenarios(), *STORIES)}


@pytest.mark.requirement("SM-3")
@pytest.mark.parametrize("name", PLAYED)
def test_at_any_point_of_any_story_a_move_changes_no_amount_and_no_state(name: str) -> None:
    played = PLAYED[name]
    listed, done = {Month(2025, month): 7000 for month in range(1, 13)}, 0
    versions = {**played.versions, DEARER.id: DEARER.ruleset}
    for events in played.events.values():
        for length in range(1, len(events) + 1):
            case = replay(events[:length])
            after = _moved(case, versions)
            if after is None:
                continue
            done += 1
            until = date(2026, 1, 1)
            assert lines_of(after, versions, listed, until) == lines_of(case, versions, listed, until)
            assert position(DEARER.ruleset, after).id == position(versions[case.ruleset_id], case).id
    assert done or all(position(KALMAR, replay(events[:1])).closed for events in played.events.values())


def _moved(case: CaseState, versions: dict[UUID, Ruleset]) -> CaseState | None:
    """The case after a move on the day of its latest act; None where it is closed."""
    pinned = versions[case.ruleset_id]
    command = MoveToVersion(DEARER.id, case.latest_on, DEARER.ruleset)
    try:
        decision = decide(
            case, command, Adopted(case.ruleset_id, pinned), Circumstances(at(case.latest_on), by_party=False)
        )
    except Refusal:
        assert position(pinned, case).closed
        return None
    return evolve(case, decision.events[0])


def test_a_closed_case_is_not_moved() -> None:
    case = requested()
    case.end(DUE)
    assert refusal(lambda: moved(case, DEARER)).code == "CASE_CLOSED"


def test_what_the_version_lacks_is_named_in_both_languages() -> None:
    raised = refusal(lambda: lacking("colours", "YELLOW"))
    (lacks,) = [one for one in raised.params["lacking"] if "Gul" in one.sv]
    assert (lacks.sv, lacks.en) == ("färgen Gul", "the colour Yellow")
    assert raised.params["path"] == "ruleset_id"
    assert raised.source is not None


@pytest.mark.requirement("C8")
def test_the_mandate_is_that_of_the_version_that_governs_the_case() -> None:
    silent = KALMAR.model_copy(
        update={"mandates": tuple(one for one in KALMAR.mandates if one.action != "MOVE_TO_VERSION")}
    )
    command = MoveToVersion(DEARER.id, AFTER)
    for versions in ({adopted().id: silent, DEARER.id: DEARER.ruleset}, VERSIONS):
        case, office = requested().state, actor("coordination_office", None)
        if versions is VERSIONS:
            assert decided(case, command, versions, office, at(AFTER)).events[0].acted_as == "coordination_office"
            continue
        with pytest.raises(MandateMissing):
            decided(case, command, versions, office, at(AFTER))
    with pytest.raises(MandateMissing):
        authorize(actor("handler", None), KALMAR, "MOVE_TO_VERSION", "MOVED")


def test_the_move_is_offered_where_another_version_is_in_force() -> None:
    for versions, expected in (({adopted().id: KALMAR}, "INVALID_INPUT"), (VERSIONS, None)):
        found = options(led().state, versions, actor("coordination_office", None), at(SENT))
        (option,) = [one for one in found if one.action == "MOVE_TO_VERSION"]
        assert (option.refusal.code if option.refusal else None) == expected


def test_the_move_is_told_with_its_reasons_and_projects_by_the_new_version() -> None:
    case = requested()
    moved(case, DEARER)
    event = case.events[-1]
    retold = retell([(one, at(AFTER)) for one in case.events], VERSIONS)[-1]
    assert (retold.ruleset, kind_of(event)) == (DEARER.ruleset, "STATE")
    assert retold.explanation is not None
    assert retold.explanation.source is not None
    assert told(event, retold.ruleset).sv == "Ärendet styrs nu av regelverkets version 2."
    shown = project(case.events, VERSIONS)
    assert (shown.state, shown.internal.state) == ("REQUEST_SENT", "REQUEST_SENT")
