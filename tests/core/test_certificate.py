"""A certificate says what the events say, and the script beside it finds whatever was altered."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.certificate import verify_certificate
from service.domain.money import format_sek
from service.rules.settle import owed_ore
from service.usecases.certificate import certificate
from tests.core.chained import asked, played
from tests.core.play import LATE, play

pytestmark = pytest.mark.requirement("C4")
SCRIPT = Path(verify_certificate.__file__)
KNOWN = datetime(2034, 6, 1, tzinfo=UTC)
WITH_MONEY = ("EX-02", "EX-03", "EX-05", "EX-06", "EX-09", "EX-10", "EX-11")


def verified(path: Path, *more: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the script in a Python of its own, in which no module of ours can be had."""
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path), *more],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        cwd="/",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("scenario", WITH_MONEY)
def test_the_worked_figures_follow_offline(scenario: str, tmp_path: Path) -> None:
    chain, unit_id = played(scenario)
    export = certificate(asked(unit_id, KNOWN), chain.hashes, chain.of(unit_id))
    path = tmp_path / "certificate.json"
    path.write_bytes(export.text.encode())
    code, out, err = verified(path)
    assert (code, err) == (0, ""), out
    total = owed_ore(play(scenario).ledger(LATE))
    assert json.loads(export.text)["content"]["total"] == (None if total is None else format_sek(total))
