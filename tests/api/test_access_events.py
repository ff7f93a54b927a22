"""What became of seats and issuers, as it is told: whose seat, by whom, in which organisation, in words."""

from __future__ import annotations

import pytest

from tests.api.caller import Api, Json, noon
from tests.api.region import Region, seated, untouched

pytestmark = pytest.mark.requirement("XC-02", "XC-08")
TODAY = noon("2025-06-02")
EVENTS = """query($first: Int!) { accessEvents(first: $first) { nodes {
  type text issuer body actedAs { id }
  actor { actorId name seatId organisation { id } }
  seat { id holds holder { name } organisation { id name } roles { id } }
} } }"""


@pytest.fixture(scope="module")
async def own(api: Api) -> Region:
    """A region whose seats only these tests change."""
    return await untouched(api)


async def told(region: Region, first: int, *, language: str = "sv", role: str = "auditor") -> list[Json]:
    """The events, the oldest of them first; read in one statement."""
    await region.api.ask(region.person(role), "{ viewer { actorId } }")
    async with region.api.statements() as sent:
        found = await region.api.ask(region.person(role), EVENTS, {"first": first}, language=language)
    assert len(sent) == 1
    return list(reversed(found["accessEvents"]["nodes"]))


async def changed_twice(region: Region, **where: Json) -> str:
    """The id of a seat that was granted, limited and revoked."""
    until = "2025-12-31T22:00:00Z"
    seat = await seated(region, where.pop("role", "handler"), "told", name="Kim Kimsson", validUntil=until, **where)
    limit = {"seatId": seat, "validUntil": "2025-07-01T00:00:00+02:00"}
    await region.api.done(region.administrator, "limitSeat", limit, now=TODAY)
    await region.api.done(region.administrator, "revokeSeat", {"seatId": seat}, now=TODAY)
    return seat


async def test_the_words_tell_whose_seat_which_roles_and_where(own: Region) -> None:
    await changed_twice(own)
    region = (await own.api.ask(own.administrator, "{ viewer { region { name } } }"))["viewer"]["region"]["name"]
    for role in ("auditor", "seat_administrator"):
        assert [one["text"] for one in await told(own, 3, role=role)] == [
            f"Kim Kimsson, {region}: Plats gavs: Handläggare, från 2025-01-02 12:00 till 2025-12-31 23:00.",
            f"Kim Kimsson, Handläggare, {region}: Platsen gäller nu till 2025-07-01 00:00.",
            f"Kim Kimsson, Handläggare, {region}: Platsen återkallades.",
        ]
    english = (await told(own, 1, language="en"))[0]["text"]
    assert english.startswith("Kim Kimsson, Case handler, ")
    assert english.endswith(": The seat was revoked.")


async def test_each_event_leads_to_its_seat_and_to_who_changed_it(own: Region) -> None:
    unit = await own.unit("Ängö hälsocentral")
    seat = await changed_twice(own, role="unit_head", unitId=unit)
    events = await told(own, 3)
    assert [one["type"] for one in events] == ["SeatGranted", "SeatLimited", "SeatRevoked"]
    assert {one["seat"]["id"] for one in events} == {seat}
    assert events[0]["seat"] == {
        "id": seat,
        "holds": False,
        "holder": {"name": "Kim Kimsson"},
        "organisation": {"id": unit, "name": "Ängö hälsocentral"},
        "roles": [{"id": "unit_head"}],
    }
    assert events[2]["text"] == "Kim Kimsson, Verksamhetschef, Ängö hälsocentral: Platsen återkallades."
    me = (await own.api.ask(own.administrator, "{ viewer { actorId } }"))["viewer"]["actorId"]
    assert {one["actor"]["actorId"] for one in events} == {me}
    assert [one["actor"]["name"] for one in events] == [None, None, None], "its roles came from claims, without a name"
    assert {(one["issuer"], one["actedAs"]["id"]) for one in events} == {(None, "seat_administrator")}


async def test_an_administrator_on_a_seat_is_named_with_it(own: Region) -> None:
    seat = await seated(own, "seat_administrator", "keeper", name="Robin Robinsson")
    keeper = own.person(name="keeper")
    given = {"issuer": own.iss, "subject": "new", "name": "Kim Kimsson", "roles": ["handler"]}
    await own.api.done(keeper, "grantSeat", given, now=TODAY)
    (event,) = await told(own, 1)
    assert (event["actor"]["name"], event["actor"]["seatId"]) == ("Robin Robinsson", seat)
    assert event["actor"]["organisation"] == {"id": "region"}
    assert event["seat"]["holder"]["name"] == "Kim Kimsson"


async def test_the_organisation_is_written_as_everywhere_in_the_contract(own: Region) -> None:
    unit = await own.unit()
    for where, written in (({}, "region"), ({"role": "unit_head", "unitId": unit}, unit)):
        await changed_twice(own, **where)
        granted = (await told(own, 3))[0]
        assert granted["body"]["organisation"] == granted["seat"]["organisation"]["id"] == written
    given = {"issuer": own.iss, "subject": "x", "name": "Kim", "roles": ["unit_head"], "unitId": unit}
    foretold = await own.api.preview(own.administrator, "grantSeat", given, now=TODAY)
    assert foretold["events"][0]["body"]["organisation"] == unit


async def test_an_issuer_is_named_and_so_is_the_operator_who_registered_it(own: Region) -> None:
    wide = {"issuer": own.iss, "mapping": {"rolesClaim": "roles", "allowedRoles": ["auditor", "seat_administrator"]}}
    await own.api.done(own.administrator, "changeClaimMapping", wide, now=TODAY)
    events = await told(own, 100, language="en")
    registered, changed = (
        next(one for one in events if one["type"] == kind) for kind in ("IssuerRegistered", "ClaimMappingChanged")
    )
    for event in (registered, changed):
        assert (event["issuer"], event["seat"]) == (own.iss, None)
    assert registered["actor"]["name"] == "Platform operator"
    assert changed["actor"]["name"] is None
    assert changed["text"] == f"The issuer {own.iss}: Its claims may give the roles Auditor, Seat administrator."


async def test_a_name_that_was_erased_is_told_no_more(own: Region) -> None:
    await changed_twice(own)
    await own.api.admin.execute(
        "update trappa.event_personal set wrapped_key = null where tenant_id = $1 and stream_kind = 'seat'", own.code
    )
    revoked = (await told(own, 1))[0]
    assert revoked["seat"]["holder"]["name"] is None
    assert revoked["text"].startswith("Handläggare, ")
    assert revoked["text"].endswith(": Platsen återkallades.")
