"""Previews in documents: every field by itself, several at once, what they cost, whom they wait for: nobody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from schema.ids import own_id
from tests.api.caller import Api, Json, noon
from tests.api.documents import COMMANDS, PREVIEW, REFUSAL, preview_document
from tests.api.everything import objects_at, ways
from tests.api.fields import contract
from tests.api.lines import beside_requests, logged
from tests.api.region import Region, levels, seated
from tests.api.situations import Situation, situation

SCHEMA = contract()
APRIL = noon("2025-04-14")
SECONDS = 5.0


async def settled_before(region: Region) -> Situation:
    """A sanction about to be decided after March was settled without it."""
    about = await situation(region, "decideSanction")
    await region.api.done(region.finance, "settleMonth", {"month": "2025-03"}, now=APRIL)
    return about


async def test_every_field_of_a_preview_resolves_when_asked_for_alone(alone: Region) -> None:
    about = await settled_before(alone)
    reached: set[str] = set()
    for way in ways(SCHEMA, {about.name: "(input: $given)"}, "Previews"):
        if "... on Preview {" not in way.document or len(way.path) > 3:
            continue
        document = f"query($given: {COMMANDS[about.name].given}!) {{ preview {{ {way.document} }} }}"
        answer = await alone.api.send(about.person, document, {"given": about.given}, now=about.now)
        assert answer.body.get("errors") is None, (str(way), answer.body)
        if objects_at(answer.data, ("preview", way.root, *way.path[:-1])):
            reached.add(way.field)
    wanted = {"Preview", "ForeseenCase", "ForeseenEvent", "LedgerLine", "CaseObligation", "Explanation"}
    fields = {f"{name}.{field}" for name in wanted for field in SCHEMA.type_map[name].fields}  # type: ignore[attr-defined]
    assert fields - reached == set()


def several(about: Situation, times: int, selection: str = "__typename") -> str:
    asked = " ".join(f"p{number}: {about.name}(input: $given) {{ {selection} }}" for number in range(times))
    return f"query($given: {COMMANDS[about.name].given}!) {{ preview {{ {asked} }} }}"


BEGIN, COMMIT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;", "COMMIT;"
SCOPE = "select case when set_config('app.tenant'"
SEEN, STREAM = "select set_config('app.organisation', 'staff'", "select seq, version"
RULESETS, SANCTIONED = "select ruleset_id from ruleset_version", "select event.stream_id"
LISTED, AGREEMENTS = "select distinct on (month)", "select distinct on (agreement_id) valid_from"
SETTLED = "select settlement.month as settled_month"
OF_A_UNIT = "select body from event"
OF_A_CASE = [SEEN, STREAM, RULESETS]
FACTS = [LISTED, AGREEMENTS, SETTLED]
HOW: Mapping[str, list[str]] = {
    "decideSanction": [*OF_A_CASE, *OF_A_CASE, *FACTS],
    "closeCase": [*OF_A_CASE, OF_A_UNIT, *OF_A_CASE, *FACTS],
    "recordConsultation": [*OF_A_CASE, *OF_A_CASE, *FACTS],
    "withholdPayment": [*OF_A_CASE, *OF_A_CASE, *FACTS],
    "terminateAgreement": [*OF_A_CASE, OF_A_UNIT, *OF_A_CASE, *FACTS],
    "flagRecurrence": [*OF_A_CASE, "select case_id, opened_on from case_file", *OF_A_CASE, *FACTS],
    "openCase": ["select body from event", RULESETS, SEEN, RULESETS, *FACTS],
    "recordListedCounts": ["select body from event", RULESETS, *FACTS, SANCTIONED],
    "registerUnit": ["select unit_id from care_unit"],
    "revokeSeat": ["select holder, organisation"],
}


@pytest.mark.parametrize("name", HOW)
async def test_a_preview_is_one_transaction_of_known_statements_however_much_has_happened(
    kalmar: Region, name: str
) -> None:
    """Closing comes after six acts, deciding a sanction after three."""
    about = await situation(kalmar, name)
    await about.preview()
    async with kalmar.api.statements() as sent:
        await about.preview()
    wanted = [BEGIN, SCOPE, *HOW[name], COMMIT]
    assert [one[: len(begin)] for one, begin in zip(sent, wanted, strict=True)] == wanted


async def test_settling_is_foreseen_without_the_lock_of_the_chain(alone: Region) -> None:
    about = await situation(alone, "settleMonth")
    await about.preview()
    async with alone.api.statements() as sent:
        await about.preview()
    counts, agreements = "select distinct on (unit_id, month)", "select distinct on (agreement_id) unit_id"
    of_region = ["select body from event", RULESETS, SANCTIONED, counts, agreements, RULESETS]
    wanted = [BEGIN, SCOPE, *of_region, COMMIT]
    assert [one[: len(begin)] for one, begin in zip(sent, wanted, strict=True)] == wanted


async def test_five_previews_of_a_document_follow_one_another_on_one_connection(kalmar: Region) -> None:
    about = await situation(kalmar, "decideSanction")
    async with kalmar.api.statements() as sent:
        seen = await kalmar.api.ask(
            about.person, several(about, 5, f"... on Preview {{ {PREVIEW} }}"), {"given": about.given}, now=about.now
        )
    foretold = await about.preview()
    del foretold["__typename"]
    assert list(seen["preview"].values()) == [foretold] * 5
    one = [BEGIN, SCOPE, *HOW["decideSanction"], COMMIT]
    assert [text[: len(begin)] for text, begin in zip(sent, one * 5, strict=True)] == one * 5


SIX: Mapping[str, str] = {
    "in one": "query($given: %s!) { preview { %s } }",
    "in two": "query($given: %s!) { preview { %s } more: preview { decideSanction(input: $given) { __typename } } }",
    "apart": "query($given: %s!) { ...F } fragment P on Previews { %s } fragment F on Query { preview { ...P } }",
}


@pytest.mark.parametrize("way", SIX)
async def test_a_document_with_six_previews_is_not_run(kalmar: Region, way: str) -> None:
    about = await situation(kalmar, "decideSanction")
    given = COMMANDS[about.name].given
    for times, codes in ((5, []), (6, ["DOCUMENT_TOO_COSTLY"])):
        asked = times - 1 if way == "in two" else times
        one = " ".join(f"p{number}: decideSanction(input: $given) {{ __typename }}" for number in range(asked))
        async with kalmar.api.statements() as sent:
            document = SIX[way] % (given, one)
            answer = await kalmar.api.send(about.person, document, {"given": about.given}, now=about.now)
        assert (answer.codes, len(sent) == 0) == (codes, times == 6)
    assert answer.body["errors"][0]["message"] == "6 previews; allowed: 5"


async def test_names_of_types_between_previews_are_no_previews(kalmar: Region) -> None:
    """Clients that keep what they read by type ask for `__typename` everywhere."""
    about = await situation(kalmar, "decideSanction")
    document = several(about, 5).replace("preview { ", "preview { __typename ")
    seen = await kalmar.api.ask(about.person, document, {"given": about.given}, now=about.now)
    assert seen["preview"]["__typename"] == "Previews"


async def test_a_preview_stands_beside_the_case_and_other_previews(kalmar: Region) -> None:
    about = await situation(kalmar, "decideSanction")
    document = f"""query($c: ID!, $s: DecideSanctionInput!, $f: ClassifyCaseInput!) {{
      case(id: $c) {{ state {{ id }} sanctionRuns }}
      preview {{
        decideSanction(input: $s) {{ ... on Preview {{ case {{ colour {{ id }} }} totalAfter }} }}
        classifyCase(input: $f) {{ __typename {REFUSAL} }}
      }}
      viewer {{ roles {{ id }} }}
    }}"""
    classify = {"caseId": about.case, "levels": levels(2, 2), "classifiedOn": "2025-04-14"}
    given = {"c": about.case, "s": about.given, "f": classify}
    seen = await kalmar.api.ask(about.person, document, given, now=about.now)
    assert (seen["case"], seen["viewer"]) == (
        {"state": {"id": "REQUEST_SENT"}, "sanctionRuns": False},
        {"roles": [{"id": "coordination_office"}]},
    )
    assert seen["preview"]["decideSanction"] == {"case": {"colour": {"id": "RED"}}, "totalAfter": "26658.06"}
    assert seen["preview"]["classifyCase"]["code"] == "OUT_OF_ORDER"


# --- what a preview does not look at --------------------------------------------------------------------------------


async def test_a_preview_looks_at_no_command_before_and_is_none_itself(kalmar: Region) -> None:
    about, own = await situation(kalmar, "classifyCase"), str(uuid4())
    foretold = await about.preview(commandId=own)
    assert foretold == await about.preview()
    done = await about.outcome(commandId=own)
    assert done["case"]["version"] == 2
    again = await about.preview(commandId=own)
    assert (again["__typename"], again["events"]) == ("Preview", foretold["events"]), "as a new one would come to"
    other = await about.preview(commandId=own, levels=levels(4, 4))
    assert other["case"]["colour"]["id"] == "BLACK"
    assert (await about.outcome(commandId=own))["case"]["version"] == 2
    assert (await about.outcome(commandId=own, levels=levels(4, 4)))["code"] == "COMMAND_REUSED"


async def test_a_preview_of_a_version_that_has_passed_is_the_conflict(kalmar: Region) -> None:
    about = await situation(kalmar, "classifyCase")
    assert (await about.preview(expectedVersion=1))["__typename"] == "Preview"
    await about.outcome()
    found = await about.preview(expectedVersion=1)
    assert (found["__typename"], found["current"]) == ("VersionConflict", 2)


@asynccontextmanager
async def held(api: Api, region: Region, case: str) -> AsyncIterator[None]:
    """Another transaction has written to the case, and holds its row and the head of its region's chain."""
    async with api.admin.transaction():
        for statement in (
            "select from trappa.case_file where case_id = $1 for update",
            "update trappa.case_file set state = state where case_id = $1",
        ):
            await api.admin.execute(statement, own_id("Case", case))
        await api.admin.execute("select from trappa.chain_head where tenant_id = $1 for update", region.code)
        yield


