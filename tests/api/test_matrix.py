"""The table of roles, acts and states over the API: what is told beforehand, what is refused, what succeeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from tenants.catalog import roles
from tests.api.acts import given, mutation
from tests.api.caller import Api, Json, Person
from tests.api.documents import command_document
from tests.api.region import BLIND, IMPULSE, SIGNAL, Region
from tests.core.matrix import MANDATED, PLACES, SIGNALLED, Place, act, expected, looked_at, smallest, story, table
from tests.core.play import at

pytestmark = pytest.mark.requirement("C8")
TOLD = "query($id: ID!) { case(id: $id) { availableActions { action outcome allowed refusal { code } } } }"
DONE = "case { events { actedAs { id } } }"


@dataclass(frozen=True)
class Ground:
    """A unit of a region, and a case of it in each place of the table."""

    region: Region
    unit: str
    cases: Mapping[Place, str]

    def person(self, role: str) -> Person:
        return self.region.person(role, unit=self.unit if roles()[role].side == "party" else None)

    async def sent(self, role: str, column: str, place: Place, case: str) -> Json:
        """What comes of the act at the place, done on the day that the place is looked at."""
        today = looked_at(place)
        return await _sent(self.region, self.person(role), smallest(column, today), case, at(today).isoformat())


async def _sent(region: Region, person: Person, command: Json, case: str, now: str) -> Json:
    name = mutation(command)
    document = command_document(name, DONE)
    return (await region.api.ask(person, document, {"given": given(command, case)}, now=now))[name]


async def brought(region: Region, unit: str, place: Place) -> str:
    """A new case brought to the place."""
    origin = {"signal": SIGNAL} if place.way in SIGNALLED else {"impulse": IMPULSE}
    case = await region.opened(unit, **origin)
    for day, command in story(place):
        outcome = await _sent(region, region.office, command, case, at(day).isoformat())
        assert outcome["__typename"] == "CaseChanged", outcome
    return case


@pytest.fixture(scope="module")
async def ground(api: Api) -> Ground:
    region = Region(api)
    unit = await region.unit()
    return Ground(region, unit, {place: await brought(region, unit, place) for place in PLACES})


def code(role: str, column: str, place: Place) -> str | None:
    """The table's code, and to whoever reads no case it is not there."""
    return "NOT_FOUND" if role in BLIND else expected(place, column, role)


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_every_role_is_told_what_the_table_says_or_sees_no_case(ground: Ground, place: Place) -> None:
    now, case = at(looked_at(place)).isoformat(), ground.cases[place]
    for role in roles():
        seen = (await ground.region.api.ask(ground.person(role), TOLD, {"id": case}, now=now))["case"]
        if role in BLIND:
            assert seen is None, role
            continue
        told = {act(one["action"], one["outcome"]): one for one in seen["availableActions"]}
        assert {name: one["refusal"] and one["refusal"]["code"] for name, one in told.items()} == {
            column: code(role, column, place) for column in MANDATED
        }, role
        assert all(one["allowed"] == (one["refusal"] is None) for one in told.values()), role


def refusals(place: Place) -> Iterator[tuple[str, str]]:
    """Role and act: all who have the mandate and are refused; of those without one reader and one who reads no case.

    Who of these two it is goes round with the places, so that each comes to each act.
    """
    turn = PLACES.index(place)
    readers = [role for role in roles() if role not in BLIND]
    for column, (_, may) in MANDATED.items():
        if table()[place][column] != "open":
            yield from ((role, column) for role in may)
        for lacking in ([role for role in readers if role not in may], sorted(BLIND)):
            yield lacking[turn % len(lacking)], column


@pytest.mark.requirement("RM-04", "RM-07", "RM-09", "XC-07")
@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_what_is_refused_beforehand_is_refused_when_it_is_sent_and_nothing_is_written(
    ground: Ground, place: Place
) -> None:
    async with ground.region.api.nothing_written():
        for role, column in refusals(place):
            found = await ground.sent(role, column, place, ground.cases[place])
            assert found.get("code") == code(role, column, place), (role, column)


def openings(place: Place) -> list[tuple[str, str]]:
    """Role and act, where the act is open to the role; advice first, which leaves the case where it stands."""
    columns = sorted(MANDATED, key=lambda column: column != "advice")
    return [(role, column) for column in columns for role in roles() if expected(place, column, role) is None]


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_what_is_open_beforehand_is_done_when_it_is_sent(ground: Ground, place: Place) -> None:
    case = ""
    for role, column in openings(place):
        case = case or await brought(ground.region, ground.unit, place)
        found = await ground.sent(role, column, place, case)
        assert found["__typename"] == "CaseChanged", (role, column, found)
        assert found["case"]["events"][-1]["actedAs"] == {"id": role}, column
        case = case if column == "advice" else ""


def test_so_many_acts_are_sent() -> None:
    """Counted by hand, as in the core: cells with a mandate less those that are open, and two others an act."""
    mandates, allowed, places, columns = 31, 342, 53, 21
    sent = [(role, column) for place in PLACES for role, column in refusals(place)]
    assert len(sent) == (mandates * places - allowed) + 2 * places * columns == 3527
    without = {(role, column) for role in roles() for column, (_, may) in MANDATED.items() if role not in may}
    assert len(without) == 19 * columns - mandates == 368
    assert without <= set(sent)
    assert sum(len(openings(place)) for place in PLACES) == allowed
    closed = [place for place in PLACES if place.state == "CLOSED"]
    assert {column for place in closed for _, column in openings(place)} == {"reopen"}
