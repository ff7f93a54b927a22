"""The contract: described, implemented where it says so, and resolvable field by field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
)

from schema.build import build
from schema.ids import global_id
from tests.api import drafts
from tests.api.caller import Api, Json, Person, noon
from tests.api.declared import Staged, adopted
from tests.api.described import Part, parts, problems
from tests.api.documents import COMMANDS, MUTATIONS
from tests.api.everything import Way, object_types, objects_at, ways
from tests.api.fields import contract
from tests.api.region import NO_CASE, SIGNAL, Region, levels, registration, seated, untouched
from tests.api.serving import package
from tests.core.fourth import DAY, OPENING, PANEL, TEXT

SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"
SCHEMA = contract()
OWN = {name: one for name, one in SCHEMA.type_map.items() if not name.startswith("__")}
MEASURES = {"intendedMeasures": "Fler tider."}
TODAY = noon("2025-09-15")
WHOLE = {"case", "ruleset", "unit", "settlement", "ledger", "withheld", "amounts", "viewer", "lintRuleset"}
"""What is walked to its ends; what leads to the same things again is walked as far as to their own fields."""
SHALLOW = 3
OF_SEVERAL = {("nodes", "classification"), ("nodes", "requests")}
"""What no one case has all of."""
OF_ACTS = {"opening", "openingEntries", "steps", "sideTracks", "tasks", "consultations", "ruleset", "availableActions"}
"""What a case has of acts that its ruleset declares."""
LATER = package().replace('label: "1"', 'label: "2"').replace("valid_from: 2024-01-01", "valid_from: 2099-01-01")
REFUSALS = ("MandateMissing", "RuleRefused", "VersionConflict", "InvalidInput", "NotFound")


def test_everything_in_the_contract_is_described_in_swedish_and_english_with_what_null_means() -> None:
    described = list(parts(SCHEMA))
    assert len(described) > 800
    assert [problem for part in described for problem in problems(part)] == []


BAD: dict[str, Part] = {
    "nothing": Part("Seat.holds", " "),
    "English alone": Part("Seat.holds", "Whether it holds now. It has begun and not ended."),
    "Swedish alone": Part("RegisterUnitInput.hsaId", "HSA-id för enheten. Ett per enhet, och det ändras inte."),
    "one sentence": Part("RegisterUnitInput.hsaId", "HSA-id, `SE` + 10 siffror + `-` + 1-18 tecken."),
    "English first": Part("Seat.holds", "Whether it holds now. Om den gäller nu."),
    "words of one": Part("CaseFilter.state", "Läge, regelverkets id. State."),
    "less in English": Part(
        "ImpulseInput.informant", "Uppgiftslämnarens kontaktuppgifter, krypterade, som enheten inte ser. Who told it."
    ),
    "less in Swedish": Part("Seat.holds", "Om den. Whether it has begun and has not ended or been taken back since."),
    "the name again": Part("Agreement.validFrom", "Gäller från och med. It is valid from."),
    "nothing of null": Part("Case.closedOn", "Dag då det avslutades. The day on which it ended.", "answer"),
    "null in one language": Part(
        "Case.closedOn", "Dag då det slutade; null: öppet. The day on which it ended.", "answer"
    ),
    "nothing of leaving it out": Part("CaseFilter.closed", "Om de är avslutade. Whether they are at the end.", "input"),
}


@pytest.mark.parametrize("part", BAD.values(), ids=BAD.keys())
def test_a_description_is_refused_that_has(part: Part) -> None:
    assert list(problems(part)) != []


@pytest.mark.requirement("XC-03")
def test_the_committed_contract_is_the_one_that_runs() -> None:
    assert SDL.read_text(encoding="utf-8").strip() == build().as_str().strip()


@pytest.mark.requirement("XC-07")
def test_every_refusal_is_a_refusal_and_every_command_may_be_refused_in_each_way() -> None:
    interface = OWN["Refusal"]
    assert isinstance(interface, GraphQLInterfaceType)
    assert {one.name for one in SCHEMA.get_possible_types(interface)} == set(REFUSALS)
    assert SCHEMA.mutation_type is not None
    assert set(SCHEMA.mutation_type.fields) == set(MUTATIONS)
    for name, field in SCHEMA.mutation_type.fields.items():
        outcome = OWN[str(field.type).rstrip("!")]
        assert isinstance(outcome, GraphQLUnionType), name
        assert {one.name for one in outcome.types} == {MUTATIONS[name].success, *REFUSALS}
        given = OWN[MUTATIONS[name].given]
        assert isinstance(given, GraphQLInputObjectType)
        assert str(given.fields["commandId"].type) == "UUID"


def test_connections_are_those_of_relay() -> None:
    assert SCHEMA.query_type is not None
    paged = ("cases", "units", "providers", "seats", "accessEvents", "readLog", "simulatedCases", "deliveryFigures")
    for name in paged:
        field = SCHEMA.query_type.fields[name]
        connection = OWN[str(field.type).rstrip("!")]
        assert isinstance(connection, GraphQLObjectType)
        assert {"first", "after", "last", "before"} <= set(field.args)
        assert {"edges", "pageInfo", "nodes"} <= set(connection.fields)
    node = OWN["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert {one.name for one in SCHEMA.get_possible_types(node)} == {
        "Case",
        "CareUnit",
        "Ruleset",
        "RulesetDraft",
        "Seat",
        "SimulationJob",
    }


class Rich:
    """A region in which every part of the contract has something to show."""

    def __init__(self, region: Region, unit: str, case: str, versions: tuple[str, str], seat: str, draft: str) -> None:
        version, later = versions
        self.region = region
        self.seat = seat
        self.unit = unit
        self.case = case
        self.version = version
        self.declared = ""
        ledger = f'(unitId: "{unit}", from: "2025-01", until: "2025-12"'
        self.roots = {
            "viewer": "",
            "case": f'(id: "{case}")',
            "cases": "(first: 4)",
            "unit": f'(id: "{unit}")',
            "units": "(first: 2)",
            "providers": "(first: 2)",
            "ledger": f"{ledger})",
            "withheld": f"{ledger})",
            "settlement": '(month: "2025-04")',
            "settlementComparison": '(from: "2025-03", to: "2025-04")',
            "amounts": '(from: "2025-03", until: "2025-05")',
            "ruleset": '(procedure: "halsoval-uppfoljning", at: "2025-03-01")',
            "rulesets": "",
            "lintRuleset": '(content: "procedure: none")',
            "rulesetDiff": f'(from: "{version}", to: "{later}")',
            "rulesetDraft": f'(id: "{draft}")',
            "rulesetDrafts": "",
            "rulesetHistory": f'(id: "{draft}")',
            "rulesetDuties": "",
            "rulesetPackages": "",
        }
        paged = dict.fromkeys(("seats", "accessEvents", "readLog"), "(first: 2)")
        self.access = {"viewer": "", "issuers": "", "roles": "", **paged}
        past = 'knownAt: "2025-05-30T10:00:00Z")'
        self.past = {"ledger": f"{ledger}, {past}", "amounts": f"{ledger}, {past}"}


_LATE: Mapping[str, Json] = {"refrainFromSanction": {"decidedOn": "2025-05-02"}}


async def _ended(alone: Region, case: str, unit: str) -> None:
    """Payment withheld and in part released, and the agreement terminated since a deficiency recurs."""
    now = noon("2025-08-02")
    await alone.act("withholdPayment", case, now=now, decidedOn="2025-08-02")
    await alone.act("releasePayment", case, now=now, decidedOn="2025-08-02", amount="1.00")
    await alone.act("flagRecurrence", case, now=now, flaggedOn="2025-08-02", earlier=[await alone.earlier(unit)])
    await alone.act("takeTerminationPosition", case, now=now, decidedOn="2025-08-02")
    await alone.act("terminateAgreement", case, now=now, decidedOn="2025-08-02", endsOn="2026-01-01")


async def _drafted(alone: Region) -> str:
    """Another procedure's version, to be revised since it soon expires, and a draft of its next one."""
    now, other = noon("2025-02-03"), drafts.text({**drafts.CONTENT, "procedure": "tandvard"})
    draft = await drafts.begun(alone, now=now, content=other)
    draft = await drafts.saved(alone, draft, "validity", drafts.validity("2025-01-01", "2025-12-31"), now=now)
    sent = {"expectedVersion": draft["version"]}
    draft = await drafts.step(alone, "sendRulesetToConsultation", draft, alone.editor, now=now, **sent)
    draft = await drafts.step(alone, "commentOnRuleset", draft, alone.handler, now=now, comment="Bra.")
    adopted = {"expectedVersion": draft["version"]}
    await drafts.step(alone, "adoptRuleset", draft, alone.approver, now=now, **adopted)
    await drafts.begun(alone, now=now, content="procedure: tandvard")
    return str(draft["id"])


