"""What leaves the region as files: who may have them, and the one read that each is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service.authorize import Actor
from service.domain.chain import Link
from service.domain.dates import Month
from service.domain.events import Event, decode
from service.domain.facts import canonical
from service.domain.register_events import MonthSettled
from service.ports import Reader
from service.reads import Filter, Order, Read
from service.usecases.certificate import Asked, UnsoundChain, certificate
from service.usecases.settlement import settlement_id
from service.usecases.settlement_export import Export, Settled, content_of
from service.usecases.unit_book import DESCRIBING, UnitBook
from service.usecases.views import Row

_SETTLED: Final = "settled"
_UNITS: Final = "units"
_LINK: Final = tuple(field.name for field in fields(Link) if field.name != "tenant_id")


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


def may_certify(actor: Actor) -> bool:
    """Whether the actor may have certificates, in which whole events stand: of the region's audit or its finance."""
    return may_export(actor) and (actor.holds("READ_AUDIT") or actor.holds("SETTLE_MONTH"))


async def unit_certificate(reader: Reader, actor: Actor, asked: Asked) -> Export | None:
    """The certificate in one statement, for whom `may_certify`; None where the unit does not exist, or did not then.

    UnsoundChain where the chain does not hold.
    """
    known = (Filter("recorded_at", "<=", asked.known_at),)
    # What leaves the region holds nothing of the team's, whoever asks. A case without rates owes nothing, and of one
    # with rates the team has no acts of its own (`service.rules.lint_team`): no number of a stream is passed over.
    events = Read(
        "events", "event", _LINK, order=(Order("seq"),), where=(*known, Filter("audience", "in", ("party", "staff")))
    )
    of_case = (replace(events, relation="case.events"),)
    with_rates = (Filter("ladder", "null", value=False),)
    of_unit = (
        replace(events, relation="unit.events"),
        Read("cases", "case", ("case_id",), "unit.cases", of_case, with_rates),
    )
    whole = (Filter("type", "in", ("RulesetAdopted", "MonthSettled")), *known)
    rows = await reader.read(
        (
            Read("chain", "event", ("seq", "hash", "recorded_at"), order=(Order("seq"),)),
            Read("unit", "unit", ("unit_id",), None, of_unit, (Filter("unit_id", "=", asked.unit_id),), one=True),
            replace(events, key="region", where=whole),
        ),
        # The chain's hashes are read without a gap, of the team's events as well.
        replace(actor, permissions=actor.permissions | {"READ_TEAM"}),
    )
    unit: Row | None = rows["unit"]
    if unit is None or not unit["events"]:
        return None
    of_cases = [event for case in unit["cases"] for event in case["events"]]
    links = [_link(actor.tenant_id, row) for row in (*unit["events"], *of_cases, *rows["region"])]
    hashes = [bytes.fromhex(row["hash"]) for row in _known_then(rows["chain"], asked.known_at)]
    return certificate(asked, hashes, sorted(links, key=lambda link: link.seq))


def _known_then(chain: Sequence[Row], known_at: datetime) -> Sequence[Row]:
    """The chain up to the last event that was known then; UnsoundChain where one before it is missing."""
    known = [place for place, row in enumerate(chain, 1) if datetime.fromisoformat(row["recorded_at"]) <= known_at]
    found = chain[: known[-1]] if known else []
    if [row["seq"] for row in found] != list(range(1, len(found) + 1)):
        raise UnsoundChain("an event is missing")
    return found


def _link(tenant_id: str, row: Row) -> Link:
    return Link(
        tenant_id,
        row["seq"],
        row["stream_kind"],
        UUID(row["stream_id"]),
        row["version"],
        row["type"],
        row["audience"],
        UUID(row["actor_id"]),
        None if row["command_id"] is None else UUID(row["command_id"]),
        datetime.fromisoformat(row["recorded_at"]),
        canonical(row["body"]),
        bytes.fromhex(row["prev_hash"]),
        bytes.fromhex(row["hash"]),
    )
