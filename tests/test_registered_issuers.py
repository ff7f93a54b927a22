"""The issuers that the database holds, and which of them a process listens to."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from infra.auth.issuers import Issuer
from infra.auth.registry import KEPT_SECONDS, RegisteredIssuers
from infra.cli.issuers import register_all
from infra.cli.operating import Where
from infra.db.bootstrap import DatabaseUrls
from infra.db.pool import open_pool
from tests.rig.identity import AUDIENCE, Clock

KEY = bytes(range(32))
VALID = Issuer("https://idp.example", "08", None, AUDIENCE, ("ES256",), "https://idp.example/jwks")
OWN_MACHINE = {
    "https://idp.example/1": "http://127.0.0.1:9/jwks",
    "https://idp.example/2": "https://127.0.0.1/jwks",
    "https://idp.example/3": "https://LOCALHOST./jwks",
    "https://idp.example/4": "https://[::ffff:127.0.0.1]/jwks",
    "https://idp.example/5": "https://127.1/jwks",
    "https://idp.example/6": "https://0.0.0.0/jwks",
    "https://idp.example/7": "https://idp.localhost/jwks",
    "http://idp.example/8": "https://idp.example/jwks",
    "HTTP://idp.example/9": "https://idp.example/jwks",
    "https://localhost/10": "https://idp.example/jwks",
    "https://[::1]/11": "https://idp.example/jwks",
    "https://[::1": "https://idp.example/jwks",
}


@pytest.mark.requirement("XC-02")
async def test_rows_of_this_machine_are_no_issuers_outside_development(database: DatabaseUrls) -> None:
    refused = [replace(VALID, iss=iss, jwks_uri=jwks_uri) for iss, jwks_uri in OWN_MACHINE.items()]
    await register_all(Where(database.app, KEY), [VALID, *refused])
    pool = await open_pool(database.app, size=1, statement_cache=True)
    try:
        clock = Clock(0.0)
        strict = RegisteredIssuers(pool, clock)
        with capture_logs() as logged:
            for one in (*refused, *refused):
                assert await strict.by_iss(one.iss) is None
                clock.now += KEPT_SECONDS
        assert len(logged) == len(refused), "each is told once"
        assert {(one["event"], one["region"]) for one in logged} == {("issuer_refused", "08")}
        assert await strict.by_iss(VALID.iss) == replace(VALID, version=1)
        at_home = RegisteredIssuers(pool, own_machine=True)
        for one in refused:
            assert await at_home.by_iss(one.iss) == replace(one, version=1)
    finally:
        await pool.close()
