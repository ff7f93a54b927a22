"""A sheet whose rows were right when they were checked, and no longer are when they are to be recorded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.clock import StoppedClock
from infra.db.tx import PostgresTenancy
from service.authorize import Actor
from service.domain.access import OPERATOR
from service.domain.errors import RuleRefused
from service.ports import SheetRow
from service.usecases.commanding import Sent, Services
from service.usecases.importing import Kind, import_sheet
from tenants.catalog import grants
from tests.database.conftest import Plain
from tests.database.facts import IDS, NOW, PSEUDONYMS, open_region

MARK = "SE2321000073-"
ACTOR = Actor(OPERATOR, "08", frozenset({"handler"}), grants()["handler"].permissions, "STAFF")


def unit(name: str, orgnr: str = "2321000073") -> dict[str, str]:
    return {
        "hsaId": f"{MARK}{name}",
        "name": name,
        "providerName": "Regionen",
        "providerOrgnr": orgnr,
        "agreementKind": "HALSOVAL",
        "legalBasis": "LOV",
        "validFrom": "2024-01-01",
    }


class Changing:
    """Rows that are others the second time, as what they are held against may be."""

    def __init__(self, *times: list[dict[str, str]]) -> None:
        self._times = iter(times)

    def rows(self) -> Iterator[SheetRow]:
        return (SheetRow(number, cells) for number, cells in enumerate(next(self._times), 2))


async def imported(tenancy: PostgresTenancy, kind: Kind, sheet: Changing) -> object:
    services = Services(tenancy, StoppedClock(NOW), IDS, grants(), PSEUDONYMS)
    return await import_sheet(services, Sent(ACTOR, None, "importUnits", {}), kind, sheet, preview=False)


@pytest.mark.parametrize("others", [0, 600])
async def test_nothing_is_written_of_a_sheet_that_others_made_wrong_meanwhile(
    tenancy: PostgresTenancy, admin: Plain, others: int
) -> None:
    """Also where batches before the wrong row have been written by then."""
    await open_region(tenancy, "08")
    before = await admin.fetchval("select seq from chain_head")
    rows = [*(unit(f"A{number:03}") for number in range(others)), unit("B")]
    sheet = Changing(rows, [*rows[:-1], unit("B", orgnr="2321000074")])
    with pytest.raises(RuleRefused) as refused:
        await imported(tenancy, "units", sheet)
    assert refused.value.code == "BUSY"
    assert await admin.fetchval("select seq from chain_head") == before
    assert await admin.fetchval("select count(*) from care_unit where hsa_id like $1", f"{MARK}%") == 0
    await imported(tenancy, "units", Changing(rows, rows))
    assert await admin.fetchval("select count(*) from care_unit where hsa_id like $1", f"{MARK}%") == others + 1
