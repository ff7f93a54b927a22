"""Files of delivered figures, as many rows as asked, and a process of its own that reads one."""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from infra.sheets.spool import Spool
from service.national.completeness import Asked
from service.national.delivery_rows import Rows, columns_of
from service.national.periods import ReportingPeriod
from tenants.national_list import national_list

HEADING = (
    *("indicator", "period", "sex", "unit", "numerator", "denominator", "value", "status", "source", "scope"),
    *("registrant", "codeText", "coverage", "flags", "comment"),
)
ASKED = Asked("08", ReportingPeriod.parse("2025"), ("IN-03",))


def lines(count: int) -> Iterator[tuple[object, ...]]:
    """Figures by care unit and sex, half of them with all that a row can say."""
    for n in range(count):
        figure = ("IN-03", "2025", "KM"[n % 2], f"SE2321000073-A{n // 2}", n % 1000, 1000 + n, "", "NORMAL", "CYKLOP")
        said = ("PRIMARY_CARE", "", "", 97.5, "UNDER_REGISTERED", f"Anmärkning {n}") if n % 2 else ("",) * 6
        yield (*figure, *said)


def written(path: Path, count: int) -> Path:
    """The file, of the kind that its name says."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows([HEADING, *lines(count)])
        return path
    with xlsxwriter.Workbook(path) as book:
        found = book.add_worksheet()
        for n, cells in enumerate([HEADING, *lines(count)]):
            found.write_row(n, 0, cells)
    return path


def read_apart(path: Path) -> dict[str, float]:
    """What reading the file takes in a process of its own: rows read, seconds at work, and MiB beyond the imports."""
    command = [sys.executable, "-m", "tests.sheets.figures", str(path)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def _read(path: Path) -> dict[str, float]:
    package = national_list()
    before, began = _mib(), time.process_time()
    with path.open("rb") as file, Spool(file, columns_of(package), "CSV" if path.suffix == ".csv" else "XLSX") as sheet:
        reader = Rows(package, ASKED, sheet.decimal_comma)
        count = sum(reader.read(row.number, row.cells or {}).valued for row in sheet.rows())
    return {"rows": count, "seconds": time.process_time() - began, "mib": _mib() - before, "mib_in_all": _mib()}


def _mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_read(Path(sys.argv[1]))))