@pytest.fixture(scope="module")
async def rich(api: Api) -> Rich:
    alone = await untouched(api)
    unit = await alone.unit()
    await alone.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 9)}, now=noon("2025-08-31"))
    impulse = {"knownOn": "2025-03-04", "kind": "DIALOGUE", "informant": "010-123 45 67"}
    case = await alone.opened(unit, now=noon("2025-03-04"), signal=SIGNAL, impulse=impulse, happening="Kö", **MEASURES)
    for name in ("classifyCase", "sendCorrectionRequest", "decideSanction", "receivePlan", "requestSupplement"):
        await alone.act(name, case)
    await alone.act("recordConsultation", case, by=alone.person("legal_counsel"))
    await alone.act("decidePlan", case)
    await alone.act("recordFollowUp", case, intendedEffect=False)
    await alone.several(unit)
    relieved = await alone.until("sendCorrectionRequest", unit)
    for name in ("extendPlanDue", "refrainFromSanction"):
        await alone.act(name, relieved, now=noon("2025-05-02"), **_LATE.get(name, {}))
    sent = "2025-08-01T09:00:00+02:00"
    await alone.act("sendCorrectionRequest", case, now=noon("2025-08-01"), sentAt=sent, planDueOn="2025-09-01")
    await _ended(alone, case, unit)
    for month in ("2025-03", "2025-04"):
        if month == "2025-04":
            await alone.counted(unit, {"2025-03": 7900}, now=noon("2025-08-31"))
        await alone.api.done(alone.finance, "settleMonth", {"month": month}, now=noon("2025-09-01"))
    ask = '{ ruleset(procedure: "halsoval-uppfoljning", at: "2025-03-01") { id } }'
    version = (await alone.api.ask(alone.handler, ask))["ruleset"]["id"]
    await alone.api.served.adopt(alone.code, LATER)
    later = (await alone.api.ask(alone.handler, ask.replace("2025-03-01", "2099-01-01")))["ruleset"]["id"]
    place = {"street": "Storgatan 1", "postalCode": "392 33", "city": "Kalmar"}
    move = {"unitId": unit, "address": place, "from": "2025-09-01"}
    await alone.api.done(alone.handler, "moveUnit", move, now=noon("2025-09-01"))
    seat = await seated(alone, "auditor", "rich auditor")
    found = Rich(alone, unit, case, (version, later), seat, await _drafted(alone))
    found.declared = await _declared(alone, unit)
    return found


