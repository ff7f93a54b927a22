"""`trappa export`: a region's settled months as files, read as its auditor would and noted as such."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from infra.cli.failures import CommandFailed
from infra.cli.operating import Operating, operate, operator
from infra.db.ids import Uuid7Ids
from infra.db.reader import PostgresReader
from service.authorize import Actor
from service.domain.dates import Month
from service.ports import Reader
from service.usecases.exporting import settlement_content
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


def reading(code: str) -> Actor:
    """The operator as one who reads all of the region and acts in nothing; what cases it is shown is noted."""
    return operator(region(code).code, _READS)


def reader(here: Operating) -> Reader:
    return PostgresReader(here.pool, Uuid7Ids())
