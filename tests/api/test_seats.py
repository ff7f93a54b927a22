"""Seats: granted, limited and revoked over the API, and what holding one lets a person do from the next request on."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from schema.ids import cursor, global_id
from tests.api.caller import Api, Json, Person, noon
from tests.api.region import NO_UNIT, Region, seated

pytestmark = pytest.mark.requirement("XC-02", "RM-30")
TODAY = noon("2025-06-02")
VIEWER = "{ viewer { actorId organisation { kind id name } roles { id } unitId seats { id holds } } }"


def nobody(region: Region, name: str) -> Person:
    """Somebody whose issuer's claims give no role."""
    return region.person(name=name)


def granting(region: Region, subject: str, *roles: str, **changed: Json) -> dict[str, Json]:
    return {"issuer": region.iss, "subject": subject, "name": "Kim", "roles": list(roles), **changed}


async def viewer(region: Region, person: Person, *, now: str = TODAY) -> Json:
    return (await region.api.ask(person, VIEWER, now=now))["viewer"]


async def roles_of(region: Region, person: Person, *, now: str = TODAY) -> list[str]:
    return [role["id"] for role in (await viewer(region, person, now=now))["roles"]]


async def test_a_seat_acts_on_the_next_request_from_grant_to_revocation(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case, kim = await kalmar.opened(unit), nobody(kalmar, "kim")
    assert await kalmar.sight(kim, case, now=TODAY) is None
    given = granting(kalmar, "kim", "coordination_office")
    seat = await kalmar.api.done(kalmar.administrator, "grantSeat", given, now=TODAY)
    assert seat["holder"]["name"] == "Kim"
    assert (seat["organisation"]["kind"], [role["id"] for role in seat["roles"]]) == ("REGION", ["coordination_office"])
    assert (await kalmar.sight(kim, case, now=TODAY))["id"] == case
    await kalmar.act("classifyCase", case, by=kim, now=TODAY)
    async with kalmar.api.statements() as sent:
        assert (await viewer(kalmar, kim))["seats"] == [{"id": seat["id"], "holds": True}]
    assert len(sent) == 1
    revoked = await kalmar.api.done(kalmar.administrator, "revokeSeat", {"seatId": seat["id"]}, now=TODAY)
    assert (revoked["holds"], revoked["revokedAt"]) == (False, "2025-06-02T11:00:00+00:00")
    assert await kalmar.sight(kim, case, now=TODAY) is None
    refused = await kalmar.api.refused(kim, "classifyCase", {**kalmar.usual("classifyCase"), "caseId": case}, now=TODAY)
    assert refused["code"] == "NOT_FOUND"
    assert (await viewer(kalmar, kim))["seats"] == [{"id": seat["id"], "holds": False}]


async def test_a_seat_holds_from_its_first_instant_to_the_one_before_its_end(kalmar: Region) -> None:
    kim = nobody(kalmar, "kim with a time")
    begins, ends = datetime.fromisoformat("2025-06-03T08:00:00+02:00"), datetime.fromisoformat("2025-06-30T17:00:00Z")
    given = granting(kalmar, "kim with a time", "handler", validFrom=begins.isoformat(), validUntil=ends.isoformat())
    seat = await kalmar.api.done(kalmar.administrator, "grantSeat", given, now=TODAY)
    second = timedelta(seconds=1)
    for instant, expected in (
        (begins - second, []),
        (begins, ["handler"]),
        (ends - second, ["handler"]),
        (ends, []),
        (ends + second, []),
    ):
        assert await roles_of(kalmar, kim, now=instant.isoformat()) == expected, instant
    sooner = {"seatId": seat["id"], "validUntil": "2025-06-10T00:00:00+02:00"}
    limited = await kalmar.api.done(kalmar.administrator, "limitSeat", sooner, now=TODAY)
    assert limited["validUntil"] == "2025-06-09T22:00:00+00:00"
    assert await roles_of(kalmar, kim, now="2025-06-09T23:59:59+02:00") == ["handler"]
    assert await roles_of(kalmar, kim, now="2025-06-10T00:00:00+02:00") == []


async def test_a_seat_that_ended_a_second_ago_refuses_as_if_the_case_were_not_there(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    ended = granting(kalmar, "ended", "coordination_office", validUntil="2025-06-02T11:59:59+01:00")
    await kalmar.api.done(kalmar.administrator, "grantSeat", ended, now=noon("2025-06-01"))
    given = {**kalmar.usual("classifyCase"), "classifiedOn": "2025-06-02", "caseId": case}
    for language, message in (
        ("sv", "Det finns inte, eller är inte ditt."),
        ("en", "It does not exist, or is not yours."),
    ):
        refused = await kalmar.api.refused(nobody(kalmar, "ended"), "classifyCase", given, now=TODAY, language=language)
        assert (refused["__typename"], refused["code"], refused["message"]) == ("NotFound", "NOT_FOUND", message)


async def test_a_head_acts_for_its_unit_and_sees_no_other(kalmar: Region) -> None:
    own, other = await kalmar.unit("Egen"), await kalmar.unit("Annan")
    await seated(kalmar, "unit_head", "head of one", unitId=own)
    head = nobody(kalmar, "head of one")
    case, elsewhere = await kalmar.opened(own), await kalmar.opened(other)
    assert (await kalmar.sight(head, case, now=TODAY))["id"] == case
    assert await kalmar.sight(head, elsewhere, now=TODAY) is None
    async with kalmar.api.statements() as sent:
        seen = await viewer(kalmar, head)
    assert len(sent) == 1
    assert seen["organisation"] == {"kind": "CARE_UNIT", "id": own, "name": "Egen"}
    assert seen["unitId"] == own
    given = {**kalmar.usual("receivePlan"), "caseId": elsewhere}
    plan = await kalmar.api.refused(head, "receivePlan", given, now=noon("2025-05-02"))
    assert plan["code"] == "NOT_FOUND"


async def test_of_several_units_the_request_names_one(kalmar: Region) -> None:
    units = [await kalmar.unit("Första"), await kalmar.unit("Andra")]
    for unit in units:
        await seated(kalmar, "unit_head", "head of two", unitId=unit)
    cases = [await kalmar.opened(unit) for unit in units]
    head = nobody(kalmar, "head of two")
    answer = await kalmar.api.send(head, VIEWER, now=TODAY)
    (error,) = answer.body["errors"]
    assert (answer.status, error["extensions"]["code"]) == (400, "ORGANISATION_UNNAMED")
    assert set(error["extensions"]["allowed"]) == set(units)
    for unit, own, other in ((units[0], *cases), (units[1], *reversed(cases))):
        document = f'{{ own: case(id: "{own}") {{ id }} other: case(id: "{other}") {{ id }} }}'
        seen = await kalmar.api.ask(head, document, now=TODAY, headers={"trappa-organisation": unit})
        assert seen == {"own": {"id": own}, "other": None}


async def test_an_organisation_without_a_seat_is_answered_like_one_that_is_not(kalmar: Region) -> None:
    own, other = await kalmar.unit("Egen"), await kalmar.unit("Annan")
    await seated(kalmar, "unit_head", "head of its own", unitId=own)
    head, answers = nobody(kalmar, "head of its own"), []
    for named in (other, NO_UNIT, "region", "forsakringskassan", "nonsense!", "staff", "access", "none", ""):
        answer = await kalmar.api.send(head, VIEWER, now=TODAY, headers={"trappa-organisation": named})
        assert (answer.status, answer.codes) == (403, ["NO_SEAT"]), named
        answers.append(answer.body["errors"][0]["message"])
    assert len(set(answers)) == 1
    assert "Du har ingen plats" in answers[0]
    assert "You have no seat" in answers[0]


async def test_a_region_without_a_seat_is_answered_like_one_that_is_not(kalmar: Region) -> None:
    told = set()
    for named in ("13", "99", "00", "Kalmar", ""):
        answer = await kalmar.api.send(kalmar.handler, VIEWER, now=TODAY, headers={"trappa-region": named})
        told.add((answer.status, *answer.codes, answer.body["errors"][0]["message"]))
    assert [(status, code) for status, code, _ in told] == [(403, "NO_SEAT")]
    own = await kalmar.api.ask(kalmar.handler, VIEWER, now=TODAY, headers={"trappa-region": "08"})
    assert own["viewer"]["roles"] == [{"id": "handler"}]


async def test_nobody_seats_oneself_or_prolongs_a_seat_of_ones_own(kalmar: Region) -> None:
    seat = await seated(kalmar, "seat_administrator", "second administrator")
    second = nobody(kalmar, "second administrator")
    given = granting(kalmar, "second administrator", "coordination_office")
    refused = await kalmar.api.refused(second, "grantSeat", given, now=TODAY)
    assert (refused["__typename"], refused["code"]) == ("RuleRefused", "SEAT_OF_ONES_OWN")
    longer = {"seatId": seat, "validUntil": "2030-01-01T00:00:00Z"}
    assert (await kalmar.api.refused(second, "limitSeat", longer, now=TODAY))["code"] == "SEAT_OF_ONES_OWN"
    await kalmar.api.done(second, "grantSeat", granting(kalmar, "somebody else", "handler"), now=TODAY)
    await kalmar.api.done(second, "revokeSeat", {"seatId": seat}, now=TODAY)
    missing = await kalmar.api.refused(second, "grantSeat", granting(kalmar, "third", "handler"), now=TODAY)
    assert missing["code"] == "MANDATE_MISSING"


BAD: dict[str, tuple[dict[str, Json], str, str]] = {
    "an issuer that nobody registered": ({"issuer": "https://idp.invalid"}, "INVALID_INPUT", "issuer"),
    "no subject": ({"subject": ""}, "INVALID_INPUT", "subject"),
    "a subject of two lines": ({"subject": "a\nb"}, "INVALID_INPUT", "subject"),
    "a subject that no token can carry": ({"subject": "x" * 256}, "INVALID_INPUT", "subject"),
    "no name": ({"name": "  "}, "INVALID_INPUT", "name"),
    "no roles": ({"roles": []}, "INVALID_INPUT", "roles"),
    "a role that is not": ({"roles": ["king"]}, "INVALID_INPUT", "roles"),
    "a role of a national body": ({"roles": ["national_reader"]}, "INVALID_INPUT", "roles"),
    "a role of the platform": ({"roles": ["platform_operator"]}, "INVALID_INPUT", "roles"),
    "a party's role for the region": ({"roles": ["unit_head"]}, "INVALID_INPUT", "roles"),
    "a unit that is not": ({"unitId": NO_UNIT, "roles": ["unit_head"]}, "NOT_FOUND", "unitId"),
    "an id of something else": ({"unitId": global_id("Case", UUID(int=1))}, "NOT_FOUND", "unitId"),
    "an end that has passed": ({"validUntil": "2025-06-01T00:00:00Z"}, "INVALID_INPUT", "validUntil"),
    "an end before the beginning": (
        {"validFrom": "2026-01-01T00:00:00Z", "validUntil": "2025-12-31T00:00:00Z"},
        "INVALID_INPUT",
        "validUntil",
    ),
    "a time without offset": ({"validUntil": "2026-01-01T00:00:00"}, "INVALID_INPUT", "validUntil"),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_seat_that_cannot_be_is_refused_and_nothing_is_written(kalmar: Region, name: str) -> None:
    changed, code, path = BAD[name]
    given = {**granting(kalmar, "somebody", "handler"), **changed}
    refused = await kalmar.api.refused(kalmar.administrator, "grantSeat", given, now=TODAY)
    assert (refused["code"], refused["path"]) == (code, path)
    assert code == "NOT_FOUND" or refused["allowed"]


async def test_another_regions_issuer_seats_nobody_here(beside: Region, alone: Region) -> None:
    given = granting(alone, "from elsewhere", "handler")
    refused = await beside.api.refused(beside.administrator, "grantSeat", given, now=TODAY)
    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", "issuer")


async def test_another_regions_unit_and_seat_do_not_exist(beside: Region, alone: Region) -> None:
    elsewhere, seat = await alone.unit(), await seated(alone, "handler", "there")
    given = granting(beside, "somebody", "unit_head", unitId=elsewhere)
    assert (await beside.api.refused(beside.administrator, "grantSeat", given, now=TODAY))["code"] == "NOT_FOUND"
    revoked = await beside.api.refused(beside.administrator, "revokeSeat", {"seatId": seat}, now=TODAY)
    assert revoked["code"] == "NOT_FOUND"


@pytest.mark.parametrize("name", ["limitSeat", "revokeSeat"])
async def test_a_seat_that_has_ended_is_not_changed(kalmar: Region, name: str) -> None:
    seat = await seated(kalmar, "handler", f"ended {name}")
    await kalmar.api.done(kalmar.administrator, "revokeSeat", {"seatId": seat}, now=TODAY)
    given = {"seatId": seat} | ({"validUntil": "2030-01-01T00:00:00Z"} if name == "limitSeat" else {})
    refused = await kalmar.api.refused(kalmar.administrator, name, given, now=TODAY)
    assert (refused["code"], refused["allowed"]) == ("SEAT_ENDED", ["grantSeat"])


async def test_a_command_is_done_once_even_where_it_changes_its_own_senders_standing(alone: Region) -> None:
    seat = await seated(alone, "seat_administrator", "leaving")
    leaving = nobody(alone, "leaving")
    await viewer(alone, leaving)
    outcome = await alone.api.command(leaving, "revokeSeat", {"seatId": seat}, now=TODAY)
    assert (outcome["__typename"], outcome["seat"]["holds"]) == ("SeatChanged", False)
    written = "select count(*) from trappa.event where tenant_id = $1 and type = 'SeatRevoked'"
    assert await alone.api.admin.fetchval(written, alone.code) == 1
    assert (await viewer(alone, leaving))["roles"] == []


async def test_the_list_of_seats_is_for_administrators_and_auditors(alone: Region) -> None:
    unit = await alone.unit("Enheten")
    for subject in ("first", "second"):
        await seated(alone, "unit_head", subject, unitId=unit)
    document = """query($o: ID) { seats(first: 10, organisation: $o) {
      nodes { holder { name subject issuer actorId } organisation { name } roles { label } } } }"""
    for who in (alone.administrator, alone.person("auditor")):
        seen = (await alone.api.ask(who, document, {"o": unit}, now=TODAY))["seats"]["nodes"]
        assert [one["holder"]["subject"] for one in seen] == ["second", "first"]
        assert {one["organisation"]["name"] for one in seen} == {"Enheten"}
        assert {one["holder"]["issuer"] for one in seen} == {alone.iss}
    assert (await alone.api.ask(alone.office, document, {"o": unit}))["seats"]["nodes"] == []
    assert (await alone.api.ask(alone.administrator, document, {"o": "region"}))["seats"]["nodes"] == []
    answer = await alone.api.send(alone.administrator, document, {"o": "?"})
    assert answer.codes == ["BAD_USER_INPUT"]


async def test_a_name_is_sealed_and_gone_once_its_key_is(alone: Region) -> None:
    seat = await seated(alone, "handler", "SE2321000073-P1", name="Kim Kimsson")
    bodies = await alone.api.admin.fetch("select body from trappa.event where tenant_id = $1", alone.code)
    assert not any("Kim" in row["body"] or "P1" in row["body"] for row in bodies)
    document = f'{{ node(id: "{seat}") {{ ... on Seat {{ holder {{ name subject }} roles {{ id }} }} }} }}'
    seen = (await alone.api.ask(alone.administrator, document))["node"]
    assert seen["holder"] == {"name": "Kim Kimsson", "subject": "SE2321000073-P1"}
    await alone.api.admin.execute(
        "update trappa.event_personal set wrapped_key = null where tenant_id = $1 and stream_kind = 'seat'", alone.code
    )
    seen = (await alone.api.ask(alone.administrator, document))["node"]
    assert seen == {"holder": {"name": None, "subject": None}, "roles": [{"id": "handler"}]}


@pytest.mark.parametrize("value", ["9" * 30, "-1", "٣", "1_0", "", " 3 ", "1.0"])
async def test_a_cursor_that_no_page_gave_is_refused(kalmar: Region, value: str) -> None:
    mark = cursor([value])
    document = "query($a: String) { accessEvents(first: 5, after: $a) { nodes { type } } }"
    answer = await kalmar.api.send(kalmar.administrator, document, {"a": mark})
    assert answer.codes == ["BAD_USER_INPUT"]


async def test_claims_give_what_the_regions_mapping_lets_them_from_the_next_request_on(alone: Region) -> None:
    case = await alone.opened(await alone.unit())
    assert (await alone.sight(alone.office, case, now=TODAY))["id"] == case
    narrow = {"issuer": alone.iss, "mapping": {"rolesClaim": "roles", "allowedRoles": ["seat_administrator"]}}
    changed = await alone.api.done(alone.administrator, "changeClaimMapping", narrow, now=TODAY)
    assert changed["mapping"] == {
        "rolesClaim": "roles",
        "unitClaim": None,
        "allowedRoles": [{"id": "seat_administrator"}],
    }
    assert await alone.sight(alone.office, case, now=TODAY) is None
    wide = {"issuer": alone.iss, "mapping": {"rolesClaim": "roles", "allowedRoles": ["coordination_office"]}}
    await alone.api.command(alone.administrator, "changeClaimMapping", wide, now=TODAY)
    assert (await alone.sight(alone.office, case, now=TODAY))["id"] == case
    assert await roles_of(alone, alone.administrator) == []


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"rolesClaim": "roles", "allowedRoles": ["national_reader"]}, "mapping.allowedRoles"),
        ({"rolesClaim": "roles", "allowedRoles": ["king"]}, "mapping.allowedRoles"),
        ({"rolesClaim": " ", "allowedRoles": ["handler"]}, "mapping.rolesClaim"),
    ],
)
async def test_a_mapping_that_cannot_be_is_refused(kalmar: Region, changed: Json, path: str) -> None:
    given = {"issuer": kalmar.iss, "mapping": changed}
    refused = await kalmar.api.refused(kalmar.administrator, "changeClaimMapping", given, now=TODAY)
    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", path)


async def test_the_mapping_of_another_regions_issuer_is_not_ones_to_change(beside: Region, alone: Region) -> None:
    for iss in (alone.iss, "https://idp.invalid"):
        refused = await beside.api.refused(beside.administrator, "changeClaimMapping", {"issuer": iss}, now=TODAY)
        assert (refused["code"], refused["path"]) == ("NOT_FOUND", "issuer")


@pytest.mark.requirement("XC-07")
@pytest.mark.parametrize("accepted", ["de", "fr-FR, de;q=0.5", "en;q=0", "x"])
async def test_a_language_that_there_is_not_is_refused_in_both(api: Api, kalmar: Region, accepted: str) -> None:
    async with api.nothing_written():
        answer = await api.send(kalmar.handler, VIEWER, language=accepted)
    (error,) = answer.body["errors"]
    assert (answer.status, error["extensions"]["code"]) == (406, "LANGUAGE_UNKNOWN")
    assert error["extensions"]["allowed"] == ["sv", "en"]
    assert (
        error["message"]
        == "Svar finns på svenska (sv) och engelska (en). Answers come in Swedish (sv) and English (en)."
    )