async def _declared(alone: Region, unit: str) -> str:
    """A case of a procedure with acts of its own, in which every kind of them has been done."""
    case = Staged(alone, await adopted(alone, TEXT), unit)
    await case.open("handler", DAY, "VISIT", **(OPENING | {"SUBJECT": ("HYGIENE", "STAFFING")}))
    await case.take("handler", DAY, "WEIGH", "HIGH", reason="Fara.", GRAVITY=("GRAVE",))
    await case.take("handler", DAY, "CONVENE", PRESENT=PANEL)
    await case.take("handler", DAY, "ANSWER", track="OF_STAFFING")
    await case.consult("legal_counsel", DAY, "FORBID")
    await case.tick("handler", DAY, "GRAVE_CASE", "CALL", reason="Ingen svarade.")
    return case.case


async def resolve(rich: Rich, person: Person, asked: list[Way], operation: str = "query") -> set[str]:
    """Asks each way alone; gives the fields whose object was there to be asked."""
    return {way.field for way in asked if await _reached(rich, person, way, operation)}


async def resolve_steps(rich: Rich, person: Person, asked: list[Way], last: int) -> set[str]:
    """Asks alone, of the ways that end in the same `last` fields, the shortest until one has an object to be asked."""
    ends: dict[tuple[str, ...], list[Way]] = {}
    for way in sorted(asked, key=lambda way: len(way.path)):
        ends.setdefault(way.steps[-last:], []).append(way)
    reached: set[str] = set()
    for same in ends.values():
        for way in same:
            if await _reached(rich, person, way, "query"):
                reached.add(way.field)
                break
    return reached


async def _reached(rich: Rich, person: Person, way: Way, operation: str) -> bool:
    answer = await rich.region.api.send(person, f"{operation} {{ {way.document} }}", now=TODAY)
    assert answer.body.get("errors") is None, (str(way), answer.body)
    return bool(objects_at(answer.data, (way.root, *way.path[:-1])))


def all_fields(*without: str) -> set[str]:
    return {
        f"{one.name}.{field}"
        for one in object_types(SCHEMA)
        if one.name not in {"Query", "Mutation", *without}
        for field in one.fields
    }


