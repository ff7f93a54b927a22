"""`trappa certificate` and `trappa anchor`: of what the service recorded, and of what was altered behind its back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from infra.db.bootstrap import DatabaseUrls
from tests.api.serving import served
from tests.cli.command_line import trappa
from tests.core.test_certificate import verified
from tests.database.conftest import Plain

pytestmark = pytest.mark.requirement("C4")
FIGURES = {"Almen": "103741.93", "Hamnen": "181741.94", "Orren": "43350.00"}


@pytest.fixture
def settings(played: DatabaseUrls, tmp_path: Path) -> Mapping[str, str]:
    return {"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": played.app, "TRAPPA_DEV_DIRECTORY": str(tmp_path)}


async def units(tamperer: Plain) -> dict[str, UUID]:
    return {
        row["name"].split()[-1]: row["unit_id"] for row in await tamperer.fetch("select name, unit_id from care_unit")
    }


def asked(unit: UUID, out: Path) -> tuple[str, ...]:
    months = ("--from", "2025-01", "--until", "2025-12", "--known-at", "2026-02-01T00:00:00+01:00")
    return ("certificate", "--region", "08", "--unit", str(unit), *months, "--out", str(out))


@pytest.mark.requirement("EX-02", "EX-06", "EX-11")
async def test_the_worked_figures_are_certified_and_follow_offline(
    settings: Mapping[str, str], tamperer: Plain, tmp_path: Path
) -> None:
    code, told, err = await asyncio.to_thread(trappa, tmp_path, "anchor", "--region", "08", settings=settings)
    assert (code, err) == (0, "")
    said = dict(line.split() for line in told.splitlines())
    for name, unit in (await units(tamperer)).items():
        code, out, err = await asyncio.to_thread(trappa, tmp_path, *asked(unit, tmp_path), settings=settings)
        assert (code, err) == (0, "")
        file = Path(out.splitlines()[0])
        code, report, _ = await asyncio.to_thread(verified, file, "--root", said["root"])
        assert code == 0, report
        assert f" {FIGURES[name]}\n" in report


@pytest.mark.parametrize("altered", ["body", "hash", "gone"])
async def test_of_a_chain_that_was_altered_nothing_is_certified(
    settings: Mapping[str, str], played: DatabaseUrls, tamperer: Plain, tmp_path: Path, altered: str
) -> None:
    unit = (await units(tamperer))["Almen"]
    with served(played) as running:
        await running.register()
        statement = {
            "body": "update event set body = replace(body, '_ore\":300', '_ore\":301') where tenant_id = '08'",
            "hash": "update event set hash = sha256(hash) where tenant_id = '08' and type = 'SanctionDecided'",
            "gone": "delete from event where tenant_id = '08' and type = 'CorrectionRequestSent'",
        }[altered]
        await tamperer.execute(statement)
        code, out, err = await asyncio.to_thread(trappa, tmp_path, *asked(unit, tmp_path), settings=settings)
        assert (code, out, err.startswith("trappa: CHAIN_UNSOUND: nothing is certified: ")) == (2, "", True)
        code, out, err = await asyncio.to_thread(trappa, tmp_path, "anchor", "--region", "08", settings=settings)
        assert (code, out, err.startswith("trappa: CHAIN_UNSOUND: event ")) == (2, "", True)
        async with httpx2.AsyncClient(base_url=running.base_url, trust_env=False) as client:
            answer = await client.get(
                f"/export/certificates/{unit}.json",
                params={"from": "2025-01", "until": "2025-12"},
                headers={"authorization": f"Bearer {running.token(['auditor'])}"},
            )
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (409, "CHAIN_UNSOUND")
