"""Who is shut out is shut out at once: also where the service has not met them, and while a command of theirs waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.cli.operating import operating
from schema.ids import own_id
from service.usecases.issuers import change_claim_mapping, withdraw_issuer
from tests.api.caller import Answer, Api, Json, Person, noon
from tests.api.region import Region, levels, seated, untouched

ME = "{ viewer { roles { id } } cases(first: 1) { nodes { id } } }"
CLASSIFY = """mutation C($given: ClassifyCaseInput!) {
  classifyCase(input: $given) { __typename ... on Refusal { code } }
}"""


@pytest.fixture
async def met(api: Api) -> Region:
    """A region whose issuer the service knows."""
    region = await untouched(api)
    assert (await region.api.send(region.person("handler", name="warm"), ME)).status == 200
    return region


@pytest.mark.requirement("XC-02")
async def test_a_withdrawn_issuer_lets_in_nobody_whom_the_service_had_not_met(met: Region) -> None:
    async with operating(met.api.served.where) as here:
        await withdraw_issuer(here.services, here.sent(met.code, "ADMIN_SEATS", "withdrawIssuer"), met.iss)
    stranger = met.person("coordination_office", name="stranger")
    answers = [await met.api.send(one, ME) for one in (stranger, stranger, met.person("handler", name="warm"))]
    assert [(one.status, one.codes) for one in answers] == [(401, ["ISSUER_UNKNOWN"])] * 3


@pytest.mark.requirement("XC-02")
async def test_claims_that_say_no_role_any_more_say_none_of_somebody_new(met: Region) -> None:
    async with operating(met.api.served.where) as here:
        sent = here.sent(met.code, "ADMIN_SEATS", "changeClaimMapping")
        await change_claim_mapping(here.services, sent, met.iss, None)
    answer = await met.api.send(met.person("coordination_office", name="stranger"), ME)
    assert answer.data["viewer"]["roles"] == []


@asynccontextmanager
async def held(api: Api, case: str) -> AsyncIterator[None]:
    """Within the block somebody else has the case."""
    async with api.admin.transaction():
        await api.admin.execute("select from trappa.case_file where case_id = $1 for update", own_id("Case", case))
        yield


async def waiting(region: Region, person: Person, case: str) -> asyncio.Task[Answer]:
    """A command that has come as far as waiting for its case."""
    given = {"caseId": case, "classifiedOn": "2025-03-05", "levels": levels(4, 4)}
    sending = asyncio.create_task(region.api.send(person, CLASSIFY, {"given": given}))
    waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    while not await region.api.admin.fetchval(waits):  # noqa: ASYNC110 - only the database knows
        await asyncio.sleep(0.02)
    return sending


async def last(region: Region) -> Any:
    return await region.api.admin.fetchrow(
        "select type, recorded_at from trappa.event where tenant_id = $1 order by seq desc limit 1", region.code
    )


@pytest.mark.requirement("XC-02", "C8")
async def test_a_seat_revoked_while_its_command_waits_does_nothing_after_that(alone: Region) -> None:
    case = await alone.opened(await alone.unit())
    seat = await seated(alone, "coordination_office", "kim")
    kim = alone.person(name="kim")
    assert (await alone.api.ask(kim, ME))["viewer"]["roles"] == [{"id": "coordination_office"}]
    async with held(alone.api, case):
        sending = await waiting(alone, kim, case)
        document = "mutation($g: RevokeSeatInput!) { revokeSeat(input: $g) { __typename } }"
        revoked = await alone.api.send(alone.administrator, document, {"g": {"seatId": seat}})
        assert revoked.data["revokeSeat"]["__typename"] == "SeatChanged"
    assert (await sending).data["classifyCase"] == {"__typename": "NotFound", "code": "NOT_FOUND"}
    assert (await last(alone))["type"] == "SeatRevoked"


@pytest.mark.requirement("XC-02", "C8")
async def test_a_seat_that_runs_out_while_its_command_waits_does_nothing_after_that(alone: Region) -> None:
    case = await alone.opened(await alone.unit())
    until = datetime.now(UTC) + timedelta(seconds=1.5)
    await seated(alone, "coordination_office", "kim", validUntil=until.isoformat())
    async with held(alone.api, case):
        sending = await waiting(alone, alone.person(name="kim"), case)
        await asyncio.sleep((until - datetime.now(UTC)).total_seconds() + 0.1)
    assert (await sending).data["classifyCase"] == {"__typename": "NotFound", "code": "NOT_FOUND"}
    assert (await last(alone))["type"] == "SeatGranted"


async def test_two_administrators_who_revoke_each_other_at_once_do_not_both_succeed(alone: Region) -> None:
    seats: dict[str, str] = {}
    for name in ("ada", "bo"):
        seats[name] = await seated(alone, "seat_administrator", name)
    document = "mutation($g: RevokeSeatInput!) { revokeSeat(input: $g) { __typename } }"

    async def revoke(by: str, of: str) -> Json:
        answer = await alone.api.send(alone.person(name=by), document, {"g": {"seatId": seats[of]}})
        return answer.data["revokeSeat"]["__typename"]

    outcomes = await asyncio.gather(revoke("ada", "bo"), revoke("bo", "ada"))
    assert sorted(outcomes) == ["NotFound", "SeatChanged"] or sorted(outcomes) == ["MandateMissing", "SeatChanged"]


async def test_a_revocation_acts_also_where_the_chain_is_ahead_of_the_clock(alone: Region) -> None:
    """The database's clock once ran ahead, and no instant of the chain goes back."""
    seat = await seated(alone, "coordination_office", "kim")
    ahead = "update trappa.chain_head set recorded_at = now() + interval '1 hour' where tenant_id = $1"
    await alone.api.admin.execute(ahead, alone.code)
    document = """mutation($g: RevokeSeatInput!) {
      revokeSeat(input: $g) { ... on SeatChanged { seat { revokedAt holds } } }
    }"""
    revoked = await alone.api.send(alone.administrator, document, {"g": {"seatId": seat}})
    assert revoked.data["revokeSeat"]["seat"]["holds"] is False
    assert (await alone.api.ask(alone.person(name="kim"), ME))["viewer"]["roles"] == []


async def test_the_revoked_are_shut_out_at_every_instant_that_a_request_may_name(alone: Region) -> None:
    seat = await seated(alone, "coordination_office", "kim")
    await alone.api.done(alone.administrator, "revokeSeat", {"seatId": seat}, now=noon("2025-06-01"))
    for day in ("2025-03-01", "2025-07-01"):
        assert (await alone.api.ask(alone.person(name="kim"), ME, now=noon(day)))["viewer"]["roles"] == []