async def test_every_field_of_what_is_read_resolves_when_asked_for_alone(rich: Rich) -> None:
    every = list(ways(SCHEMA, rich.roots, "Query"))
    asked = [one for one in every if one.root in WHOLE or len(one.path) <= SHALLOW]
    asked += [one for one in every if one.path[:2] in OF_SEVERAL and len(one.path) > SHALLOW]
    again = list(ways(SCHEMA, rich.past, "Query"))
    nodes = {"Case": rich.case, "CareUnit": rich.unit, "Ruleset": rich.version, "Seat": rich.seat}
    for kind, own in nodes.items():
        again += [
            one for one in ways(SCHEMA, {"node": f'(id: "{own}")'}, "Query") if f"... on {kind} {{" in one.document
        ]
    asked += [one for one in again if len(one.path) <= 2]
    of_acts = ways(SCHEMA, {"case": f'(id: "{rich.declared}")'}, "Query")
    asked += [one for one in of_acts if one.path[0] in OF_ACTS]
    reached = await resolve_steps(rich, rich.region.office, asked, 2)
    auditor = rich.region.person("auditor", name="rich auditor")
    await rich.region.sight(auditor, rich.case, now=TODAY)
    reached |= await resolve(rich, auditor, list(ways(SCHEMA, rich.access, "Query")))
    changed = {command.success for command in MUTATIONS.values()}
    foreseen = {"Preview", "Previews", "ForeseenCase", "ForeseenEvent"}  # tests/api/test_preview_documents.py
    # tests/api/test_simulation.py, tests/api/test_simulation_jobs.py
    simulated = {one.name for one in object_types(SCHEMA) if one.name.startswith(("Simulation", "Simulated"))}
    # tests/api/test_deliveries.py
    delivered = {one.name for one in object_types(SCHEMA) if one.name.startswith(("Deliver", "Figure", "Indicator"))}
    assert all_fields(*changed, *foreseen, *simulated, *delivered, *REFUSALS) - reached == set()
    shorter = [one for one in asked if len(one.path) <= 3]
    party = await resolve_steps(rich, rich.region.head(rich.unit), shorter, 1)
    assert {"Case.classification", "CaseSanction.threatened", "CaseEvent.body", "Settlement.total"} <= party


async def test_every_field_of_what_a_command_changed_resolves_when_asked_for_alone(rich: Rich) -> None:
    who = rich.region.person("handler", "coordination_office", "finance_officer", name="one person")
    fresh = await rich.region.opened(rich.unit)
    given = {
        "registerUnit": registration("Ängö", "SE2321000073-ALONE"),
        "classifyCase": {"caseId": fresh, "levels": levels(2, 2), "classifiedOn": "2025-03-05"},
        "settleMonth": {"month": "2025-05"},
    }
    reached: set[str] = set()
    for number, (name, content) in enumerate(given.items()):
        written = {**content, "commandId": str(UUID(int=number + 1))}
        command = COMMANDS[name]
        await rich.region.api.done(who, name, written, now=TODAY)
        for way in ways(SCHEMA, {name: "(input: $given)"}, "Mutation"):
            if f"... on {command.success} {{" not in way.document or len(way.path) > 3:
                continue
            document = f"mutation($given: {command.given}!) {{ {way.document} }}"
            answer = await rich.region.api.send(who, document, {"given": written}, now=TODAY)
            assert answer.body.get("errors") is None, (str(way), answer.body)
            if objects_at(answer.data, (way.root, *way.path[:-1])):
                reached.add(way.field)
    wanted = {"CaseChanged.case", "UnitChanged.unit", "MonthSettled.settlement"}
    wanted |= {one for one in all_fields() if one.split(".")[0] in {"Case", "CareUnit", "Settlement", "Classification"}}
    assert wanted - reached == set()


async def test_every_field_of_a_refusal_resolves_when_asked_for_alone(rich: Rich) -> None:
    classify = {"caseId": rich.case, "levels": levels(2, 2), "classifiedOn": "2025-03-05"}
    refused: dict[str, tuple[Person, Json]] = {
        "MandateMissing": (rich.region.handler, classify),
        "RuleRefused": (rich.region.office, classify),
        "VersionConflict": (rich.region.office, {**classify, "expectedVersion": 1}),
        "InvalidInput": (rich.region.office, {**classify, "levels": levels(9, 9)}),
        "NotFound": (rich.region.office, {**classify, "caseId": NO_CASE}),
    }
    reached: set[str] = set()
    for kind, (person, given) in refused.items():
        for way in ways(SCHEMA, {"classifyCase": "(input: $given)"}, "Mutation"):
            if f"... on {kind} {{" in way.document and len(way.path) <= 2:
                document = f"mutation($given: ClassifyCaseInput!) {{ {way.document} }}"
                answer = await rich.region.api.send(person, document, {"given": given}, now=TODAY)
                assert answer.body.get("errors") is None, (str(way), answer.body)
                if objects_at(answer.data, (way.root, *way.path[:-1])):
                    reached.add(way.field)
    assert {one for one in all_fields() if one.split(".")[0] in REFUSALS} - reached == set()


async def test_a_node_of_a_kind_asks_only_its_own_fields(rich: Rich) -> None:
    document = "query($id: ID!) { node(id: $id) { id ... on CareUnit { name } ... on Ruleset { label } } }"
    for own, expected in ((rich.case, {"id"}), (rich.unit, {"id", "name"}), (rich.version, {"id", "label"})):
        seen = await rich.region.api.ask(rich.region.office, document, {"id": own})
        assert set(seen["node"]) == expected
    assert global_id("Case", UUID(int=0)) == NO_CASE
