"""`trappa import`: sheets as the operator, previewed, written whole or not at all, in as little memory as one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from infra.cli.main import main
from infra.db.bootstrap import DatabaseUrls
from tests.api.sheets import COUNTS, UNITS, sheet, unit
from tests.cli.command_line import PATIENCE, started, trappa
from tests.cli.test_commands import Refused, no_settings, refused
from tests.database.conftest import Plain, admin

__all__ = ["admin", "no_settings", "refused"]
MARK = "SE2321000073-"
MEASURED = """
import resource, sys
from infra.cli.main import main
code = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Exit code and output of a command that is carried out."""
    monkeypatch.setenv("TRAPPA_ENV", "dev")
    monkeypatch.setenv("TRAPPA_DATABASE_URL", database.app)

    def carried_out(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        assert captured.err == ""
        return code, captured.out

    return carried_out


def saved(path: Path, heading: str, rows: Iterable[str]) -> str:
    path.write_bytes(sheet(heading, rows))
    return str(path)


def test_an_operator_previews_imports_and_replays_what_was_imported(run: Run, tmp_path: Path) -> None:
    units = saved(tmp_path / "units.csv", UNITS, [unit(f"{MARK}{number}") for number in range(20)])
    rows = [f"{MARK}{number};2025-{month:02};{month}" for month in range(1, 13) for number in range(20)]
    counts = saved(tmp_path / "counts.csv", COUNTS, rows)
    for kind, file, did in (
        ("units", units, "20 rows, 20 units, 0 rows unchanged, 0 errors"),
        ("listed-counts", counts, "240 rows, 20 units, 0 rows unchanged, 0 errors"),
    ):
        asked = ("import", kind, file, "--region", "08")
        assert run(*asked, "--preview") == (0, f"nothing written, a preview: {did}\n")
        assert run(*asked) == (0, f"written: {did}\n")
        rows_and_unchanged = did.split(" ", 1)[0]
        assert run(*asked)[1] == (
            f"nothing written: {rows_and_unchanged} rows, 0 units, {rows_and_unchanged} rows unchanged, 0 errors\n"
        )
    code, told = run("replay", "--region", "08")
    assert (code, told) == (0, "region 08: 40 events, 0 settlements, 0 lines recomputed, 0 findings\n")


def test_each_wrong_row_is_a_line_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    rows = [unit(f"{MARK}A"), unit("x"), unit(f"{MARK}B", begins="i dag"), f"{MARK}C;x"]
    file = saved(tmp_path / "units.csv", UNITS, rows)
    code, told = run("import", "units", file, "--region", "08")
    assert code == 1
    assert told.splitlines() == [
        (
            "row 3, hsaId: INVALID_INPUT: The field hsaId is invalid: not an HSA-id. (allowed: SE + 10 digits + '-' +"
            " 1-18 letters or digits)"
        ),
        "row 4, validFrom: INVALID_INPUT: The field validFrom is invalid: not a date. (allowed: YYYY-MM-DD)",
        "row 5: ROW_CELLS: The row has not as many cells as the heading.",
        "nothing written: 4 rows, 1 units, 0 rows unchanged, 3 errors",
    ]
    many = saved(tmp_path / "many.csv", COUNTS, (f"{number};x;y" for number in range(1500)))
    lines = run("import", "listed-counts", many, "--region", "08")[1].splitlines()
    assert (len(lines), lines[1000]) == (1002, "and 500 more")
    assert run("replay", "--region", "08")[1].startswith("region 08: 0 events")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "FILE_UNREADABLE"),
        (b"", "CSV_EMPTY"),
        (b"hsaId;name\n", "CSV_COLUMN_MISSING"),
        (b"\xff\xfeh", "CSV_ENCODING"),
        (b"x" * 70_000, "CSV_ROW_TOO_LONG"),
        (b"x\n" * 600_000, "CSV_TOO_LARGE"),
    ],
)
def test_what_is_no_sheet_is_refused_in_one_line(
    run: Run, refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, code: str
) -> None:
    del run  # the environment
    monkeypatch.setenv("TRAPPA_IMPORT_MIB", "1")
    if content is not None:
        (tmp_path / "units.csv").write_bytes(content)
    assert refused("import", "units", str(tmp_path / "units.csv"), "--region", "08").startswith(f"{code}: ")


def test_a_region_there_is_not_and_a_kind_there_is_not_are_refused(refused: Refused, tmp_path: Path) -> None:
    file = saved(tmp_path / "units.csv", UNITS, [])
    assert refused("import", "units", file, "--region", "99").startswith("UNKNOWN_REGION: ")
    assert refused("import", "cases", file, "--region", "08").startswith("USAGE: ")


def test_an_import_of_twenty_times_the_rows_takes_as_much_memory(database: DatabaseUrls, tmp_path: Path) -> None:
    """Five thousand rows and a hundred thousand, in processes of their own, written."""
    settings = {"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": database.app}
    months = [f"{year}-{month:02}" for year in range(2010, 2015) for month in range(1, 11)]
    units = saved(tmp_path / "units.csv", UNITS, [unit(f"{MARK}{one}", begins="2010-01-01") for one in range(2000)])
    code, told, _ = trappa(tmp_path, "import", "units", units, "--region", "08", settings=settings)
    assert (code, told.startswith("written: 2000 rows")) == (0, True)
    peaks = []
    for number, units_of_it in ((5_000, 100), (100_000, 2000)):
        # A month after the other: what is of one unit stands far apart.
        rows = (f"{MARK}{one};{month};{number % 7}" for month in months for one in range(units_of_it))
        file = saved(tmp_path / f"{number}.csv", COUNTS, rows)
        asked = ("import", "listed-counts", file, "--region", "08")
        with started(tmp_path, *asked, script=MEASURED, settings=settings) as process:
            out, err = process.communicate(timeout=PATIENCE)
        assert err == ""
        told, peak = out.splitlines()
        assert told == f"written: {number} rows, {units_of_it} units, 0 rows unchanged, 0 errors"
        peaks.append(int(peak))
    assert peaks[1] < 1.25 * peaks[0], peaks


async def test_what_an_import_writes_is_one_command_of_the_operator(
    database: DatabaseUrls, tmp_path: Path, admin: Plain
) -> None:
    file = saved(tmp_path / "units.csv", UNITS, [unit(f"{MARK}A"), unit(f"{MARK}B")])
    settings = {"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": database.app}
    assert trappa(tmp_path, "import", "units", file, "--region", "08", settings=settings)[0] == 0
    rows = await admin.fetch("select actor_id, command_id, recorded_at from event")
    assert len(rows) == 2
    assert len({tuple(row) for row in rows}) == 1
    (memory,) = await admin.fetch("select command_id, outcome from command_memory")
    assert (memory["command_id"], memory["outcome"]) == (rows[0]["command_id"], '{"rows":2,"units":2}')
