"""The log of reads: what an auditor is shown, and sealed text whoever opens it, noted as it is shown."""

from __future__ import annotations

import pytest

from tests.api.caller import Json, Person, noon
from tests.api.documents import command_document, preview_document
from tests.api.lines import logged
from tests.api.region import IMPULSE, NO_CASE, Region, seated

pytestmark = pytest.mark.requirement("PV-09", "XC-08")
TODAY = noon("2025-06-02")
LOG = (
    "query($c: ID) { readLog(first: 50, caseId: $c) { nodes { caseId person { actorId name } roles { id } sealed } } }"
)


async def log_of(region: Region, case: str | None = None) -> list[Json]:
    """The log, oldest first."""
    found = await region.api.ask(region.person("auditor"), LOG, {"c": case}, now=TODAY)
    return list(reversed(found["readLog"]["nodes"]))


async def opened(region: Region) -> str:
    return await region.opened(await region.unit(), impulse=IMPULSE, happening="Kö till telefonen")


async def test_each_case_that_an_auditor_is_shown_is_noted_in_the_same_statement(alone: Region) -> None:
    cases = {await opened(alone) for _ in range(3)}
    before = len(await log_of(alone))
    await seated(alone, "auditor", "reviewing", name="Kim Kimsson")
    reviewing = alone.person(name="reviewing")
    document = "{ cases(first: 50) { nodes { id state { id } } } }"
    await alone.api.ask(reviewing, "{ viewer { permissions } }", now=TODAY)
    async with alone.api.statements() as sent:
        await alone.api.ask(reviewing, document, now=TODAY)
    assert len(sent) == 1
    noted = (await log_of(alone))[before:]
    assert {one["caseId"] for one in noted} == cases
    assert len(noted) == len(cases)
    assert {one["person"]["name"] for one in noted} == {"Kim Kimsson"}
    assert {(one["roles"][0]["id"], one["sealed"]) for one in noted} == {("auditor", False)}


@pytest.mark.parametrize(
    "selection",
    ["{ id }", "{ timelineText }", "{ unit { name } }", "{ sanction { total } }"],
)
async def test_whatever_an_auditor_asks_of_a_case_is_noted(alone: Region, selection: str) -> None:
    case = await opened(alone)
    await alone.api.ask(alone.person("auditor"), f'{{ case(id: "{case}") {selection} }}', now=TODAY)
    assert [one["caseId"] for one in await log_of(alone, case)][-1] == case


async def test_a_unit_ledger_notes_the_cases_in_it(alone: Region) -> None:
    unit = await alone.unit()
    case = await alone.sanctioned(unit)
    document = f'{{ ledger(unitId: "{unit}", from: "2025-03", until: "2025-05") {{ lines {{ month }} }} }}'
    before = len(await log_of(alone, case))
    await alone.api.ask(alone.person("auditor"), document, now=TODAY)
    assert len(await log_of(alone, case)) == before + 1


async def test_others_reads_are_noted_where_they_open_what_is_sealed_and_only_there(alone: Region) -> None:
    case = await opened(alone)
    before = len(await log_of(alone, case))
    plain, sealed = f'{{ case(id: "{case}") {{ id timelineText }} }}', f'{{ case(id: "{case}") {{ happening }} }}'
    await alone.api.ask(alone.handler, plain, now=TODAY)
    assert len(await log_of(alone, case)) == before
    head: Person = alone.head((await alone.sight(alone.handler, case, now=TODAY))["unit"]["id"])
    before = len(await log_of(alone, case))
    for who in (alone.handler, head):
        assert (await alone.api.ask(who, sealed, now=TODAY))["case"]["happening"] == "Kö till telefonen"
    noted = (await log_of(alone, case))[before:]
    assert [(one["roles"][0]["id"], one["sealed"]) for one in noted] == [("handler", True), ("unit_head", True)]


