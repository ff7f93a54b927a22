"""The table of roles, acts and states over the API: what is told beforehand, what is refused, what succeeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from schema.ids import own_id
from service.rules.commands import (
    CaseCommand,
    FlagRecurrence,
    MoveToVersion,
    ReleasePayment,
    TerminateAgreement,
    WithholdPayment,
)
from tenants.catalog import roles
from tests.api.acts import given, mutation
from tests.api.caller import Api, Json, Person
from tests.api.documents import command_document
from tests.api.region import BLIND, IMPULSE, SIGNAL, Region
from tests.core.matrix import (
    MANDATED,
    PLACES,
    ROLES,
    SIGNALLED,
    Place,
    act,
    expected,
    looked_at,
    smallest,
    story,
    table,
)
from tests.core.play import at

pytestmark = pytest.mark.requirement("C8")
ENDED = {"CLOSED", "AGREEMENT_ENDED"}
BESIDE = {"advice", "recur"}
"""Acts after which everything is as it was before them."""
TOLD = "query($id: ID!) { case(id: $id) { availableActions { action outcome allowed refusal { code } } } }"
DONE = "case { events { actedAs { id } } }"


@dataclass(frozen=True)
class Brought:
    """A case brought to a place, of a unit of its own: some acts end the unit's agreement. `earlier` is before it."""

    region: Region
    place: Place
    unit: str
    earlier: str
    case: str

    def person(self, role: str) -> Person:
        return self.region.person(role, unit=self.unit if roles()[role].side == "party" else None)

    async def sent(self, role: str, column: str) -> Json:
        """What comes of the act, done on the day that the place is looked at."""
        today = looked_at(self.place)
        return await self.done(self.person(role), smallest(column, today), at(today).isoformat())

    async def done(self, person: Person, command: CaseCommand, now: str) -> Json:
        if isinstance(command, FlagRecurrence):
            command = replace(command, earlier=(own_id("Case", self.earlier) or UUID(int=0),))
        if isinstance(command, MoveToVersion):
            command = replace(command, ruleset_id=own_id("Ruleset", await self.governed()) or UUID(int=0))
        name = mutation(command)
        document = command_document(name, DONE)
        return (await self.region.api.ask(person, document, {"given": given(command, self.case)}, now=now))[name]

    async def governed(self) -> str:
        """The global id of the version that governs the case."""
        seen = await self.region.api.ask(self.region.office, f'{{ case(id: "{self.case}") {{ ruleset {{ id }} }} }}')
        return str(seen["case"]["ruleset"]["id"])


async def brought(region: Region, place: Place) -> Brought:
    """A new case brought to the place."""
    ended = place.way == "over" and "AGREEMENT" not in place.state
    unit = await region.unit(until=looked_at(place).isoformat() if ended else None)
    origin = {"signal": SIGNAL} if place.way in SIGNALLED else {"impulse": IMPULSE}
    found = Brought(region, place, unit, await region.earlier(unit), await region.opened(unit, **origin))
    for day, command in story(place):
        principal = type(command) in {WithholdPayment, ReleasePayment, TerminateAgreement}
        person = region.principal if principal else region.office
        outcome = await found.done(person, command, at(day).isoformat())
        assert outcome["__typename"] == "CaseChanged", outcome
    return found


@pytest.fixture(scope="module")
async def ground(api: Api) -> Mapping[Place, Brought]:
    return {place: await brought(Region(api), place) for place in PLACES}


def code(role: str, column: str, place: Place) -> str | None:
    """The table's code, and to whoever reads no case it is not there."""
    return "NOT_FOUND" if role in BLIND else expected(place, column, role)


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_every_role_is_told_what_the_table_says_or_sees_no_case(
    ground: Mapping[Place, Brought], place: Place
) -> None:
    now, here = at(looked_at(place)).isoformat(), ground[place]
    for role in ROLES:
        seen = (await here.region.api.ask(here.person(role), TOLD, {"id": here.case}, now=now))["case"]
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
    readers = [role for role in ROLES if role not in BLIND]
    for column, (_, may) in MANDATED.items():
        if table()[place][column] != "open":
            yield from ((role, column) for role in may)
        for lacking in ([role for role in readers if role not in may], [role for role in ROLES if role in BLIND]):
            yield lacking[turn % len(lacking)], column


@pytest.mark.requirement("RM-04", "RM-07", "RM-09", "XC-07")
@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_what_is_refused_beforehand_is_refused_when_it_is_sent_and_nothing_is_written(
    ground: Mapping[Place, Brought], place: Place
) -> None:
    async with ground[place].region.api.nothing_written():
        for role, column in refusals(place):
            found = await ground[place].sent(role, column)
            assert found.get("code") == code(role, column, place), (role, column)


def openings(place: Place) -> list[tuple[str, str]]:
    """Role and act, where the act is open to the role; those first that leave the case where it stands."""
    columns = sorted(MANDATED, key=lambda column: column not in BESIDE)
    return [(role, column) for column in columns for role in ROLES if expected(place, column, role) is None]


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_what_is_open_beforehand_is_done_when_it_is_sent(api: Api, place: Place) -> None:
    here: Brought | None = None
    for role, column in openings(place):
        here = here or await brought(Region(api), place)
        found = await here.sent(role, column)
        assert found["__typename"] == "CaseChanged", (role, column, found)
        assert found["case"]["events"][-1]["actedAs"] == {"id": role}, column
        here = here if column in BESIDE else None


def test_so_many_acts_are_sent() -> None:
    """Counted by hand, as in the core: cells with a mandate less those that are open, and two others an act."""
    mandates, allowed, places, columns = 38, 837, 88, 28
    sent = [(role, column) for place in PLACES for role, column in refusals(place)]
    assert len(sent) == (mandates * places - allowed) + 2 * places * columns == 7435
    without = {(role, column) for role in ROLES for column, (_, may) in MANDATED.items() if role not in may}
    assert len(without) == len(ROLES) * columns - mandates
    assert without <= set(sent)
    assert sum(len(openings(place)) for place in PLACES) == allowed
    closed = [place for place in PLACES if place.state in ENDED]
    assert {column for place in closed for _, column in openings(place)} == {"reopen"}
