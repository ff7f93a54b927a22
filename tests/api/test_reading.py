"""Pages, filters, order, languages, and one statement for whatever a document asks."""

from __future__ import annotations

from uuid import UUID

import pytest

from schema.ids import cursor, global_id
from tests.api.caller import Json, Person, noon
from tests.api.documents import CASE, SETTLEMENT, UNIT
from tests.api.region import Region

PAGE = """query($u: ID, $first: Int, $after: String, $last: Int, $before: String, $order: CaseOrder! = OPENED_AT_DESC) {
  cases(filter: {unitId: $u}, first: $first, after: $after, last: $last, before: $before, orderBy: $order) {
    nodes { id } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
TODAY = noon("2025-12-01")


async def walk(region: Region, unit: str, size: int, *, backwards: bool, order: str) -> list[str]:
    """The ids of all pages, in the order asked for."""
    found: list[str] = []
    at: str | None = None
    while True:
        way = {"last": size, "before": at} if backwards else {"first": size, "after": at}
        page = (await region.api.ask(region.handler, PAGE, {"u": unit, "order": order, **way}))["cases"]
        ids = [one["id"] for one in page["nodes"]]
        assert ids == [one["node"]["id"] for one in page["edges"]]
        found = ids + found if backwards else found + ids
        info = page["pageInfo"]
        assert (info["startCursor"], info["endCursor"]) == (page["edges"][0]["cursor"], page["edges"][-1]["cursor"])
        if not info["hasPreviousPage" if backwards else "hasNextPage"]:
            return found
        at = info["startCursor" if backwards else "endCursor"]


@pytest.mark.parametrize("size", [4, 25, 100])
async def test_pages_lose_and_repeat_nothing_also_where_times_are_equal(kalmar: Region, size: int) -> None:
    unit = await kalmar.unit()
    opened = [await kalmar.opened(unit, now=noon(f"2025-03-{3 + number // 10:02}")) for number in range(25)]
    down = await walk(kalmar, unit, size, backwards=False, order="OPENED_AT_DESC")
    up = await walk(kalmar, unit, size, backwards=False, order="OPENED_AT_ASC")
    assert sorted(down) == sorted(opened)
    assert down == up[::-1]
    assert await walk(kalmar, unit, size, backwards=True, order="OPENED_AT_DESC") == down
    assert await walk(kalmar, unit, size, backwards=True, order="OPENED_AT_ASC") == up
    assert {*down[:5]} == {*opened[20:]}, "newest first"


async def test_filters_hold_together(kalmar: Region) -> None:
    unit = await kalmar.unit()
    made = {
        "fresh": await kalmar.opened(unit),
        "asked": await kalmar.until("sendCorrectionRequest", unit),
        "runs": await kalmar.sanctioned(unit),
        "closed": await kalmar.until("closeCase", unit),
    }
    names = {case: name for name, case in made.items()}
    document = "query($f: CaseFilter) { cases(first: 50, filter: $f) { nodes { id } } }"

    async def found(person: Person | None = None, **conditions: Json) -> set[str]:
        given = {"f": {"unitId": unit, **conditions}}
        page = (await kalmar.api.ask(person or kalmar.handler, document, given))["cases"]
        return {names[one["id"]] for one in page["nodes"]}

    assert await found() == set(made)
    assert await found(state="REQUEST_SENT") == {"asked", "runs"}
    assert await found(colour="RED") == {"runs"}
    assert await found(sanctionRuns=True) == {"runs"}
    assert await found(sanctionRuns=False, closed=False) == {"fresh", "asked"}
    assert await found(closed=True) == {"closed"}
    assert await found(planDueBefore="2025-04-12", closed=False) == {"asked", "runs"}
    assert await found(planDueBefore="2025-04-11") == set()
    assert await found(state="REQUEST_SENT", colour="YELLOW") == {"asked"}
    assert await found(state="' or true --") == set()
    assert await found(kalmar.head(unit), colour="RED") == {"runs"}
    assert await found(kalmar.head(await kalmar.unit())) == set()


BAD_PAGES = {
    "neither first nor last": {},
    "first and last": {"first": 1, "last": 1},
    "nothing": {"first": 0},
    "less than nothing": {"first": -1},
    "over a hundred": {"first": 101},
    "last over a hundred": {"last": 101},
    "before with first": {"first": 1, "before": cursor(["2025-03-03T11:00:00+00:00", str(UUID(int=1))])},
    "after with last": {"last": 1, "after": cursor(["2025-03-03T11:00:00+00:00", str(UUID(int=1))])},
    "no cursor": {"first": 1, "after": "x"},
    "an empty cursor": {"first": 1, "after": ""},
    "a cursor of letters": {"first": 1, "after": "åäö"},
    "another connection's cursor": {"first": 1, "after": cursor(["ängö", str(UUID(int=1))])},
    "a cursor without offset": {"first": 1, "after": cursor(["2025-03-03", str(UUID(int=1))])},
    "a cursor of no calendar": {"first": 1, "after": cursor(["0001-01-01T00:00:00+14:00", str(UUID(int=1))])},
    "a cursor with an id that is none": {"first": 1, "after": cursor(["2025-03-03T11:00:00+00:00", "x"])},
    "a short cursor": {"first": 1, "after": cursor(["2025-03-03T11:00:00+00:00"])},
    "a cursor of numbers": {"first": 1, "after": cursor([1, 2])},
    "an abyss": {"first": 1, "after": "W1tb" * 20_000},
}


@pytest.mark.parametrize("given", BAD_PAGES.values(), ids=BAD_PAGES.keys())
async def test_what_is_no_page_is_bad_user_input(kalmar: Region, given: dict[str, Json]) -> None:
    answer = await kalmar.api.send(kalmar.handler, PAGE, given)
    assert (answer.codes, answer.body["data"]) == (["BAD_USER_INPUT"], None)
    assert answer.body["errors"][0]["path"] == ["cases"]


BAD_QUERIES = {
    "an id of nothing": '{node(id: "x"){id}}',
    "an id of another kind": f'{{node(id: "{global_id("Settlement", UUID(int=1))}"){{id}}}}',
    "a unit's id for a case": f'{{case(id: "{global_id("CareUnit", UUID(int=1))}"){{id}}}}',
    "a case's id for a unit": f'{{unit(id: "{global_id("Case", UUID(int=1))}"){{id}}}}',
    "a case's id for a ledger": (
        f'{{ledger(unitId: "{global_id("Case", UUID(int=1))}", from: "2025-01", until: "2025-02"){{total}}}}'
    ),
    "a case's id in a filter": (
        f'{{cases(first: 1, filter: {{unitId: "{global_id("Case", UUID(int=1))}"}}){{nodes{{id}}}}}}'
    ),
    "no month": '{settlement(month: "2025-13"){total}}',
    "a month of a day": '{settlement(month: "2025-01-01"){total}}',
    "a time without offset": (
        f'{{ledger(unitId: "{global_id("CareUnit", UUID(int=1))}", from: "2025-01", until: "2025-02",'
        ' knownAt: "2025-01-01T10:00:00"){total}}'
    ),
    "a time of no calendar": (
        f'{{ledger(unitId: "{global_id("CareUnit", UUID(int=1))}", from: "2025-01", until: "2025-02",'
        ' knownAt: "9999-12-31T23:00:00-14:00"){total}}'
    ),
    "a text that no database holds": '{cases(first: 1, filter: {state: "\\u0000"}){nodes{id}}}',
    "a unit cursor that no database holds": (
        f'{{units(first: 1, after: "{cursor([chr(0), str(UUID(int=1))])}"){{nodes{{id}}}}}}'
    ),
}


@pytest.mark.parametrize("document", BAD_QUERIES.values(), ids=BAD_QUERIES.keys())
async def test_what_a_query_cannot_mean_is_bad_user_input(kalmar: Region, document: str) -> None:
    answer = await kalmar.api.send(kalmar.handler, document)
    assert answer.status == 200
    assert answer.codes == ["BAD_USER_INPUT"]


async def test_units_stand_in_swedish_order(kalmar: Region) -> None:
    names = ["Zeta", "Öland", "Ängö", "Åsen", "alm", "Alsterbro", "Ål", "Övre", "Ätran"]
    made = {await kalmar.unit(name): name for name in names}
    found: list[str] = []
    after = None
    while True:
        document = (
            "query($a: String) { units(first: 7, after: $a) { nodes { id name } pageInfo { hasNextPage endCursor } } }"
        )
        page = (await kalmar.api.ask(kalmar.handler, document, {"a": after}))["units"]
        found += [made[one["id"]] for one in page["nodes"] if one["id"] in made]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert found == ["alm", "Alsterbro", "Zeta", "Ål", "Åsen", "Ängö", "Ätran", "Öland", "Övre"]


@pytest.mark.requirement("XC-07")
@pytest.mark.parametrize(
    ("accepted", "colour", "region"),
    [
        (None, "Gul", "Region Kalmar län"),
        ("sv", "Gul", "Region Kalmar län"),
        ("en", "Yellow", "Region Kalmar County"),
        ("de, en-US;q=0.3, *", "Yellow", "Region Kalmar County"),
        ("en;q=0.2, sv;q=0.8", "Gul", "Region Kalmar län"),
        ("", "Gul", "Region Kalmar län"),
        ("fr, *;q=0.1", "Gul", "Region Kalmar län"),
        ("q=;;,en;q=x, sv", "Gul", "Region Kalmar län"),
    ],
)
async def test_terms_come_in_the_language_asked_for(
    kalmar: Region, accepted: str | None, colour: str, region: str
) -> None:
    case = await kalmar.until("sendCorrectionRequest", await kalmar.unit())
    document = "query($c: ID!) { case(id: $c) { colour { label } } viewer { region { code name } roles { id label } } }"
    seen = await kalmar.api.ask(kalmar.handler, document, {"c": case}, language=accepted)
    assert seen["case"]["colour"]["label"] == colour
    assert seen["viewer"]["region"] == {"code": "08", "name": region}
    english = colour == "Yellow"
    assert seen["viewer"]["roles"] == [{"id": "handler", "label": "Case handler" if english else "Handläggare"}]


@pytest.mark.requirement("XC-03")
async def test_a_page_of_fifty_whole_cases_is_one_statement(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000, "2025-04": 8000})
    for number in range(50):
        await (kalmar.sanctioned(unit) if number % 10 == 0 else kalmar.opened(unit))
    document = (
        f"query($u: ID) {{ cases(first: 50, filter: {{unitId: $u}}) {{ nodes {{ {CASE} }} edges {{ cursor }} }} }}"
    )
    for person in (kalmar.office, kalmar.head(unit)):
        await kalmar.api.ask(person, document, {"u": unit}, now=TODAY)
        async with kalmar.api.statements() as sent:
            page = await kalmar.api.ask(person, document, {"u": unit}, now=TODAY)
        assert len(sent) == 1
        assert len(page["cases"]["nodes"]) == 50
        assert sum(1 for one in page["cases"]["nodes"] if one["sanction"]) == 5


async def test_many_roots_with_aliases_and_fragments_are_one_statement(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.sanctioned(unit)
    document = f"""
      fragment Told on Case {{ id colour {{ label }} unit {{ ...Named }} }}
      fragment Named on CareUnit {{ name agreements {{ kind }} }}
      fragment Any on Node {{ id ... on Case {{ version }} ... on CareUnit {{ hsaId }} }}
      query Many($c: ID!, $u: ID!, $no: Boolean!) {{
        viewer {{ actorId }}
        one: case(id: $c) {{ ...Told }}
        same: case(id: $c) {{ version sanction {{ total }} events @skip(if: $no) {{ type }} ...Told }}
        node(id: $c) {{ ...Any }}
        place: node(id: $u) {{ ...Any }}
        unit(id: $u) {{ {UNIT} }}
        cases(first: 3, filter: {{unitId: $u}}) {{ nodes {{ ...Told }} }}
        later: cases(last: 2, orderBy: OPENED_AT_ASC) {{ edges {{ node {{ closedOn }} }} }}
        units(first: 2) {{ nodes {{ ...Named }} }}
        ledger(unitId: $u, from: "2025-03", until: "2025-04") {{ total unit {{ ...Named }} }}
        past: ledger(unitId: $u, from: "2025-03", until: "2025-04", knownAt: "2025-04-01T10:00:00Z") {{ total }}
        settlement(month: "2025-03") {{ {SETTLEMENT} }}
        ruleset(procedure: "halsoval-uppfoljning", at: "2025-03-01") {{ label mandates {{ action }} }}
      }}
    """
    async with kalmar.api.statements() as sent:
        seen = await kalmar.api.ask(kalmar.office, document, {"c": case, "u": unit, "no": True}, now=TODAY)
    assert len(sent) == 1
    assert seen["one"]["id"] == seen["same"]["id"] == seen["node"]["id"] == case
    assert seen["place"]["id"] == seen["unit"]["id"] == unit
    assert "events" not in seen["same"]
    assert seen["one"]["unit"]["agreements"] == [{"kind": "HALSOVAL"}]
    assert seen["past"]["total"] == "0.00"
    assert seen["ruleset"]["label"] == "1"


async def test_what_needs_no_rows_asks_only_whether_the_callers_seats_still_are_what_they_were(kalmar: Region) -> None:
    async with kalmar.api.statements() as sent:
        await kalmar.api.ask(kalmar.handler, "{ viewer { permissions } __schema { types { name } } }")
    assert [one[:74] for one in sent] == ["select case when set_config('app.tenant', $1, true) is not null then coale"]


async def test_every_node_is_found_by_its_id(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.opened(unit)
    ask = '{ ruleset(procedure: "halsoval-uppfoljning", at: "2025-03-01") { id } }'
    version = (await kalmar.api.ask(kalmar.handler, ask))["ruleset"]["id"]
    document = "query($id: ID!) { node(id: $id) { __typename id } }"
    for one, kind in ((unit, "CareUnit"), (case, "Case"), (version, "Ruleset")):
        async with kalmar.api.statements() as sent:
            seen = await kalmar.api.ask(kalmar.handler, document, {"id": one})
        assert seen == {"node": {"__typename": kind, "id": one}}
        assert len(sent) == 1
    for kind in ("Case", "CareUnit", "Ruleset"):
        assert await kalmar.api.ask(kalmar.handler, document, {"id": global_id(kind, UUID(int=7))}) == {"node": None}


BEGIN, COMMIT, SCOPE = "BEGIN;", "COMMIT;", "select case when set_config('app.tenant'"
TWIN, KNOWN = "select pg_advisory_xact_lock", "select input_digest"
CASE_LOCK, STREAM = "select set_config('app.organisation', 'staff'", "select seq, version"
RULESETS, PROJECT, APPEND, READ = "select ruleset_id from", "with part_0", "insert into event (", "SELECT CASE WHEN"
HEAD, SEATED = "insert into chain_head", "select coalesce((select version from access_version"
NOTED, SEALED = "WITH answered AS", {"openCase", "classifyCase"}
HOW: dict[str, list[str]] = {
    "registerUnit": ["select unit_id from care_unit", HEAD, SEATED, PROJECT, APPEND],
    "recordListedCounts": ["select body from event", HEAD, SEATED, "insert into listed_count", APPEND],
    "openCase": ["select body from event", RULESETS, HEAD, SEATED, PROJECT, APPEND],
    "classifyCase": [CASE_LOCK, STREAM, RULESETS, HEAD, SEATED, PROJECT, APPEND],
    "settleMonth": [
        "select from chain_head",
        "select body from event",
        RULESETS,
        "select event.stream_id",
        "select distinct on",
        "select distinct on (agreement_id) unit_id",
        HEAD,
        SEATED,
        PROJECT,
        APPEND,
    ],
}


@pytest.mark.requirement("XC-04")
async def test_a_command_is_one_transaction_of_known_statements_and_one_read(alone: Region) -> None:
    unit = await alone.unit()
    await alone.counted(unit, {"2025-03": 8000})
    case = await alone.sanctioned(unit)
    fresh = await alone.opened(unit)
    given: dict[str, dict[str, Json]] = {
        "registerUnit": {
            "hsaId": "SE2321000073-COUNTED",
            "name": "Ängö",
            "provider": {"name": "Regionen", "orgnr": "2321000073"},
            "agreement": {"kind": "HALSOVAL", "legalBasis": "LOV", "validFrom": "2024-01-01"},
        },
        "recordListedCounts": {"unitId": unit, "counts": [{"month": "2025-04", "listed": 1}]},
        "openCase": {
            "procedure": "halsoval-uppfoljning",
            "unitId": unit,
            "impulse": {"knownOn": "2025-03-03", "kind": "OTHER"},
            "happening": "Kö",
        },
        "classifyCase": {**alone.usual("classifyCase"), "caseId": fresh},
        "settleMonth": {"month": "2025-03"},
    }
    who = alone.person("handler", "coordination_office", "finance_officer", name="one person")
    await alone.api.refused(who, "classifyCase", {**given["classifyCase"], "caseId": case}, now=TODAY)
    for name, expected in HOW.items():
        async with alone.api.statements() as sent:
            await alone.api.done(who, name, given[name], now=TODAY)
        # What is read back shows sealed text, so that the read is noted.
        wanted = [BEGIN, SCOPE, *expected, COMMIT, NOTED if name in SEALED else READ]
        assert len(sent) == len(wanted), (name, sent)
        assert all(one.startswith(begin) for one, begin in zip(sent, wanted, strict=True)), (name, sent)


async def test_a_command_with_an_id_asks_twice_more(alone: Region) -> None:
    unit = await alone.unit()
    given = {"unitId": unit, "counts": [{"month": "2025-04", "listed": 1}], "commandId": str(UUID(int=5))}
    for expected in (
        [BEGIN, SCOPE, TWIN, KNOWN, "select body from event", HEAD, SEATED, "with part_0", APPEND, COMMIT, READ],
        [BEGIN, SCOPE, TWIN, KNOWN, COMMIT, READ],
    ):
        async with alone.api.statements() as sent:
            await alone.api.done(alone.handler, "recordListedCounts", given, now=TODAY)
        assert [one[: len(begin)] for one, begin in zip(sent, expected, strict=True)] == expected
