"""`trappa replay`: reads a region's chain and projections, tells what does not follow."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.cli.demo.place import with_demo
from infra.cli.failures import CommandFailed, database_errors
from infra.db.audit import auditing, projections, read_chain
from infra.db.pool import open_pool
from infra.db.swedish_order import swedish_key
from infra.settings import load
from service.domain.access import PLATFORM
from service.domain.chain import Link
from service.domain.money import format_sek
from service.usecases.replay import Replayed, sums_as_of, verify
from tenants.registry import region


@dataclass(frozen=True, slots=True)
class Stored:
    """A tenant as stored at one moment."""

    links: Sequence[Link]
    head: tuple[int, bytes] | None
    rows: Mapping[str, list[dict[str, Any]]]


async def read_stored(database_url: str, tenant_id: str) -> Stored:
    pool = await open_pool(database_url, size=1, statement_cache=False)
    try:
        async with pool.acquire() as connection, auditing(connection, tenant_id):
            links, head = await read_chain(connection, tenant_id)
            return Stored(links, head, await projections(connection, tenant_id))
    finally:
        await pool.close()


def replayed(tenant_id: str, stored: Stored) -> Replayed:
    return verify(tenant_id, stored.links, stored.head, stored.rows, swedish_key)


def replay(given: argparse.Namespace) -> int:
    """Exit code 1 where anything does not follow."""
    settings = load(with_demo(os.environ))
    code = PLATFORM if given.platform else region(given.region).code
    with database_errors():
        stored = asyncio.run(read_stored(settings.database_url, code))
    found = replayed(code, stored)
    for finding in found.findings:
        print(f"{finding.kind} {finding.key}: {finding.problem}")
    if given.as_of is not None:
        _print_sums(stored, given)
    whose = "platform" if given.platform else f"region {code}"
    print(
        f"{whose}: {found.events} events, {found.settlements} settlements, {found.lines} lines recomputed, "
        f"{len(found.findings)} findings"
    )
    return 1 if found.findings else 0


def _print_sums(stored: Stored, given: argparse.Namespace) -> None:
    try:
        sums = sums_as_of(stored.links, given.as_of)
    except ValueError as error:
        raise CommandFailed("UNSOUND", f"the ledger cannot be recomputed: {error}") from error
    for unit in sums:
        owed = "AWAITING_LISTED_COUNT" if unit.owed_ore is None else format_sek(unit.owed_ore)
        print(f"{unit.unit_id} {owed:>21} {unit.name}")
