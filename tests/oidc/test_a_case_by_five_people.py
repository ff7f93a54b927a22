"""A whole case, yellow to red to black, by five people who each signed in with a browser and whom seats let in."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.db.bootstrap import DatabaseUrls
from tests.api.caller import Json, noon
from tests.oidc.annex import CONTACT
from tests.oidc.black_to_the_end import AT_BLACK, TO_THE_END
from tests.oidc.cast import BEGINNING, CLAIMED, ROLES, Cast, name_of, signed_in_cast
from tests.oidc.steps import (
    ADMINISTRATOR,
    AUDITOR,
    COUNSEL,
    ELSEWHERE,
    FIVE,
    HANDLER,
    HEAD,
    LISTED,
    NATIONAL,
    OFFICE,
    PRIVATE,
    STRANGER,
    Step,
    kronor,
)
from tests.oidc.yellow_to_red import AT_RED, AT_YELLOW, OPENING
from tests.rig.postgres import Cluster

VIEWER = "{ viewer { actorId region { code } roles { id } permissions } cases(first: 5) { nodes { id } } }"
SIGHT = """query($id: ID!) {
  viewer { actorId roles { id } }
  case(id: $id) {
    version state { id } colour { id } ladder { id } happening intendedMeasures informant sanctionRuns closedOn
    events { type actorId } classification { score colour { id } } consultations { on standpoint }
    sanction { total threatenedTotal } obligations { kind } timeline { kind }
    availableActions { command outcome allowed refusal { code } }
  }
}"""
OUTSIDE = """query($id: ID!, $unit: ID!) {
  case(id: $id) { id } node(id: $id) { id } cases(first: 5) { nodes { id } }
  ledger(unitId: $unit, from: "2042-01", until: "2042-12") { total }
}"""
UNSEEN = {"case": None, "node": None, "cases": {"nodes": []}, "ledger": None}
KINDS = {
    "CaseOpened": "STATE",
    "ImpulseRecorded": "ORIGIN",
    "InformantRecorded": "ORIGIN",
    "CaseClassified": "DECISION",
    "CorrectionRequestSent": "LETTER",
    "ConsultationRecorded": "CONSULTATION",
    "SanctionDecided": "DECISION",
    "PlanReceived": "LETTER",
    "SupplementRequested": "LETTER",
    "SupplementReceived": "LETTER",
    "PlanDecided": "DECISION",
    "FollowUpRecorded": "DECISION",
    "CaseClosed": "STATE",
}
RECURS = "flagRecurrence"
PLAN = {"receivedOn": "2042-06-17", "signedOn": "2042-06-17", "onTemplate": True, "timetable": True}


@pytest.fixture
async def cast(
    database: DatabaseUrls,
    cluster: Cluster,
    redirect_uri: str,
    tmp_path: Path,
    needs_node: str,
    needs_chromium: Path,
) -> AsyncIterator[Cast]:
    admin_url, programs = cluster.admin_url_of(database), (needs_node, needs_chromium)
    async with signed_in_cast(database, admin_url, tmp_path, redirect_uri, programs) as cast:
        yield cast


def aside(state: str) -> str:
    """What the office may do beside the plan: about the agreement, and to flag that a deficiency recurs."""
    if state in {"FOLLOW_UP", "CORRECTED", "CLOSED"}:
        return "" if state == "CLOSED" else RECURS
    return f"takeTerminationPosition:TERMINATE takeTerminationPosition:CONTINUE {RECURS}"


def seen_by(who: str, step: Step, happened: list[str]) -> Mapping[str, Any]:
    """What the step says that the person sees once all of `happened` has."""
    staff = who != HEAD
    types = [one for one in happened if staff or one not in PRIVATE]
    duties = step.duties if staff else step.duties_of_head
    advice = "" if step.state == "CLOSED" else "recordConsultation"
    head, handler, office = step.may
    may = dict(zip(FIVE, (head, handler, f"{office} {aside(step.state)}", advice, ""), strict=True))
    added = kronor(step.would_owe) - kronor(step.owed) if step.would_owe else None
    money = (str(kronor(step.owed)), None if added is None else str(added)) if staff or step.owed else None
    return {
        "role": ROLES[who],
        "version": step.versions[0 if staff else 1],
        "state": step.state if staff else step.state_of_head or step.state,
        "colour": step.colour,
        "ladder": "TRUST",
        "events": types,
        "timeline": Counter([*(KINDS[one] for one in types), *("DUTY" for _ in duties)]),
        "duties": list(duties),
        "may": may[who].split(),
        "told": ("Lång väntetid till provtagning.", "Vi öppnar kvällstider i mars."),
        "informant": CONTACT if who in {HANDLER, OFFICE} and "InformantRecorded" in happened else None,
        "classified": (4, "YELLOW") if staff and "CaseClassified" in happened else None,
        "consultations": happened.count("ConsultationRecorded") if staff else 0,
        "money": (money[0], money[1] if staff else None) if money and (step.owed or step.would_owe) else None,
        "runs": bool(step.owed) and step.state not in {"CORRECTED", "CLOSED"},
        "closed": "2042-08-20" if step.state == "CLOSED" else None,
    }


def as_seen(found: Json) -> Mapping[str, Any]:
    """The answer in the words of `seen_by`."""
    case, told, money = found["case"], found["case"]["classification"], found["case"]["sanction"]
    open_now = [one for one in case["availableActions"] if one["allowed"]]
    assert all((one["refusal"] is None) == one["allowed"] for one in case["availableActions"])
    return {
        "role": found["viewer"]["roles"][0]["id"],
        "version": case["version"],
        "state": case["state"]["id"],
        "colour": case["colour"] and case["colour"]["id"],
        "ladder": case["ladder"]["id"],
        "events": [one["type"] for one in case["events"]],
        "timeline": Counter(one["kind"] for one in case["timeline"]),
        "duties": [one["kind"] for one in case["obligations"]],
        "may": [":".join(filter(None, (one["command"], one["outcome"]))) for one in open_now],
        "told": (case["happening"], case["intendedMeasures"]),
        "informant": case["informant"],
        "classified": told and (told["score"], told["colour"]["id"]),
        "consultations": len(case["consultations"]),
        "money": money and (money["total"], money["threatenedTotal"]),
        "runs": case["sanctionRuns"],
        "closed": case["closedOn"],
    }


async def sight(cast: Cast, who: str, case: str, now: str) -> Json:
    found = await cast.ask(who, SIGHT, {"id": case}, now)
    cast.shown[who] += found["case"] is not None
    return found


async def look(cast: Cast, case: str, step: Step, happened: list[str]) -> None:
    """That each of the five sees what the step says, and nobody else sees anything."""
    now = noon(step.day)
    for who in FIVE:
        found = await sight(cast, who, case, now)
        assert as_seen(found) == seen_by(who, step, happened), (step.what, who)
        actors = {one["actorId"] for one in found["case"]["events"]}
        if who == HEAD:
            assert actors <= {None, found["viewer"]["actorId"]}
        else:
            assert None not in actors
        if who == OFFICE:
            heard = {one["command"]: one["refusal"] for one in found["case"]["availableActions"]}
            assert (heard["decideSanction"] or {}).get("code") == step.sanction, step.what
    for who in (STRANGER, ADMINISTRATOR, ELSEWHERE):
        assert await cast.ask(who, OUTSIDE, {"id": case, "unit": cast.units[HEAD]}, now) == UNSEEN, (step.what, who)
    for who, headers, code in ((NATIONAL, {}, "NO_REGION"), (ELSEWHERE, {"trappa-region": "08"}, "NO_SEAT")):
        answer = await cast.api.send(cast.people[who], SIGHT, {"id": case}, now=now, headers=headers)
        assert (answer.status, answer.codes, answer.body["data"]) == (403, [code], None), (step.what, who)


async def play(cast: Cast, step: Step, named: Mapping[str, str]) -> str:
    """The id of what the step changed, after those were refused who try before; `named` says of what it is."""
    now = noon(step.day)
    if step.counted:
        counts = [{"month": month, "listed": LISTED} for month in step.counted]
        await cast.done(HANDLER, "recordListedCounts", {"unitId": cast.units[HEAD], "counts": counts}, now)
    for one in step.refused:
        found = await cast.refused(one.by, step.command, {**step.given, **named, **one.changed}, now)
        assert found["code"] == one.code, (step.what, one.by)
        if one.may:
            assert (found["__typename"], tuple(found["allowed"])) == ("MandateMissing", one.may), (step.what, one.by)
    return await cast.done(step.by, step.command, {**step.given, **named}, now) if step.command else ""


async def let_everybody_in(cast: Cast) -> None:
    """A token alone lets nobody do anything, whatever it claims; the administrator's seat is the operator's to give."""
    actors = set()
    for who in (*ROLES, ADMINISTRATOR):
        found = await cast.ask(who, VIEWER, {}, BEGINNING)
        actors.add(found["viewer"]["actorId"])
        held = ["seat_administrator"] if who == ADMINISTRATOR else []
        assert [role["id"] for role in found["viewer"]["roles"]] == held, who
        assert (found["viewer"]["region"]["code"], found["cases"]["nodes"]) == ("08", [])
    elsewhere = (await cast.ask(ELSEWHERE, VIEWER, {}, BEGINNING))["viewer"]
    assert (elsewhere["region"]["code"], elsewhere["roles"]) == ("13", [{"id": CLAIMED}])
    assert (len(actors), len({person.token for person in cast.people.values()})) == (7, 9)
    own = {"issuer": cast.issuers[ADMINISTRATOR], "subject": ADMINISTRATOR, "name": "Kim", "roles": ["handler"]}
    assert (await cast.refused(ADMINISTRATOR, "grantSeat", own, BEGINNING))["code"] == "SEAT_OF_ONES_OWN"
    other = {**own, "issuer": cast.issuers[OFFICE], "subject": OFFICE}
    assert (await cast.refused(HANDLER, "grantSeat", other, BEGINNING))["code"] == "MANDATE_MISSING"

    await cast.seat(HANDLER, BEGINNING)
    await cast.register_unit(HEAD, "Ängö hälsocentral", "SE2321000073-FIVE1")
    await cast.register_unit(STRANGER, "Åsens hälsocentral", "SE2321000073-FIVE2")
    for who in (HEAD, STRANGER, OFFICE, COUNSEL, AUDITOR):
        await cast.seat(who, BEGINNING)
    for who, role in ROLES.items():
        assert (await cast.ask(who, VIEWER, {}, BEGINNING))["viewer"]["roles"] == [{"id": role}]


async def shut_out(cast: Cast, case: str, now: str) -> None:
    """The handler, with the token of before, is refused whatever it asks, as if nothing were there."""
    async with cast.api.nothing_written():
        assert (await sight(cast, HANDLER, case, now))["case"] is None
        assert (await cast.ask(HANDLER, OUTSIDE, {"id": case, "unit": cast.units[HEAD]}, now)) == UNSEEN
        assert (await cast.ask(HANDLER, VIEWER, {}, now))["viewer"]["permissions"] == []
        answer = await cast.api.send(
            cast.people[HANDLER], SIGHT, {"id": case}, now=now, headers={"trappa-organisation": "region"}
        )
        assert (answer.status, answer.codes, answer.body["data"]) == (403, ["NO_SEAT"], None)
    given = {"caseId": case, **PLAN, "signedByUnitHead": True}
    found = await cast.refused(HANDLER, "receivePlan", given, now)
    assert (found["__typename"], found["code"]) == ("NotFound", "NOT_FOUND")


async def revoke_and_let_in_again(cast: Cast, case: str) -> None:
    """Of 17 to 20 June: what the administrator decides acts on the handler's next request, and on nobody else's."""
    now, others = noon("2042-06-17"), [who for who in FIVE if who != HANDLER]
    assert (await sight(cast, HANDLER, case, now))["case"] is not None
    before = [await sight(cast, who, case, now) for who in others]
    await cast.done(ADMINISTRATOR, "revokeSeat", {"seatId": cast.seats[HANDLER]}, now)
    await shut_out(cast, case, now)
    assert [await sight(cast, who, case, now) for who in others] == before

    await cast.seat(HANDLER, noon("2042-06-18"), validUntil="2042-06-19T12:00:00+01:00")
    for instant in ("2042-06-18T12:00:00+01:00", "2042-06-19T11:59:59+01:00"):
        assert (await sight(cast, HANDLER, case, instant))["case"] is not None
    for instant in ("2042-06-19T12:00:00+01:00", "2042-06-19T12:00:01+01:00"):
        await shut_out(cast, case, instant)

    await cast.seat(HANDLER, noon("2042-06-20"))
    found = (await sight(cast, HANDLER, case, noon("2042-06-20")))["case"]
    may = [one["command"] for one in found["availableActions"] if one["allowed"]]
    assert may == ["receivePlan"]


async def read_log(cast: Cast, case: str, now: str) -> list[Json]:
    """Every noted read of the case, as the auditor reads it."""
    document = """query($c: ID!, $a: String) { readLog(first: 100, caseId: $c, after: $a) {
      nodes { caseId person { actorId name } roles { id } sealed } pageInfo { hasNextPage endCursor } } }"""
    found: list[Json] = []
    after = None
    while True:
        page = (await cast.ask(AUDITOR, document, {"c": case, "a": after}, now))["readLog"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def audited(cast: Cast, case: str) -> None:
    """Replayed from the events alone, it is the same case and the same money; and whoever read it stands in the log."""
    now = "2042-08-20T13:00:00+01:00"
    told = (await cast.operator("replay", "--region", "08", "--as-of", now)).splitlines()
    assert told[-1].endswith(" 0 findings")
    sums = {name: owed for _, owed, name in (line.split(maxsplit=2) for line in told[:-1])}
    assert sums == {"Ängö hälsocentral": "48231.57", "Åsens hälsocentral": "0.00"}, "EX-07b, and nothing"
    noted = await read_log(cast, case, now)
    assert Counter(one["person"]["name"] for one in noted) == {name_of(who): cast.shown[who] for who in FIVE}
    assert {(one["person"]["name"], one["roles"][0]["id"], one["sealed"]) for one in noted} == {
        (name_of(who), ROLES[who], True) for who in FIVE
    }
    assert {one["caseId"] for one in noted} == {case}


@pytest.mark.requirement("C8", "RM-04", "RM-07", "HV-01", "HV-29", "HV-30", "AM-01", "AM-02", "AM-12", "XC-02", "XC-07")
async def test_a_case_goes_from_yellow_over_red_to_black_between_five_people_and_each_sees_what_is_theirs(
    cast: Cast,
) -> None:
    await let_everybody_in(cast)
    case = await play(cast, OPENING, {"unitId": cast.units[HEAD]})
    happened = list(OPENING.adds)
    await look(cast, case, OPENING, happened)
    for step in (*AT_YELLOW, *AT_RED, AT_BLACK):
        await play(cast, step, {"caseId": case})
        happened += step.adds
        await look(cast, case, step, happened)
    await revoke_and_let_in_again(cast, case)
    for step in TO_THE_END:
        await play(cast, step, {"caseId": case})
        happened += step.adds
        await look(cast, case, step, happened)
    assert str(kronor(TO_THE_END[-1].owed)) == "48231.57", "as EX-07b"
    await audited(cast, case)
