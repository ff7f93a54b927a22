"""`trappa demo --check`: all equal, and nothing left of it."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.cli.command_line import PATIENCE, answers, await_nothing_over, free_port, running_over, started, trappa


@pytest.mark.requirement("A12", "EX-02", "EX-05", "EX-06", "EX-11", "EX-16", "HV-08", "HV-24", "HV-25", "C4")
def test_everything_played_over_http_is_as_expected_and_nothing_is_left(place: Path) -> None:
    port = free_port()
    code, out, err = trappa(place, "demo", "--check", "--port", str(port))
    assert err == ""
    assert code == 0, out
    lines = out.splitlines()
    assert lines[-1].startswith("alla ")
    assert not [line for line in lines if line.endswith("DIFF")]
    corrected = ["EX-11", "rättelse", "·", "correction", "2025-10", "-180.00", "-180.00", "ok"]
    found = [line.split() for line in lines]
    assert corrected in found
    assert ["EX-11", "export", "·", "avräknat", "·", "settled", "43350.00", "43350.00", "ok"] in found
    assert ["EX-11", "export", "·", "rättelse", "·", "correction", "2025-10", "-180.00", "-180.00", "ok"] in found
    verified = ["verifierat", "·", "verified"]
    assert ["HV-24", "innehållet", "·", "withheld", "2026-10", "60000.00", "60000.00", "ok"] in found
    for example, total in (
        ("EX-02", "103741.93"),
        ("EX-06", "181741.94"),
        ("EX-11", "43350.00"),
        ("HV-08", "96000.00"),
        ("HV-24", "216000.00"),
        ("HV-25", "180000.00"),
    ):
        assert [example, "intyg", "·", "certificate", total, total, "ok"] in found
        assert [example, "intyg", "·", "utan", "nät", "·", "offline", *verified, *verified, "ok"] in found
    await_nothing_over(place)
    assert not answers(port)
    assert list(place.iterdir()) == []


def test_a_check_that_is_ended_early_leaves_nothing(place: Path) -> None:
    with started(place, "demo", "--check") as process:
        deadline = time.monotonic() + PATIENCE
        while not any("cluster" in command for command in running_over(place)):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 130
        assert err == "trappa: INTERRUPTED: stopped before it was done\n"
    await_nothing_over(place)
    assert list(place.iterdir()) == []


def test_the_demo_is_refused_outside_dev(place: Path) -> None:
    code, _, err = trappa(place, "demo", "--check", settings={"TRAPPA_ENV": "production"})
    assert code == 2
    assert err.startswith("trappa: DEV_ONLY: ")
