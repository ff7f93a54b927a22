"""What leaves the region as files: who may have them, and the one read that each is made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from service.authorize import Actor
from service.domain.dates import Month
from service.domain.events import Event, MonthSettled, decode
from service.domain.facts import canonical
from service.ports import Reader
from service.reads import Filter, Order, Read
from service.usecases.settlement import settlement_id
from service.usecases.settlement_export import Settled, content_of
from service.usecases.unit_book import DESCRIBING, UnitBook
from service.usecases.views import Row

_SETTLED: Final = "settled"
_UNITS: Final = "units"


def may_export(actor: Actor) -> bool:
    """Whether the actor may have the region's settlements as files: of its staff, and reading its ledgers."""
    return actor.scope == "STAFF" and actor.holds("READ_LEDGER")


def content_reads(tenant_id: str, month: Month, key: str = "") -> tuple[Read, Read]:
    """The settlement's event, and all that was ever said of units: what was said later is left out of the content."""
    return (
        Read(
            f"{key}{_SETTLED}",
            "event",
            ("seq", "hash", "body"),
            where=(
                Filter("stream_kind", "=", "settlement"),
                Filter("stream_id", "=", settlement_id(tenant_id, month)),
                Filter("version", "=", 1),
            ),
            one=True,
        ),
        Read(
            f"{key}{_UNITS}",
            "event",
            ("seq", "stream_id", "body"),
            where=(Filter("stream_kind", "=", "unit"), Filter("type", "in", DESCRIBING)),
            order=(Order("seq"),),
        ),
    )


def content_in(rows: Mapping[str, Any], tenant_id: str, key: str = "") -> dict[str, Any] | None:
    """The content of the export from the rows of `content_reads`; None where the month is not settled, or not shown."""
    row: Row | None = rows[f"{key}{_SETTLED}"]
    if row is None:
        return None
    event = decoded(row)
    if not isinstance(event, MonthSettled):
        raise TypeError(f"event {row['seq']} is no settlement")
    before = ((UUID(one["stream_id"]), decoded(one)) for one in rows[f"{key}{_UNITS}"] if one["seq"] < row["seq"])
    return content_of(Settled(tenant_id, row["seq"], row["hash"], event), UnitBook(before))


async def settlement_content(reader: Reader, actor: Actor, month: Month) -> dict[str, Any] | None:
    """What the export of a month says, in one statement, for whom `may_export`; None where it is not settled."""
    rows = await reader.read(content_reads(actor.tenant_id, month), actor)
    return content_in(rows, actor.tenant_id)


def decoded(row: Row) -> Event:
    """The event of a row with its `body`."""
    return decode(canonical(row["body"]))
