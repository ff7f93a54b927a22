"""`trappa ruleset simulate` over what the demo has played: figures, causes, and what it leaves behind."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.cli.main import main
from infra.db.bootstrap import DatabaseUrls
from tests.cli.command_line import PATIENCE, started
from tests.cli.test_commands import PACKAGE, Refused, no_settings, refused
from tests.core.sample import sample
from tests.database.conftest import Plain, admin
from tests.database.sampled import plant

__all__ = ["admin", "no_settings", "refused"]
pytestmark = pytest.mark.requirement("C1")
Run = Callable[..., list[str]]


@pytest.fixture
def four(tmp_path: Path) -> Path:
    """Kalmar's package with four kronor for a failure at yellow."""
    text = PACKAGE.read_text(encoding="utf-8")
    file = tmp_path / "draft.yaml"
    file.write_text(re.sub(r'sek: "3.00"', 'sek: "4.00"', text).replace('label: "1"', 'label: "2"'), encoding="utf-8")
    return file


@pytest.fixture
def run(played: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The lines that a simulation for region 08 prints."""
    monkeypatch.setenv("TRAPPA_ENV", "dev")
    monkeypatch.setenv("TRAPPA_DATABASE_URL", played.app)

    def carried_out(*arguments: str) -> list[str]:
        assert main(("ruleset", "simulate", *arguments, "--region", "08")) == 0
        captured = capsys.readouterr()
        assert captured.err == "4 of 4 cases\n"
        return captured.out.splitlines()

    return carried_out


@pytest.mark.requirement("EX-28")
def test_four_kronor_at_yellow_over_what_was_played(run: Run, four: Path) -> None:
    lines = run(str(four))
    figures = [line.split()[-3:] for line in lines if " opened " in line]
    assert figures == [
        ["103741.93", "138322.58", "34580.65"],
        ["54000.00", "72000.00", "18000.00"],
        ["43350.00", "57800.00", "14450.00"],
    ]
    cause = "  STANDARD.LOW: Initiated by the region: SEK 4.00 per listed and month [Sanktionstrappa]"
    assert lines.count(cause) == lines.count("  Instead of: SEK 3.00 per listed and month") == 3
    assert lines[-2:] == [
        (
            "region 08: 4 cases, 0 outside of the period, 3 differ, 0 cannot be weighed by the draft, "
            "0 await a listed count"
        ),
        "total 328833.87 as it was, 395864.52 by the draft, difference 67030.65",
    ]


def test_the_package_itself_differs_nowhere(run: Run) -> None:
    assert run(str(PACKAGE))[0].startswith("region 08: 4 cases, 0 outside of the period, 0 differ")


def test_the_largest_differences_are_printed_and_the_rest_counted(run: Run, four: Path) -> None:
    lines = run(str(four), "--limit", "1")
    assert [line.split()[-1] for line in lines if " opened " in line] == ["34580.65"]
    assert "and 2 more that differ less (--limit)" in lines
    assert lines[-1].endswith("difference 67030.65")


def test_a_period_leaves_the_others_out(run: Run, four: Path) -> None:
    lines = run(str(four), "--from", "2025-09-01", "--until", "2026-01-01")
    assert lines[-2].startswith("region 08: 4 cases, 3 outside of the period, 1 differ")
    assert lines[-1].endswith("difference 14450.00")


async def test_the_cases_that_are_shown_are_noted_and_nothing_else_is_written(
    run: Run, four: Path, tamperer: Plain
) -> None:
    tables = [row[0] for row in await tamperer.fetch("select tablename from pg_tables where schemaname = 'trappa'")]

    async def count() -> dict[str, int]:
        return {table: await tamperer.fetchval(f"select count(*) from trappa.{table}") for table in tables}

    before, head = await count(), await tamperer.fetch("select * from chain_head")
    await asyncio.to_thread(run, str(four), "--limit", "2")
    assert await count() == before | {"read_log": before["read_log"] + 2}
    assert await tamperer.fetch("select * from chain_head") == head


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--from", "2026-13-01"), "USAGE"),
        (("--limit", "-1"), "USAGE"),
        (("--from", "2026-01-01", "--until", "2026-01-01"), "INVALID_INPUT"),
        (("--region", "13"), "WRONG_REGION"),
        (("--region", "99"), "UNKNOWN_REGION"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    arguments: tuple[str, ...],
    code: str,
    refused: Refused,
    four: Path,
    database: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRAPPA_ENV", "dev")
    monkeypatch.setenv("TRAPPA_DATABASE_URL", database.app)
    assert refused("ruleset", "simulate", str(four), "--region", "08", *arguments).startswith(f"{code}: ")


async def test_an_interrupt_ends_it_between_two_cases(
    database: DatabaseUrls, admin: Plain, four: Path, tmp_path: Path
) -> None:
    await plant(admin, sample(1500))
    settings = {"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": database.app}
    command = ("ruleset", "simulate", str(four), "--region", "08")
    with started(tmp_path, *command, settings=settings) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "500 of 1500 cases\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, "")
    assert err.endswith("trappa: INTERRUPTED: stopped before it was done\n")
    assert "1500 of 1500" not in err
