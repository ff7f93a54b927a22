"""Which seats hold, in which organisation, and what actor they make."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.authorize import OrganisationUnnamed, Seat, actor_of, claimed, seated
from service.domain.access import (
    REGION,
    ClaimMapping,
    ClaimMappingChanged,
    IssuerRegistered,
    IssuerWithdrawn,
    SeatGranted,
    SeatLimited,
    SeatRevoked,
)
from service.domain.access_words import told
from service.domain.events import CaseClosed, audience, decode, encode
from service.domain.facts import PersonalRef
from tenants.catalog import roles
from tests.core.play import catalogue, named

pytestmark = pytest.mark.requirement("XC-02")
NOW = datetime(2025, 6, 2, 12, tzinfo=UTC)
UNIT, OTHER = str(named("unit")), str(named("other unit"))
ORGANISATIONS = (REGION, UNIT, OTHER, "forsakringskassan")
times = st.datetimes(datetime(2025, 6, 1), datetime(2025, 6, 4), timezones=st.just(UTC))  # noqa: DTZ001 - aware by then
seats = st.builds(
    Seat,
    organisation=st.sampled_from(ORGANISATIONS),
    roles=st.frozensets(st.sampled_from([*roles(), "unheard_of"]), max_size=3),
    seat_id=st.uuids(),
    valid_from=st.none() | times,
    valid_until=st.none() | times,
    revoked_at=st.none() | times,
)


@pytest.mark.parametrize(
    ("times", "holds"),
    [
        ({}, True),
        ({"valid_from": NOW}, True),
        ({"valid_from": NOW + timedelta(seconds=1)}, False),
        ({"valid_until": NOW + timedelta(seconds=1)}, True),
        ({"valid_until": NOW}, False),
        ({"valid_until": NOW - timedelta(seconds=1)}, False),
        ({"revoked_at": NOW}, False),
        ({"revoked_at": NOW, "valid_until": NOW + timedelta(days=1)}, False),
    ],
)
def test_a_seat_holds_in_a_half_open_time(times: dict[str, datetime], holds: bool) -> None:  # noqa: FBT001 - a row
    assert replace(Seat(REGION, frozenset({"handler"})), **times).holds_at(NOW) is holds


@given(st.lists(seats, max_size=5), st.none() | st.sampled_from(ORGANISATIONS))
def test_who_is_seated_sits_in_one_organisation_and_only_with_seats_that_hold(
    held: list[Seat], asked: str | None
) -> None:
    holding = [seat for seat in held if seat.holds_at(NOW)]
    organisations = {seat.organisation for seat in holding}
    try:
        found = seated(held, NOW, asked)
    except OrganisationUnnamed as unnamed:
        assert asked is None
        assert REGION not in organisations
        assert set(unnamed.organisations) == organisations  # noqa: PT017 - whether it is raised is what is told
        assert len(organisations) > 1
        return
    if found is None:
        assert asked not in organisations
        return
    assert all(seat in holding for seat in found)
    chosen = {seat.organisation for seat in found}
    assert (
        chosen
        == (organisations if asked is None and REGION not in organisations else {asked or REGION}) & organisations
    )
    assert [seat for seat in holding if seat.organisation in chosen] == found


@given(
    st.lists(seats, max_size=5).map(lambda held: [replace(seat, organisation=held[0].organisation) for seat in held])
)
def test_an_actor_never_may_more_than_its_seats_roles_of_that_side(held: list[Seat]) -> None:
    actor = actor_of(named("x"), "08", held, catalogue())
    named_roles = {role for seat in held for role in seat.roles}
    assert actor.roles <= named_roles
    sides = {catalogue()[role].side for role in actor.roles}
    region = bool(held) and held[0].organisation == REGION
    assert sides <= ({"staff", "platform"} if region else {"party"})
    assert actor.permissions == {one for role in actor.roles for one in catalogue()[role].permissions}
    assert set(actor.seats) == set(actor.roles)
    assert all(actor.seats[role] in {seat.seat_id for seat in held if role in seat.roles} for role in actor.roles)
    if not region:
        assert actor.scope in {"PARTY", "NONE"}
        assert actor.organisation in {*(seat.organisation for seat in held), "none"}
    assert (actor.scope == "STAFF") == (region and "READ_CASES" in actor.permissions)


def test_claims_make_a_seat_of_the_region_and_one_of_the_unit() -> None:
    found = claimed(frozenset({"handler", "unit_head", "unheard_of"}), UUID(UNIT), catalogue())
    assert [(seat.organisation, seat.roles, seat.seat_id) for seat in found] == [
        (REGION, {"handler"}, None),
        (UNIT, {"unit_head"}, None),
    ]
    assert claimed(frozenset({"unit_head"}), None, catalogue()) == []


def test_an_act_bears_the_seat_whose_role_it_was_done_as() -> None:
    first, second = (Seat(REGION, frozenset({role}), named(role)) for role in ("handler", "auditor"))
    actor = actor_of(named("x"), "08", [first, second], catalogue())
    assert actor.signed("handler") == {"acted_as": "handler", "seat_id": named("handler")}
    assert actor.signed("auditor") == {"acted_as": "auditor", "seat_id": named("auditor")}
    assert actor.logged


def test_an_event_from_before_seats_were_thought_of_is_written_the_same_again() -> None:
    body = '{"acted_as":"handler","closed_on":"2025-07-25","ground":"CORRECTED","type":"CaseClosed"}'
    assert encode(decode(body)) == body
    signed = CaseClosed.model_validate({"closed_on": "2025-07-25", "ground": "CORRECTED", "seat_id": named("seat")})
    assert decode(encode(signed)) == signed


MAPPING = ClaimMapping(roles_claim="roles", unit_claim=None, allowed_roles=("handler", "unit_head"))
ISSUER = IssuerRegistered(
    iss="https://idp.example",
    national_body=None,
    counterpart=None,
    audience="api",
    algorithms=("ES256",),
    jwks_uri="https://idp.example/jwks",
    mapping=MAPPING,
)
GRANTED = SeatGranted(
    holder=named("x"),
    organisation=REGION,
    roles=("handler",),
    valid_from=NOW,
    valid_until=None,
    personal=PersonalRef(record_id=named("record"), digest="0" * 64),
)


@pytest.mark.parametrize(
    ("event", "sv", "en"),
    [
        (
            GRANTED,
            "Plats gavs: Handläggare, från 2025-06-02 14:00.",
            "A seat was granted: Case handler, from 2025-06-02 14:00.",
        ),
        (
            SeatLimited(valid_until=NOW),
            "Platsen gäller nu till 2025-06-02 14:00.",
            "The seat now holds until 2025-06-02 14:00.",
        ),
        (SeatRevoked(), "Platsen återkallades.", "The seat was revoked."),
        (
            ISSUER,
            "Utfärdaren https://idp.example registrerades. Dess anspråk får ge rollerna Handläggare, unit_head.",
            "The issuer https://idp.example was registered. Its claims may give the roles Case handler, unit_head.",
        ),
        (
            ClaimMappingChanged(iss="https://idp.example", mapping=None),
            "Utfärdaren https://idp.example: Dess anspråk ger inga roller.",
            "The issuer https://idp.example: Its claims give no roles.",
        ),
        (
            IssuerWithdrawn(iss="https://idp.example"),
            "Utfärdaren https://idp.example är inte längre betrodd.",
            "The issuer https://idp.example is trusted no more.",
        ),
    ],
)
def test_what_became_of_access_is_told_and_kept_from_parties(event: SeatGranted, sv: str, en: str) -> None:
    words = told(event, {"handler": ("Handläggare", "Case handler")})
    assert (words.sv, words.en) == (sv, en)
    assert audience(event) == "staff"
    assert decode(encode(event)) == event