async def test_a_preview_waits_for_nobody_who_is_about_to_write(kalmar: Region) -> None:
    about = await situation(kalmar, "decideSanction")
    assert about.case is not None
    foretold = await about.preview()
    async with held(kalmar.api, kalmar, about.case):
        async with asyncio.timeout(SECONDS):
            assert await about.preview() == foretold
        command = asyncio.create_task(about.outcome())
        await asyncio.sleep(0.3)
        assert not command.done(), "the command itself waits"
    assert (await command)["__typename"] == "CaseChanged"


NOT_AT_REST = """
select query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
"""


@pytest.mark.parametrize("beside", ["", "viewer { seats { id } } cases(first: 1) { nodes { id } } "])
@pytest.mark.parametrize("times", [2, 3, 5])
async def test_previews_right_after_a_seat_was_changed_leave_no_transaction_open_and_no_error_told(
    kalmar: Region, caplog: pytest.LogCaptureFixture, times: int, beside: str
) -> None:
    """The first one finds out, and the others are given up wherever they are: the request is then run again."""
    about = await situation(kalmar, "decideSanction")
    await about.preview()
    document = several(about, times).replace("preview {", f"{beside}preview {{", 1)
    with logged() as lines:
        for attempt in range(5):
            await seated(kalmar, "handler", f"beside {times} previews {attempt}")
            seen = await kalmar.api.ask(about.person, document, {"given": about.given}, now=about.now)
            assert [one["__typename"] for one in seen["preview"].values()] == ["Preview"] * times
            assert await kalmar.api.admin.fetch(NOT_AT_REST) == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert beside_requests(lines) == []


