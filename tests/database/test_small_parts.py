"""Ids, the Swedish order, and the table of issuers."""

from __future__ import annotations

import time

import asyncpg
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.db.ids import Uuid7Ids
from infra.db.issuers import IssuerRow, IssuerTable, register_issuers
from infra.db.pool import Pool
from infra.db.swedish_order import swedish_key
from tests.database.conftest import Plain


def test_ids_are_version_7_grow_and_tell_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = Uuid7Ids()
    before = time.time_ns() // 1_000_000
    made = [ids.new() for _ in range(2_000)]
    after = time.time_ns() // 1_000_000
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}
    assert made == sorted(set(made))
    assert before <= made[0].int >> 80 <= made[-1].int >> 80 <= after
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert ids.new() > made[-1]


def test_names_sort_as_in_swedish() -> None:
    ordered = ["1:a vården", "Ale", "Arboga", "arboga c", "Zinkgruvan", "Åmål", "Ängö", "Öland"]
    assert (
        sorted(("Öland", "arboga c", *ordered[1:3], "Ängö", ordered[0], "Zinkgruvan", "Åmål"), key=swedish_key)
        == ordered
    )
    assert swedish_key("Ängö") < swedish_key("Äspö") < swedish_key("Öland")
    assert swedish_key("Idé-huset") == swedish_key("idé huset") == swedish_key("ide Huset")
    assert swedish_key("Angöring") < swedish_key("Zeta") < swedish_key("Ångest")


async def test_the_database_sorts_the_key_as_python_does(app: Plain) -> None:
    names = ["Öland", "Ängö", "Åmål", "Zeta", "ale", "Ale 2", "1:a", "Süd", "Syd a"]
    keys = [swedish_key(name) for name in names]
    rows = await app.fetch("select key from unnest($1::text[]) as given (key) order by key", keys)
    assert [row[0] for row in rows] == sorted(keys)


@pytest.mark.parametrize("name", ['"quoted"', "back\\slash", "tab\tand\nline", "{braces|}"])
def test_a_key_goes_into_json_text_as_it_is(name: str) -> None:
    assert not set(swedish_key(name)) & set('"\\\n\t{|}')


REGION = IssuerRow(
    iss="https://idp.example/08",
    tenant_id="08",
    national_body=None,
    audience="https://trappa.example/api",
    algorithms=("ES256", "RS256"),
    jwks_uri="https://idp.example/08/keys",
    roles_claim="roles",
    unit_claim="unit",
    allowed_roles=frozenset({"handler", "unit_head"}),
)
BODY = IssuerRow(
    "https://skr.example", None, "SKR", "https://trappa.example/api", ("ES256",), "https://skr.example/keys"
)


async def test_issuers_are_found_by_their_exact_name(database: DatabaseUrls, pool: Pool) -> None:
    await register_issuers(database.owner, [REGION, BODY])
    issuers = IssuerTable(pool)
    assert await issuers.by_iss(REGION.iss) == REGION
    assert await issuers.by_iss(BODY.iss) == BODY
    for other in (REGION.iss + "/", REGION.iss.upper(), "", "\x00"):
        assert await issuers.by_iss(other) is None


async def test_registering_again_replaces(database: DatabaseUrls, pool: Pool) -> None:
    await register_issuers(database.owner, [REGION])
    moved = IssuerRow(REGION.iss, "08", None, "aud", ("PS256",), "https://idp.example/new")
    await register_issuers(database.owner, [moved])
    assert await IssuerTable(pool).by_iss(REGION.iss) == moved


async def test_only_the_owner_registers_and_only_for_one_side(database: DatabaseUrls, pool: Pool) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await register_issuers(database.app, [REGION])
    both = IssuerRow("https://both.example", "08", "SKR", "aud", ("ES256",), "https://both.example/keys")
    with pytest.raises(asyncpg.CheckViolationError):
        await register_issuers(database.owner, [REGION, both])
    assert await IssuerTable(pool).by_iss(REGION.iss) is None
