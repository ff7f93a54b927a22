"""`trappa import`: a sheet of care units or listed counts, as the operator, in a region's name."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from infra.cli.demo.place import with_demo
from infra.cli.failures import CommandFailed
from infra.cli.operating import Operating, operate
from infra.settings import load
from infra.sheets.spool import Spool
from service.authorize import Permission
from service.domain.messages import message
from service.domain.words import spoken
from service.usecases.csv_text import Intake
from service.usecases.importing import Kind, Report, Told, columns_of, import_sheet
from tenants.registry import region

_PERMISSIONS: Final[dict[Kind, Permission]] = {"units": "REGISTER_UNIT", "listed-counts": "RECORD_LISTED_COUNTS"}
_NAMES: Final[dict[Kind, str]] = {"units": "importUnits", "listed-counts": "importListedCounts"}
_PART: Final = 1024 * 1024


def units(given: argparse.Namespace) -> int:
    """Exit code 1 where a row is wrong, and then nothing is written; likewise the next."""
    return _import(given, "units")


def listed_counts(given: argparse.Namespace) -> int:
    return _import(given, "listed-counts")


def _import(given: argparse.Namespace, kind: Kind) -> int:
    code = region(given.region).code
    most_bytes = load(with_demo(os.environ)).import_mib * 1024**2
    try:
        with given.file.open("rb") as file, Spool(_looked_at(file, given.file, most_bytes), columns_of(kind)) as sheet:
            report = operate(lambda here: _imported(here, code, kind, sheet, preview=given.preview))
    except OSError as error:
        raise CommandFailed("FILE_UNREADABLE", f"{given.file}: {error.strerror}") from error
    for line in _errors(report):
        print(line)
    print(_sum(report, preview=given.preview))
    return 1 if report.error_count else 0


def _looked_at(file: BinaryIO, path: Path, most_bytes: int) -> BinaryIO:
    """The file from its beginning, once all of it is looked at."""
    intake = Intake(most_bytes)
    if not path.is_file():
        raise CommandFailed("FILE_UNREADABLE", f"{path} is no file")
    while part := file.read(_PART):
        intake.take(part)
    file.seek(0)
    return file


async def _imported(here: Operating, code: str, kind: Kind, sheet: Spool, *, preview: bool) -> Report:
    sent = here.sent(code, _PERMISSIONS[kind], _NAMES[kind])
    return await import_sheet(here.services, sent, kind, sheet, preview=preview)


def _errors(report: Report) -> Iterator[str]:
    for one in report.errors:
        yield _line(one)
    left = report.error_count - len(report.errors)
    if left:
        yield f"and {left} more"


def _line(one: Told) -> str:
    where = f"row {one.row}" if one.column is None else f"row {one.row}, {one.column}"
    allowed = f" (allowed: {spoken(one.refusal.allowed, 'en')})" if one.refusal.allowed else ""
    return f"{where}: {one.refusal.code}: {message(one.refusal, 'en')}{allowed}"


def _sum(report: Report, *, preview: bool) -> str:
    did = "written" if report.written else "nothing written, a preview" if preview else "nothing written"
    counts = f"{report.rows} rows, {report.units} units, {report.unchanged} rows unchanged"
    return f"{did}: {counts}, {report.error_count} errors"
