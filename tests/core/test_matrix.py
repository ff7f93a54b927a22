"""Every role × every act × every state of Kalmar's procedure, against the table that people wrote (`matrix.py`)."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from service.domain.case import replay
from service.domain.errors import Refusal
from service.domain.events import for_party
from service.rules.commands import CaseCommand, Classify
from service.usecases.deciding import Decided, Option, decided_as_shown, options
from tenants.catalog import roles
from tests.core.acts import LEVELS, Led, led
from tests.core.kalmar import KALMAR
from tests.core.matrix import (
    CODES,
    MANDATED,
    PLACES,
    SIGNALLED,
    Place,
    act,
    agreement_ends_on,
    expected,
    looked_at,
    smallest,
    story,
    table,
)
from tests.core.play import actor, at, named

pytestmark = pytest.mark.requirement("C8")
UNIT = named("unit")


@cache
def brought(place: Place) -> Led:
    case = led(trust=place.way in SIGNALLED)
    for day, command in story(place):
        case.do(command, day, agreement_ends_on=agreement_ends_on(place))
    return case


@cache
def asked(place: Place, role: str) -> dict[str, Option]:
    """What the role is told of each act, from what it may see of the case."""
    case, who = brought(place), actor(role, UNIT)
    seen = replay(for_party(case.events)) if who.by_party else case.state
    versions, ends_on = {case.adopted.id: case.adopted.ruleset}, agreement_ends_on(place)
    found = options(seen, versions, who, at(looked_at(place)), ends_on)
    return {act(one.action, one.outcome): one for one in found}


def tried(place: Place, role: str, command: CaseCommand) -> Decided | Refusal:
    """What comes of the command itself."""
    case, who = brought(place), actor(role, UNIT)
    seen = replay(for_party(case.events)) if who.by_party else case.state
    try:
        versions, now = {case.adopted.id: case.adopted.ruleset}, at(looked_at(place))
        ends_on = agreement_ends_on(place)
        return decided_as_shown(case.state, seen, command, versions, who, now, agreement_ends_on=ends_on)
    except Refusal as refused:
        return refused


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_story_leads_to_the_state_that_the_table_speaks_of(place: Place) -> None:
    assert brought(place).position == place.state


@pytest.mark.requirement("SM-3")
def test_the_table_meets_every_state_and_opens_each_act_wherever_the_procedure_has_it() -> None:
    assert {place.state for place in PLACES} == {state.id for state in KALMAR.track.states}
    opened: dict[str, set[str]] = {name.split()[0]: set() for name, _ in MANDATED.values()}
    for place, words in table().items():
        for column, word in words.items():
            if word == "open":
                opened[MANDATED[column][0].split()[0]].add(place.state)
    followed = {step.action: set[str]() for step in KALMAR.track.steps if step.states}
    for step in KALMAR.track.steps:
        if step.states:
            followed[step.action] |= set(step.states)
    assert opened.pop("MOVE_TO_VERSION") == set(), "no step of the table, and here is one version alone"
    assert opened == followed


@pytest.mark.requirement("RM-04", "RM-07", "RM-09")
@pytest.mark.parametrize("role", sorted(roles()))
def test_each_act_is_open_or_refused_as_the_table_says(role: str) -> None:
    for place in PLACES:
        found = asked(place, role)
        assert list(found) == list(MANDATED)
        for column, option in found.items():
            code = None if option.refusal is None else option.refusal.code
            assert code == expected(place, column, role), (str(place), column)


@pytest.mark.parametrize("role", sorted(roles()))
def test_what_is_told_beforehand_is_what_comes_of_it(role: str) -> None:
    for place in PLACES:
        for column in MANDATED:
            came, code = tried(place, role, smallest(column, looked_at(place))), expected(place, column, role)
            if isinstance(came, Decided):
                assert code is None, (str(place), column)
                assert {event.acted_as for event in came.events} == {role}
            else:
                assert came.code == code, (str(place), column)


def test_the_table_is_this_large_and_refuses_this_often() -> None:
    """Each cell once for every role, counted from the tables and the delegation, and stated."""
    assert (len(MANDATED), len(PLACES)) == (28, 88)
    mandates = sum(len(may) for _, may in MANDATED.values())  # pairs of role and act
    written = Counter[str | None]()
    for words in table().values():
        for column, word in words.items():
            written[CODES[word]] += len(MANDATED[column][1])
    written["MANDATE_MISSING"] = (len(roles()) * 28 - mandates) * 88
    told = [asked(place, role)[column] for place in PLACES for role in roles() for column in MANDATED]
    assert Counter(None if one.refusal is None else one.refusal.code for one in told) == written
    assert sum(written.values()) == len(roles()) * 28 * 88
    assert written == {
        None: 837,
        "ORIGIN_ALREADY_RECORDED": 59,
        "OUT_OF_ORDER": 1_755,
        "NOTHING_TO_SPLIT": 8,
        "TERMINATION_WITHOUT_POSITION": 40,
        "REQUEST_ALREADY_SENT": 31,
        "NO_BREACH": 14,
        "NOTHING_WITHHELD": 45,
        "CASE_CLOSED": 334,
        "EXTENSION_CONTRADICTS_SANCTION": 4,
        "NEW_REQUEST_REQUIRED": 30,
        "SANCTION_RUNS": 68,
        "SANCTION_ALREADY_DECIDED": 28,
        "PAYMENT_WITHHELD": 10,
        "NO_RIGHT_TO_TERMINATE": 2,
        "INVALID_INPUT": 79,
        "MANDATE_MISSING": (len(roles()) * 28 - 38) * 88,
    }
    assert set(written) == {*CODES.values(), "MANDATE_MISSING"}


@pytest.mark.parametrize("role", sorted(roles()))
def test_without_a_mandate_one_hears_who_has_it_and_nothing_of_the_case(role: str) -> None:
    for column, (_, may) in MANDATED.items():
        if role not in may:
            heard = [asked(place, role)[column].refusal for place in PLACES]
            first = heard[0]
            assert first is not None
            assert first.allowed == may
            assert first.source is not None
            assert {(one.code, one.allowed, one.source, str(one.params)) for one in heard if one is not None} == {
                (first.code, first.allowed, first.source, str(first.params))
            }


@pytest.mark.requirement("AM-01")
@pytest.mark.parametrize("way", ["in time", "signalled"])
def test_the_unit_cannot_tell_from_a_refusal_that_its_case_has_a_colour(way: str) -> None:
    places = [Place(way, state) for state in ("FOLLOW_UP", "CLASSIFIED", "NO_MEASURE")]
    for column in MANDATED:
        heard = [asked(place, "unit_head")[column].refusal for place in places]
        assert len({one and (one.code, one.allowed, one.source, str(one.params)) for one in heard}) == 1, column


@pytest.mark.parametrize("colour", LEVELS)
@pytest.mark.parametrize("role", sorted(roles()))
def test_every_colour_is_given_where_one_may_be_given_and_nowhere_else(role: str, colour: str) -> None:
    for place in PLACES:
        came = tried(place, role, Classify(LEVELS[colour], looked_at(place)))
        code = None if isinstance(came, Decided) else came.code
        assert code == expected(place, "colour", role), str(place)
