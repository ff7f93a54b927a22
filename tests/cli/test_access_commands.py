"""The operator's commands on issuers and seats, and that a region's first administrator can then do the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import asyncpg
import httpx2
import pytest

from infra.cli.main import main
from infra.db.bootstrap import DatabaseUrls
from tests.api.serving import served
from tests.cli.test_commands import Refused, no_settings, refused
from tests.rig.postgres import Cluster

__all__ = ["no_settings", "refused"]
pytestmark = pytest.mark.requirement("XC-02", "RM-30")
ISS = "https://idp.region.example"
REGISTER = ("issuer", "register", "--iss", ISS, "--jwks", f"{ISS}/jwks", "--audience", "api")
SEAT = ("seat", "administrator", "--region", "08", "--issuer", ISS, "--subject", "SE2321000073-P1", "--name", "Kim")
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


def test_an_issuer_is_registered_listed_withdrawn_and_remembered(run: Run) -> None:
    assert run(*REGISTER, "--region", "08", "--allow", "handler", "--allow", "unit_head") == f"{ISS} region 08\n"
    assert run("issuer", "list") == f"{ISS} region 08 trusted claims: handler unit_head\n"
    run(*REGISTER, "--region", "08")
    assert run("issuer", "list") == f"{ISS} region 08 trusted claims: -\n"
    assert run("issuer", "withdraw", "--region", "08", "--iss", ISS) == f"{ISS} withdrawn\n"
    assert run("issuer", "list") == f"{ISS} region 08 withdrawn claims: -\n"
    told = [line.split(" ", 1)[1] for line in run("issuer", "history", "--region", "08").splitlines()]
    assert told == [
        f"IssuerRegistered {ISS} (seat_administrator)",
        f"IssuerRegistered {ISS} (seat_administrator)",
        f"IssuerWithdrawn {ISS} (seat_administrator)",
    ]
    assert run("replay", "--region", "08").endswith("3 events, 0 settlements, 0 lines recomputed, 0 findings\n")


def test_a_national_body_and_a_counterpart_stand_in_the_platforms_own_chain(run: Run) -> None:
    run(*REGISTER, "--national", "SKR")
    other = ("issuer", "register", "--iss", "https://idp.fk.example", "--jwks", "https://idp.fk.example/jwks")
    run(*other, "--audience", "api", "--counterpart", "forsakringskassan")
    assert run("issuer", "list").splitlines() == [
        "https://idp.fk.example forsakringskassan trusted claims: -",
        f"{ISS} SKR trusted claims: -",
    ]
    assert len(run("issuer", "history", "--platform").splitlines()) == 2
    assert run("replay", "--platform").endswith("2 events, 0 settlements, 0 lines recomputed, 0 findings\n")


def test_the_first_administrator_is_seated_by_the_operator(run: Run, database: DatabaseUrls, cluster: Cluster) -> None:
    run(*REGISTER, "--region", "08")
    seat_id = run(*SEAT, "--until", "2099-12-31T23:00:00Z").strip()

    async def stored() -> tuple[list[tuple[object, ...]], int]:
        connection = await asyncpg.connect(cluster.admin_url_of(database))
        seats = await connection.fetch("select seat_id::text, organisation, roles, valid_until from trappa.seat")
        told = "select count(*) from trappa.event where body like '%Kim%' or body like '%P1%'"
        found = [tuple(row) for row in seats], await connection.fetchval(told)
        await connection.close()
        return found

    ends = datetime(2099, 12, 31, 23, tzinfo=UTC)
    assert cluster.run(stored()) == ([(seat_id, "staff", "seat_administrator", ends)], 0)


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
        ((*REGISTER, "--region", "08", "--allow", "national_reader"), "INVALID_INPUT"),
        ((*REGISTER, "--counterpart", "forsakringskassan", "--allow", "handler"), "INVALID_INPUT"),
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
    assert run("issuer", "list") == f"{ISS} region 08 trusted claims: -\n"


def test_a_seat_that_has_passed_is_refused(run: Run, refused: Refused) -> None:
    run(*REGISTER, "--region", "08")
    assert refused(*SEAT, "--until", "2020-01-01T00:00:00Z").startswith("INVALID_INPUT: ")
