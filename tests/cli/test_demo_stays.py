"""`trappa demo`: it serves until it is stopped, and the next start finds what was played."""

from __future__ import annotations

import os
import signal
import stat
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx2
import pytest

from infra.cli.demo.command import stay
from infra.cli.demo.place import Notes, Place
from infra.cli.failures import CommandFailed
from infra.cli.main import main
from tests.cli.command_line import (
    PATIENCE,
    STAY,
    answers,
    await_nothing_over,
    free_port,
    read_until,
    started,
)

LAST = "Ctrl-C"
AT_ONCE = "query($content: String!) { simulation(content: $content) { ... on Simulation { cases differing } } }"
START = """mutation($content: String!) {
  startSimulation(input: {content: $content}) { ... on SimulationChanged { simulation { id } } }
}"""
JOB = "query($id: ID!) { simulationJob(id: $id) { state result { cases differing } } }"


@pytest.fixture
def beside_demo(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody who works beside the demo, with no setting but where it is."""
    for name in [name for name in os.environ if name.startswith("TRAPPA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRAPPA_ENV", "dev")
    monkeypatch.setenv("TRAPPA_DEV_DIRECTORY", str(place / "pg-demo"))


def ask(port: int, token: str, query: str, **variables: str) -> Any:
    headers, sent = {"authorization": f"Bearer {token}"}, {"query": query, "variables": variables}
    return httpx2.post(f"http://127.0.0.1:{port}/graphql", json=sent, headers=headers).json()


def assert_a_job_is_run(port: int, token: str) -> None:
    content = (files("tenants") / "packages" / "kalmar-halsoval.yaml").read_text(encoding="utf-8")
    at_once = ask(port, token, AT_ONCE, content=content)["data"]["simulation"]
    started = ask(port, token, START, content=content)["data"]["startSimulation"]["simulation"]["id"]
    deadline = time.monotonic() + PATIENCE
    while (job := ask(port, token, JOB, id=started)["data"]["simulationJob"])["state"] in {"QUEUED", "RUNNING"}:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert job == {"state": "DONE", "result": at_once}
    assert at_once["cases"] > at_once["differing"] == 0


def test_a_demo_serves_and_is_found_as_it_was(
    place: Path, beside_demo: None, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    interrupted = Place(place / "pg", place / "pg-demo")
    interrupted.prepare()
    interrupted.note(Notes("http://127.0.0.1:1", "postgresql://a@b/c", "postgresql://o@b/c", "postgresql://n@b/c"))
    with started(place, str(place), str(port), script=STAY) as process:
        out = read_until(process, LAST)
        assert out.startswith("Förra starten avbröts")
        assert "alla " in out
        assert f"http://127.0.0.1:{port}/docs" in out
        assert out.count("\neyJ") == 8
        assert out.count('ledger(unitId: "') == 1
        assert "TRAPPA_ENV=dev .venv/bin/trappa replay --region 08\n" in out
        assert {stat.S_IMODE(path.stat().st_mode) for path in (place / "pg-demo").iterdir()} == {0o600}

        assert main(["token", "--region", "08", "--role", "handler"]) == 0
        token = capsys.readouterr().out.strip()
        assert ask(port, token, "{ viewer { region { code } roles { id } } }") == {
            "data": {"viewer": {"region": {"code": "08"}, "roles": [{"id": "handler"}]}}
        }
        assert main(["replay", "--region", "08", "--as-of", "2025-12-18T09:59:00+01:00"]) == 0
        sums = capsys.readouterr().out
        assert " 43530.00 Hälsocentralen Orren\n" in sums
        assert sums.endswith(" 0 findings\n")
        assert main(["ruleset", "adopt", "tenants/packages/kalmar-halsoval.yaml", "--region", "08"]) == 2
        assert "VERSION_ALREADY_ADOPTED" in capsys.readouterr().err
        assert_a_job_is_run(port, token)
        with pytest.raises(CommandFailed, match=f"port {port}"):
            stay(Place(place / "pg", place / "pg-demo"), port, fresh=True)

        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
    await_nothing_over(place)
    assert not answers(port)

    other = free_port()
    with started(place, str(place), str(other), script=STAY) as process:
        out = read_until(process, LAST)
        assert "EX-03" not in out
        assert f"http://127.0.0.1:{other}/docs" in out
        token = next(line for line in out.splitlines() if line.startswith("eyJ"))
        found = ask(other, token, "{ units(first: 100) { nodes { name } } }")
        assert str(found).count("Hälsocentralen") == 22
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
    await_nothing_over(place)


def test_what_a_demo_notes_is_legible_only_whole(place: Path) -> None:
    kept = Place(place / "pg", place / "pg-demo")
    assert kept.notes() is None
    kept.prepare()
    notes = Notes(
        "http://127.0.0.1:8000", "postgresql://a@b/c", "postgresql://o@b/c", "postgresql://n@b/c", "unit", "case"
    )
    kept.note(notes)
    assert kept.notes() == notes
    (kept.directory / "demo.json").write_text('{"base_url": "x"}')
    assert kept.notes() is None
    kept.forget()
    assert not kept.directory.exists()


def test_kept_passwords_that_were_altered_are_refused(place: Path) -> None:
    kept = Place(place / "pg", place / "pg-demo")
    kept.prepare()
    passwords = kept.passwords()
    assert kept.passwords() == passwords
    (kept.directory / "passwords.json").write_text("{}")
    with pytest.raises(CommandFailed, match="--fresh"):
        kept.passwords()
