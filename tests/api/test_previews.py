"""A preview: the command itself, asked for and not done. What it foretells is what the command then comes to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

import pytest
from graphql import GraphQLObjectType

from schema.ids import own_id
from tests.api.caller import Api, Json
from tests.api.documents import COMMANDS, LINE, ON_DELIVERIES, ON_SIMULATIONS, ONE_CASE
from tests.api.fields import contract
from tests.api.region import Region, untouched
from tests.api.situations import ALONE, Situation, situation

SCHEMA = contract()
LEDGER = f"""query($u: ID!) {{
  ledger(unitId: $u, from: "2025-01", until: "2025-12") {{ total lines {{ {LINE} }} }}
}}"""
ACCESS = """{ accessEvents(first: 1) { nodes {
  type text body seat { holder { name } roles { label } organisation { name } }
} } }"""
OF_ACCESS = {"grantSeat", "limitSeat", "revokeSeat", "changeClaimMapping"}
CHANGED = {"addAgreement", "endAgreement", "transferUnit", "renameUnit", "moveUnit"}
ON_UNITS = {"registerUnit", "recordListedCounts", "settleMonth", *CHANGED}
OF_RULES = {name for name, one in COMMANDS.items() if one.success == "RulesetDraftChanged"}
ON_CASES = [name for name in COMMANDS if name not in OF_ACCESS | ON_UNITS | OF_RULES]


@pytest.fixture
async def about(request: pytest.FixtureRequest, api: Api, kalmar: Region) -> Situation:
    """The command of the test's parameter, about to be given."""
    return await situation(await untouched(api) if request.param in ALONE else kalmar, request.param)


each = pytest.mark.parametrize("about", COMMANDS, indirect=True)
on_cases = pytest.mark.parametrize("about", ON_CASES, indirect=True)


async def written(api: Api) -> Json:
    """All that the database holds, and also how often somebody was noted to read a case."""
    return {**await api.written(), "reads": await api.admin.fetchval("select count(*) from trappa.read_log")}


def fields_of(name: str) -> GraphQLObjectType:
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def test_every_command_has_a_preview_with_the_same_input() -> None:
    previews, commands = fields_of("Previews").fields, fields_of("Mutation").fields
    assert list(previews) == [name for name in commands if name not in {*ON_SIMULATIONS, *ON_DELIVERIES}]
    assert set(previews) == set(COMMANDS)
    for name, field in previews.items():
        assert list(field.args) == list(commands[name].args) == ["input"]
        given, asked = field.args["input"], commands[name].args["input"]
        assert (str(given.type), given.description) == (str(asked.type), asked.description)
        assert str(given.type) == f"{COMMANDS[name].given}!"
        assert (field.description, str(field.type)) == (commands[name].description, "PreviewResult!")


@pytest.mark.requirement("XC-04")
@each
async def test_a_preview_writes_nothing_and_the_command_is_then_done(about: Situation) -> None:
    before = await written(about.region.api)
    for _ in range(2):
        assert (await about.preview())["__typename"] == "Preview"
    assert await written(about.region.api) == before
    assert (await about.outcome())["__typename"] == COMMANDS[about.name].success
    assert await written(about.region.api) != before


# --- what is foretold is what comes ---------------------------------------------------------------------------------


def recordable(body: Json) -> Json:
    """A stored body without what refers to its sealed record or another case, which a preview has not."""
    return {name: value for name, value in body.items() if name not in {"personal", "into"}}


def lines_of(case: Json | None) -> list[Json]:
    return case["sanction"]["lines"] if case and case["sanction"] else []


def check_ledger(foretold: Json, before: Sequence[Json], after: Sequence[Json], totals: tuple[str, str]) -> None:
    """What is foretold of a ledger, against its lines and sums as they are read before and after."""
    names = ("caseId", "month", "rate", "correction", "settledIn")
    left = [[one[name] for name in names] for one in after]
    known = [{**one, "explanation": None} for one in before]  # what stays may be explained by other dates
    new = [one for one in after if {**one, "explanation": None} not in known]
    assert foretold["lines"] == [one for one in new if not one["correction"]]
    assert foretold["corrections"] == [one for one in new if one["correction"]]
    assert foretold["dropped"] == [one for one in before if [one[name] for name in names] not in left]
    assert (foretold["totalBefore"], foretold["totalAfter"]) == totals


@pytest.mark.requirement("XC-04", "C2")
@on_cases
async def test_the_case_becomes_what_was_foretold(about: Situation) -> None:
    region, before = about.region, None
    if about.case is not None:
        before = (await region.api.ask(about.person, ONE_CASE, {"id": about.case}, now=about.now))["case"]
    foretold, outcome = await about.preview(), await about.outcome()
    after, known = outcome["case"], len(before["events"]) if before else 0
    assert foretold["case"]["state"] == after["state"]
    assert foretold["case"]["ladder"] == after["ladder"]
    assert foretold["case"]["obligations"] == after["obligations"]
    # To the staff it is also the colour that the unit has not been told yet.
    own = after["classification"]["colour"] if after["classification"] else None
    assert foretold["case"]["colour"] == (after["colour"] or own)
    new, past = after["events"][known:], [one for one in after["timeline"] if one["kind"] != "DUTY"][known:]
    assert new
    assert [(one["type"], one["body"]) for one in foretold["events"]] == [
        (one["type"], recordable(one["body"])) for one in new
    ]
    assert [(one["on"], one["text"]) for one in foretold["events"]] == [(one["on"], one["text"]) for one in past]
    assert foretold["explanation"] == past[0]["explanation"]
    if about.name != "recordConsultation":
        totals = [one["sanction"]["total"] if one and one["sanction"] else "0.00" for one in (before, after)]
        check_ledger(foretold, lines_of(before), lines_of(after), (totals[0], totals[1]))


