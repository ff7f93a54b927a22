"""What it takes to read a file of a hundred thousand delivered figures, from its bytes to observations."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from tests.sheets.figures import read_apart, written

ROWS = 100_000
ROUNDS = 5


def sheets() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("figures.xlsx", "figures.csv"):
            path = written(Path(folder) / name, ROWS)
            found = [read_apart(path) for _ in range(ROUNDS)]
            seconds = [one["seconds"] for one in found]
            spread, mib = f"({min(seconds):.2f}-{max(seconds):.2f})", max(one["mib_in_all"] for one in found)
            what = f"read {ROWS} delivered rows of {path.suffix}"
            print(f"{what:<44} {statistics.median(seconds):>9.2f} s          {spread} {mib:.0f} MiB in all")


if __name__ == "__main__":
    sheets()
