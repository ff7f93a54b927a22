"""The operator's commands on issuers and seats, and that a region's first administrator can then do the rest."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx2
import pytest

from infra.cli.main import main
from infra.cli.operating import Where, operating
from infra.db.bootstrap import DatabaseUrls
from infra.settings import DEV_PERSONAL_KEY
from schema.ids import own_id
from service.usecases.seats import revoke_seat
from tests.api.caller import Api, noon
from tests.api.conftest import alone, api, api_database
from tests.api.region import Region, seated
from tests.api.serving import served
from tests.cli.command_line import trappa
from tests.cli.test_commands import Refused, no_settings, refused
from tests.rig.postgres import Cluster

__all__ = ["alone", "api", "api_database", "no_settings", "refused"]
pytestmark = pytest.mark.requirement("XC-02", "RM-30")
ISS = "https://idp.region.example"
REGISTER = ("issuer", "register", "--iss", ISS, "--jwks", f"{ISS}/jwks", "--audience", "api")
SEAT = ("seat", "administrator", "--region", "08", "--issuer", ISS, "--subject", "SE2321000073-P1", "--name", "Kim")
CLAIM = ("--roles-claim", "roles", "--allow")
FK = "forsakringskassan"
HOLDER = "query($id: ID!) { node(id: $id) { ... on Seat { holder { actorId } } } }"
Run = Callable[..., str]


@pytest.fixture
def run(database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """What a command prints that is carried out."""
    monkeypatch.setenv("TRAPPA_ENV", "dev")
    monkeypatch.setenv("TRAPPA_DATABASE_URL", database.app)

    def carried_out(*arguments: str) -> str:
        assert main(arguments) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        return captured.out

    return carried_out


def listed(whose: str, claims: str, state: str = "trusted", iss: str = ISS) -> str:
    keys = f"audience: api keys: {iss}/jwks algorithms: ES256"
    return f"{iss} {whose} {state} {keys} claims: {claims}"


def history(run: Run, *whose: str) -> list[str]:
    """The lines of the history without their times, each of which is an instant."""
    lines = [line.split(" ", 1) for line in run("issuer", "history", *whose).splitlines()]
    assert all(datetime.fromisoformat(at).tzinfo is not None for at, _ in lines)
    return [told for _, told in lines]


def test_an_issuer_is_registered_listed_withdrawn_and_remembered(run: Run) -> None:
    claims = ("--roles-claim", "groups", "--unit-claim", "unit", "--allow", "handler", "--allow", "unit_head")
    assert run(*REGISTER, "--region", "08", *claims) == f"{ISS} region 08\n"
    told = "handler unit_head (roles in groups, unit in unit)"
    assert run("issuer", "list").splitlines() == [listed("region 08", told)]
    run(*REGISTER, "--region", "08", "--roles-claim", "groups", "--allow", "handler")
    assert run("issuer", "list").splitlines() == [listed("region 08", "handler (roles in groups)")]
    run(*REGISTER, "--region", "08")
    assert run("issuer", "list").splitlines() == [listed("region 08", "-")]
    assert run("issuer", "withdraw", "--region", "08", "--iss", ISS) == f"{ISS} withdrawn\n"
    assert run("issuer", "list").splitlines() == [listed("region 08", "-", "withdrawn")]
    assert history(run, "--region", "08") == [
        *[f"IssuerRegistered {ISS} by operator"] * 3,
        f"IssuerWithdrawn {ISS} by operator",
    ]
    told = "region 08: 4 events, 0 settlements, 0 lines recomputed, 0 findings\n"
    assert run("replay", "--region", "08") == told


def test_a_national_body_and_a_counterpart_stand_in_the_platforms_own_chain(run: Run) -> None:
    run(*REGISTER, "--national", "SKR")
    fk = "https://idp.fk.example"
    run("issuer", "register", "--iss", fk, "--jwks", f"{fk}/jwks", "--audience", "api", "--counterpart", FK)
    assert run("issuer", "list").splitlines() == [listed(FK, "-", iss=fk), listed("SKR", "-")]
    assert history(run, "--platform") == [f"IssuerRegistered {ISS} by operator", f"IssuerRegistered {fk} by operator"]
    assert run("replay", "--platform") == "platform: 2 events, 0 settlements, 0 lines recomputed, 0 findings\n"


def test_the_first_administrator_is_seated_by_the_operator(run: Run, database: DatabaseUrls, cluster: Cluster) -> None:
    run(*REGISTER, "--region", "08")
    seat_id = own_id("Seat", run(*SEAT, "--until", "2099-12-31T23:00:00Z").strip())

    async def stored() -> tuple[list[tuple[object, ...]], int]:
        connection = await asyncpg.connect(cluster.admin_url_of(database))
        seats = await connection.fetch("select seat_id, organisation, roles, valid_until from trappa.seat")
        told = "select count(*) from trappa.event where body like '%Kim%' or body like '%P1%'"
        found = [tuple(row) for row in seats], await connection.fetchval(told)
        await connection.close()
        return found

    ends = datetime(2099, 12, 31, 23, tzinfo=UTC)
    assert cluster.run(stored()) == ([(seat_id, "staff", "seat_administrator", ends)], 0)


def test_one_administrator_has_one_such_seat_at_a_time(
    run: Run, refused: Refused, database: DatabaseUrls, cluster: Cluster
) -> None:
    run(*REGISTER, "--region", "08")
    first = run(*SEAT).strip()
    assert refused(*SEAT) == f"ALREADY_SEATED: this person is an administrator already, on the seat {first}\n"
    another = run(*SEAT[:-3], "SE2321000073-P2", *SEAT[-2:]).strip()
    seat_id = own_id("Seat", first)
    assert seat_id is not None

    async def revoked() -> None:
        async with operating(Where(database.app, DEV_PERSONAL_KEY)) as here:
            await revoke_seat(here.services, here.sent("08", "ADMIN_SEATS", "revokeSeat"), seat_id)

    cluster.run(revoked())
    again = run(*SEAT).strip()
    assert len({first, another, again}) == 3


async def test_the_history_says_which_seat_whose_it_is_and_who_did_it(api: Api, alone: Region) -> None:
    given = {"rolesClaim": "roles", "allowedRoles": ["handler", "seat_administrator"]}
    seat = await seated(alone, "handler", "told by the operator")
    seen = (await alone.api.ask(alone.administrator, HOLDER, {"id": seat}))["node"]["holder"]["actorId"]
    limit = {"seatId": seat, "validUntil": "2099-07-01T00:00:00+02:00"}
    await alone.api.done(alone.administrator, "limitSeat", limit, now=noon("2025-06-02"))
    await alone.api.done(alone.administrator, "revokeSeat", {"seatId": seat}, now=noon("2025-06-02"))
    changed = {"issuer": alone.iss, "mapping": given}
    await alone.api.done(alone.administrator, "changeClaimMapping", changed, now=noon("2025-06-02"))
    who = (await alone.api.ask(alone.administrator, "{ viewer { actorId } }"))["viewer"]["actorId"]
    settings = alone.api.served.environment
    with tempfile.TemporaryDirectory() as place:
        code, out, err = await asyncio.to_thread(
            trappa, Path(place), "issuer", "history", "--region", alone.code, settings=settings
        )
    assert (code, err) == (0, "")
    by = f"by {who} (seat_administrator)"
    assert [line.split(" ", 1)[1] for line in out.splitlines()] == [
        f"IssuerRegistered {alone.iss} by operator",
        f"SeatGranted {seat} of {seen}: handler {by}",
        f"SeatLimited {seat} of {seen} {by}",
        f"SeatRevoked {seat} of {seen} {by}",
        f"ClaimMappingChanged {alone.iss} {by}",
    ]


def test_a_name_that_the_operator_stores_is_read_by_the_service_beside_it(
    run: Run, database: DatabaseUrls, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(database) as running, httpx2.Client(base_url=running.base_url, trust_env=False) as http:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        cluster.run(running.register())
        run(*REGISTER, "--region", "08")
        run(*SEAT)
        token = running.token(["seat_administrator"])
        asked = {"query": "{ seats(first: 1) { nodes { holder { name subject } } } }"}
        answer = http.post("/graphql", json=asked, headers={"authorization": f"Bearer {token}"}).json()
    assert answer["data"]["seats"]["nodes"] == [{"holder": {"name": "Kim", "subject": "SE2321000073-P1"}}]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*REGISTER, "--region", "99"), "UNKNOWN_REGION"),
        ((*REGISTER, "--counterpart", "nobody"), "UNKNOWN_COUNTERPART"),
        ((*REGISTER,), "USAGE"),
        ((*REGISTER, "--region", "08", "--national", "SKR"), "USAGE"),
        ((*REGISTER, "--region", "08", "--algorithm", "none"), "USAGE"),
        ((*REGISTER, "--region", "08", "--allow", "handler"), "USAGE"),
        ((*REGISTER, "--region", "08", "--roles-claim", "roles"), "USAGE"),
        ((*REGISTER, "--region", "08", "--unit-claim", "unit"), "USAGE"),
        ((*REGISTER, "--region", "08", *CLAIM, "national_reader"), "INVALID_INPUT"),
        ((*REGISTER, "--counterpart", FK, *CLAIM, "handler"), "INVALID_INPUT"),
        ((*REGISTER, "--region", "08", "--jwks", "http://elsewhere.example"), "INVALID_ISSUER"),
        (("issuer", "withdraw", "--region", "08", "--iss", ISS), "NOT_FOUND"),
        (SEAT, "INVALID_INPUT"),
        ((*SEAT, "--until", "tomorrow"), "USAGE"),
    ],
)
def test_what_is_wrong_is_one_line_with_a_code(
    run: Run, refused: Refused, arguments: tuple[str, ...], code: str
) -> None:
    assert refused(*arguments).startswith(f"{code}: ")
    assert run("issuer", "list") == ""


def test_an_issuer_of_another_region_is_not_registered_again(run: Run, refused: Refused) -> None:
    run(*REGISTER, "--region", "08")
    assert refused(*REGISTER, "--region", "13").startswith("ISSUER_OF_ANOTHER_REGION: ")
    assert refused("issuer", "withdraw", "--region", "13", "--iss", ISS).startswith("NOT_FOUND: ")
    assert run("issuer", "list").splitlines() == [listed("region 08", "-")]


def test_a_seat_that_has_passed_is_refused(run: Run, refused: Refused) -> None:
    run(*REGISTER, "--region", "08")
    assert refused(*SEAT, "--until", "2020-01-01T00:00:00Z").startswith("INVALID_INPUT: ")
