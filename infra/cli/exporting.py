"""`trappa export`, `certificate` and `anchor`: a region's files, read as its auditor would and noted as such."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from infra.certificate.files import VERIFIER, name_of, verifier
from infra.cli.demo.place import with_demo
from infra.cli.failures import CommandFailed, database_errors
from infra.cli.operating import Operating, operate, operator
from infra.cli.replay import read_stored
from infra.cli.tokens import unit
from infra.db.ids import Uuid7Ids
from infra.db.reader import PostgresReader
from infra.settings import load
from service.authorize import Actor
from service.domain.chain import breaks
from service.domain.dates import MOST_MONTHS, Month
from service.ports import Reader
from service.usecases.certificate import Asked, UnsoundChain, anchored
from service.usecases.exporting import settlement_content, unit_certificate
from service.usecases.settlement_export import Export, as_csv, as_json
from tenants.registry import region

FORMATS: Final[Mapping[str, Callable[[Mapping[str, Any]], Export]]] = {"json": as_json, "csv": as_csv}
_READS: Final = frozenset({"auditor"})


def settlement(given: argparse.Namespace) -> int:
    """Prints the export of the month, byte for byte what the API answers with."""
    auditor = reading(given.region)
    month: Month = given.month

    async def work(here: Operating) -> Mapping[str, Any] | None:
        return await settlement_content(reader(here), auditor, month)

    content = operate(work)
    if content is None:
        raise CommandFailed("NOT_SETTLED", f"{month} is not settled in region {auditor.tenant_id}")
    sys.stdout.buffer.write(FORMATS[given.format](content).text.encode())
    sys.stdout.buffer.flush()
    return 0


def certificate(given: argparse.Namespace) -> int:
    """Writes the certificate into the directory, and beside it the script that verifies it; prints both paths."""
    auditor, unit_id = reading(given.region), unit(given.unit)
    months: tuple[Month, Month] = given.first, given.until
    if unit_id is None or not 1 <= months[1].index - months[0].index + 1 <= MOST_MONTHS:
        raise CommandFailed("INVALID_MONTHS", f"from {months[0]} until {months[1]}: allowed are 1-{MOST_MONTHS} months")
    asked = Asked(auditor.tenant_id, unit_id, *months, given.known_at or datetime.now(UTC))

    async def work(here: Operating) -> Export | None:
        return await unit_certificate(reader(here), auditor, asked)

    try:
        export = operate(work)
    except UnsoundChain as unsound:
        raise CommandFailed("CHAIN_UNSOUND", f"nothing is certified: {unsound}") from unsound
    if export is None:
        raise CommandFailed("UNKNOWN_UNIT", f"region {auditor.tenant_id} has no such care unit, or had none then")
    for name, content in ((name_of(asked), export.text.encode()), (VERIFIER, verifier())):
        path = given.out / name
        try:
            given.out.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise CommandFailed("FILE_UNWRITABLE", f"{path}: {error}") from error
        print(path)
    return 0


def anchor(given: argparse.Namespace) -> int:
    """Verifies the chain and prints what a certificate is compared with, as of the event `--events` or the last."""
    code = region(given.region).code
    settings = load(with_demo(os.environ))
    with database_errors():
        stored = asyncio.run(read_stored(settings.database_url, code))
    broken = next(breaks(stored.links, stored.head), None)
    if broken is not None:
        raise CommandFailed("CHAIN_UNSOUND", f"event {broken.seq}: {broken.problem}")
    events = len(stored.links) if given.events is None else given.events
    if not 1 <= events <= len(stored.links):
        raise CommandFailed("UNKNOWN_EVENT", f"the chain of region {code} has {len(stored.links)} events")
    found = anchored([link.hash for link in stored.links[:events]])
    print(f"region {code}\nevents {found.events}\nhead   {found.head.hex()}\nroot   {found.root.hex()}")
    return 0


def reading(code: str) -> Actor:
    """The operator as one who reads all of the region and acts in nothing; what cases it is shown is noted."""
    return operator(region(code).code, _READS)


def reader(here: Operating) -> Reader:
    return PostgresReader(here.pool, Uuid7Ids())