@pytest.mark.parametrize("backwards", [False, True])
async def test_of_a_page_only_what_it_shows_is_noted(alone: Region, *, backwards: bool) -> None:
    """The row beyond the page only tells that there is one."""
    cases = [await opened(alone) for _ in range(3)]
    asked = "last: 2" if backwards else "first: 2"
    document = f"{{ cases({asked}) {{ nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}"
    before = len(await log_of(alone))
    page = (await alone.api.ask(alone.person("auditor"), document, now=TODAY))["cases"]
    assert page["pageInfo"] == {"hasNextPage": not backwards, "hasPreviousPage": backwards}
    shown = {one["id"] for one in page["nodes"]}
    assert shown == set(cases[:2] if backwards else cases[1:])
    assert {one["caseId"] for one in (await log_of(alone))[before:]} == shown


async def test_a_page_with_nothing_beyond_it_is_noted_whole(alone: Region) -> None:
    cases = {await opened(alone) for _ in range(2)}
    before = len(await log_of(alone))
    for asked in ("last: 2", "first: 2", "first: 3", "last: 3"):
        await alone.api.ask(alone.person("auditor"), f"{{ cases({asked}) {{ nodes {{ id }} }} }}", now=TODAY)
    noted = [one["caseId"] for one in (await log_of(alone))[before:]]
    assert {case: noted.count(case) for case in set(noted)} == dict.fromkeys(cases, 4)


async def test_a_case_that_was_not_known_then_is_not_noted(alone: Region) -> None:
    case = await opened(alone)
    before = len(await log_of(alone, case))
    for at, noted in ((noon("2025-03-02"), 0), (noon("2025-03-03"), 1)):
        document = f'{{ case(id: "{case}", knownAt: "{at}") {{ version }} }}'
        seen = await alone.api.ask(alone.person("auditor"), document, now=TODAY)
        assert (seen["case"] is not None) == bool(noted)
        assert len(await log_of(alone, case)) - before == noted


@pytest.mark.parametrize("foreseen", [True, False])
async def test_a_refusal_that_tells_of_a_case_is_noted(alone: Region, *, foreseen: bool) -> None:
    case = await opened(alone)
    both = alone.person("auditor", "coordination_office", name="both")
    before = len(await log_of(alone, case))
    for given, noted in (
        ({"caseId": case, "closedOn": "2025-03-04"}, 1),
        ({"caseId": NO_CASE, "closedOn": "2025-03-04"}, 1),
    ):
        document = preview_document("closeCase") if foreseen else command_document("closeCase")
        answer = await alone.api.ask(both, document, {"given": given}, now=TODAY)
        refused = answer["preview"]["closeCase"] if foreseen else answer["closeCase"]
        assert refused["code"] == ("OUT_OF_ORDER" if given["caseId"] == case else "NOT_FOUND")
        assert len(await log_of(alone, case)) - before == noted
    alone_auditor = alone.person("auditor")
    answer = await alone.api.ask(
        alone_auditor, command_document("closeCase"), {"given": {"caseId": case, "closedOn": "2025-03-04"}}, now=TODAY
    )
    assert answer["closeCase"]["code"] == "MANDATE_MISSING"
    assert len(await log_of(alone, case)) - before == 1, "which tells nothing of the case"


async def test_who_sees_nothing_leaves_no_trace(alone: Region) -> None:
    case = await opened(alone)
    other = alone.head(await alone.unit())
    before = len(await log_of(alone, case))
    assert (await alone.api.ask(other, f'{{ case(id: "{case}") {{ happening }} }}', now=TODAY))["case"] is None
    assert len(await log_of(alone, case)) == before


async def test_what_cannot_be_noted_is_not_shown(alone: Region) -> None:
    case = await opened(alone)
    document = f'{{ case(id: "{case}") {{ id }} }}'
    await alone.api.admin.execute("revoke insert on trappa.read_log from trappa_app")
    try:
        with logged():
            answer = await alone.api.send(alone.person("auditor"), document, now=TODAY)
    finally:
        await alone.api.admin.execute("grant insert on trappa.read_log to trappa_app")
    assert answer.codes == ["INTERNAL_ERROR"]
    assert answer.body["data"] == {"case": None}