@pytest.mark.parametrize("about", ["recordListedCounts"], indirect=True)
async def test_a_units_ledger_becomes_what_was_foretold(about: Situation) -> None:
    async def ledger() -> Json:
        found = await about.region.api.ask(about.person, LEDGER, {"u": about.unit}, now=about.now)
        return found["ledger"]

    before, foretold = await ledger(), await about.preview()
    await about.outcome()
    after = await ledger()
    check_ledger(foretold, before["lines"], after["lines"], (before["total"], after["total"]))
    assert foretold["lines"]
    (event,) = foretold["events"]
    assert (event["type"], event["body"]["counts"]) == ("ListedCountsRecorded", {"2025-03": 7900, "2025-04": 8100})
    assert (foretold["case"], foretold["explanation"], event["on"]) == (None, None, None)
    assert event["text"] == "Antal listade registrerades, 2025-03: 7900, 2025-04: 8100."


@pytest.mark.parametrize("about", sorted(CHANGED), indirect=True)
async def test_a_unit_and_its_ledger_become_what_was_foretold(about: Situation) -> None:
    async def ledger() -> Json:
        found = await about.region.api.ask(about.person, LEDGER, {"u": about.unit}, now=about.now)
        return found["ledger"]

    before, foretold = await ledger(), await about.preview()
    unit = (await about.outcome())["unit"]
    after, told, (event,) = await ledger(), unit["history"][-1], foretold["events"]
    changes = about.name == "endAgreement"
    assert bool(foretold["dropped"] or foretold["lines"]) is changes
    assert (before != after) is changes
    totals = (before["total"], after["total"]) if about.name in {"addAgreement", "endAgreement"} else (None, None)
    if changes:
        check_ledger(foretold, before["lines"], after["lines"], (before["total"], after["total"]))
    assert (foretold["totalBefore"], foretold["totalAfter"]) == totals
    for body in (event["body"], told["body"]):
        if about.name == "addAgreement":
            UUID(body["agreement"].pop("agreement_id"))  # made anew each time
    assert {name: told[name] for name in ("type", "on", "text", "body")} == event


@pytest.mark.parametrize("about", ["settleMonth"], indirect=True)
async def test_a_month_is_settled_as_was_foretold(about: Situation) -> None:
    foretold, settled = await about.preview(), (await about.outcome())["settlement"]
    assert (foretold["lines"], foretold["corrections"]) == (settled["lines"], settled["corrections"])
    assert (foretold["totalBefore"], foretold["totalAfter"]) == (None, settled["total"])
    assert [one["type"] for one in foretold["events"]] == ["MonthSettled"]
    assert [(one["amount"], one["settledIn"]) for one in foretold["lines"]] == [("16258.06", "2025-03")]


@pytest.mark.parametrize("about", ["registerUnit"], indirect=True)
async def test_a_unit_is_registered_as_was_foretold(about: Situation) -> None:
    foretold, unit = await about.preview(), (await about.outcome())["unit"]
    text = await about.region.api.admin.fetchval(
        "select body from trappa.event where stream_id = $1", own_id("CareUnit", unit["id"])
    )
    (event,), stored = foretold["events"], json.loads(text)
    for body in (event["body"], stored):
        UUID(body["agreement"].pop("agreement_id"))  # made anew each time
    text = "Enheten registrerades: Ängö, Region Kalmar län (2321000073). Avtal: HALSOVAL, LOV, från och med 2024-01-01."
    assert event == {"type": "UnitRegistered", "on": "2024-01-01", "text": text, "body": stored}
    assert (foretold["case"], foretold["totalBefore"], foretold["totalAfter"]) == (None, None, None)


@pytest.mark.parametrize("about", sorted(OF_ACCESS), indirect=True)
async def test_seats_and_issuers_become_what_was_foretold(about: Situation) -> None:
    foretold = await about.preview()
    await about.outcome()
    (stored,) = (await about.region.api.ask(about.person, ACCESS, now=about.now))["accessEvents"]["nodes"]
    (event,) = foretold["events"]
    seat = stored.pop("seat")
    if seat is not None:
        # Read afterwards it stands among others, so that it tells whose seat it is.
        roles = [] if stored["type"] == "SeatGranted" else [one["label"] for one in seat["roles"]]
        whose = ", ".join([seat["holder"]["name"], *roles, seat["organisation"]["name"]])
        assert stored["text"] == f"{whose}: {event['text']}"
        stored["text"] = event["text"]
    assert {**stored, "body": recordable(stored["body"]), "on": None} == event
    assert (foretold["case"], foretold["totalBefore"], foretold["totalAfter"]) == (None, None, None)