async def test_a_preview_after_a_seat_was_revoked_is_answered_to_nobody(kalmar: Region) -> None:
    about = await situation(kalmar, "decideSanction")
    seat = await seated(kalmar, "coordination_office", "foreseeing")
    person = kalmar.person(name="foreseeing")
    seen = await kalmar.api.preview(person, about.name, about.given, now=about.now)
    assert seen["__typename"] == "Preview"
    await kalmar.api.done(kalmar.administrator, "revokeSeat", {"seatId": seat}, now=noon("2025-04-10"))
    gone = await kalmar.api.preview(person, about.name, about.given, now=about.now)
    assert (gone["__typename"], gone["code"]) == ("NotFound", "NOT_FOUND")


async def test_a_token_is_asked_for_as_of_a_command(kalmar: Region) -> None:
    about = await situation(kalmar, "decideSanction")
    body: Json = {"query": preview_document(about.name), "variables": {"given": about.given}}
    for headers, code in (({}, "TOKEN_MISSING"), ({"authorization": "Bearer x"}, "TOKEN_MALFORMED")):
        answer = await kalmar.api.client.post("/graphql", json=body, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, code)


async def test_what_graphql_refuses_it_refuses_of_a_preview_too(kalmar: Region) -> None:
    about = await situation(kalmar, "classifyCase")
    for changed in ({"classifiedOn": "2025-02-30"}, {"levels": 4}, {"caseId": {}}, {"nonsense": 1}):
        document = preview_document(about.name)
        answer = await kalmar.api.send(about.person, document, {"given": {**about.given, **changed}}, now=about.now)
        assert answer.codes == ["GRAPHQL_INVALID"], changed
