"""The small commands: what they print, and that what is wrong is one line with a code."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from infra.cli.main import main
from infra.db.bootstrap import DatabaseUrls
from tests.cli.command_line import PATIENCE, await_ready, free_port, started, trappa
from tests.rig.embedded import PROJECT
from tests.rig.postgres import Cluster

PACKAGE = PROJECT / "tenants" / "packages" / "kalmar-halsoval.yaml"
Refused = Callable[..., str]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TRAPPA_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refused:
    """What a command that is refused says."""

    def run(*arguments: str) -> str:
        try:
            code = main(arguments)
        except SystemExit as exit_:  # argparse's own way out
            code = int(str(exit_.code))
        captured = capsys.readouterr()
        assert (code, captured.out) == (2, "")
        assert captured.err.startswith("trappa: ")
        assert captured.err.count("\n") == 1
        return captured.err.removeprefix("trappa: ")

    return run


def dev(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    monkeypatch.setenv("TRAPPA_ENV", "dev")
    for name, value in settings.items():
        monkeypatch.setenv(f"TRAPPA_{name}", value)


def test_the_printed_schema_is_the_committed_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == (PROJECT / "schema" / "schema.graphql").read_text(encoding="utf-8")


@pytest.mark.parametrize("env", [None, "", "production", "test"])
def test_a_token_is_made_in_dev_only(env: str | None, refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    if env is not None:
        monkeypatch.setenv("TRAPPA_ENV", env)
    assert refused("token", "--region", "08", "--role", "handler").startswith("DEV_ONLY: ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--region", "99", "--role", "handler"), "UNKNOWN_REGION"),
        (("--region", "08", "--role", "nobody"), "UNKNOWN_ROLE"),
        (("--region", "08", "--role", "national_reader"), "UNKNOWN_ROLE"),
        (("--national", "--role", "handler"), "UNKNOWN_ROLE"),
        (("--region", "08", "--role", "unit_head", "--unit", "Almen"), "INVALID_UNIT"),
        (("--region", "08", "--national", "--role", "handler"), "USAGE"),
        (("--region", "08", "--role", "unit_head"), "UNIT_MISSING"),
        (("--region", "08"), "SUBJECT_MISSING"),
    ],
)
def test_a_token_that_nobody_could_use_is_refused(
    arguments: tuple[str, ...], code: str, refused: Refused, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dev(monkeypatch, DATABASE_URL="postgresql://a:b@localhost/c", DEV_DIRECTORY=str(tmp_path))
    assert refused("token", *arguments).startswith(f"{code}: ")


def test_a_token_for_somebody_with_seats_alone_names_no_role(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dev(monkeypatch, DATABASE_URL="postgresql://a:b@localhost/c", DEV_DIRECTORY=str(tmp_path))
    assert main(["token", "--region", "08", "--subject", "kim"]) == 0
    _, claims, _ = capsys.readouterr().out.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert (told["sub"], told["roles"]) == ("kim", [])


def test_in_dev_a_command_without_demo_and_settings_says_what_is_missing(
    refused: Refused, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dev(monkeypatch, DEV_DIRECTORY=str(tmp_path))
    for command in (("token", "--region", "08", "--role", "handler"), ("replay", "--region", "08")):
        assert refused(*command).startswith(f"NO_DEMO: no demo has been started in {tmp_path}")


@pytest.mark.parametrize("command", [("serve",), ("migrate",), ("replay", "--region", "08")])
def test_every_problem_of_the_settings_is_in_one_line(
    command: tuple[str, ...], refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAPPA_PORTT", "1")
    line = refused(*command)
    assert line.startswith("SETTINGS: TRAPPA_PORTT is unknown: did you mean TRAPPA_PORT?; ")
    assert "TRAPPA_DATABASE_URL is not set" in line
    assert ("TRAPPA_OWNER_URL is not set" in line) == (command == ("migrate",))


def test_a_database_out_of_reach_is_one_line(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://someone:pass-word@127.0.0.1:1/trappa"
    dev(monkeypatch, DATABASE_URL=url, OWNER_URL=url.replace("someone", "owner"))
    adopt = ("ruleset", "adopt", str(PACKAGE), "--region", "08")
    for command in (("serve",), ("migrate",), ("replay", "--region", "08"), adopt):
        line = refused(*command)
        assert line.startswith("DATABASE_UNREACHABLE: ")
        assert "pass-word" not in line


def test_a_database_is_migrated_by_its_owner_alone(
    empty_database: DatabaseUrls, cluster: Cluster, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev(monkeypatch, DATABASE_URL=empty_database.app)
    assert refused("migrate").startswith("SETTINGS: TRAPPA_OWNER_URL is not set")
    monkeypatch.setenv("TRAPPA_OWNER_URL", cluster.admin_url_of(empty_database))
    assert refused("migrate").startswith("MIGRATION_ROLE: ")
    monkeypatch.setenv("TRAPPA_OWNER_URL", empty_database.owner)
    assert main(["migrate"]) == 0
    assert main(["replay", "--region", "08"]) == 0


def test_a_server_does_not_start_as_an_unsafe_role(
    database: DatabaseUrls, cluster: Cluster, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev(monkeypatch, DATABASE_URL=cluster.admin_url_of(database))
    assert refused("serve").startswith("UNSAFE_DATABASE_ROLE: ")


def test_a_server_tells_where_it_listens(database: DatabaseUrls, tmp_path: Path) -> None:
    port = free_port()
    settings = {"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": database.app, "TRAPPA_PORT": str(port)}
    with started(tmp_path, "serve", settings=settings) as process:
        await_ready(f"http://127.0.0.1:{port}", process)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    lines = [json.loads(line) for line in err.splitlines()]
    (told,) = (line for line in lines if line["event"] == "serving")
    assert (told["host"], told["port"], told["level"]) == ("127.0.0.1", port, "info")
    assert [line["event"] for line in lines if "Uvicorn running" in line["event"]] == []


def test_a_server_whose_address_is_taken_does_not_start(database: DatabaseUrls, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = {"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": database.app, "TRAPPA_PORT": str(port)}
        code, _, err = trappa(tmp_path, "serve", settings=settings)
    assert code != 0
    assert "serving" not in {json.loads(line)["event"] for line in err.splitlines()}


def test_a_sound_ruleset_has_no_problems(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ruleset", "lint", str(PACKAGE)]) == 0
    assert capsys.readouterr().out.endswith("no problems\n")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("  combine: PRODUCT", "  combines: PRODUCT", "classification.combines: UNKNOWN_KEY: "),
        ("    roles: [unit_head, handler, ", "    roles: [unit_head, hanterare, ", ": UNKNOWN_ROLE: hanterare"),
        ("highest: 16", "highest: 15", ": SCORES_UNCOVERED: "),
        ("format: trappa-ruleset/1", "format: trappa-ruleset/1\nformat: x", ": NOT_YAML: "),
    ],
)
def test_what_is_wrong_with_a_ruleset_is_told_by_file_line_and_key(
    before: str, after: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], refused: Refused
) -> None:
    text = PACKAGE.read_text(encoding="utf-8")
    assert before in text
    broken = tmp_path / "broken.yaml"
    broken.write_text(text.replace(before, after), encoding="utf-8")
    assert main(["ruleset", "lint", str(broken)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(f"{broken}:") and line.split(":")[1].isdigit() for line in lines)
    assert any(said in line for line in lines)


def test_a_file_that_cannot_be_read_is_one_line(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xe5")
    for file in (tmp_path / "none", tmp_path, tmp_path / "latin"):
        assert refused("ruleset", "lint", str(file)).startswith("FILE_UNREADABLE: ")


def test_the_json_schema_of_a_ruleset_names_its_sections(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ruleset", "schema"]) == 0
    assert {"classification", "ladders", "mandates"} <= json.loads(capsys.readouterr().out)["properties"].keys()


def test_a_ruleset_is_adopted_once_and_by_its_own_region(
    database: DatabaseUrls, refused: Refused, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dev(monkeypatch, DATABASE_URL=database.app)
    adopt = ("ruleset", "adopt", str(PACKAGE), "--region")
    assert refused(*adopt, "07").startswith("WRONG_REGION: ")
    assert main([*adopt, "08"]) == 0
    assert UUID(capsys.readouterr().out.strip()).version == 7
    assert refused(*adopt, "08").startswith("VERSION_ALREADY_ADOPTED: ")
    assert main(["replay", "--region", "08"]) == 0
    assert capsys.readouterr().out == "region 08: 1 events, 0 settlements, 0 lines recomputed, 0 findings\n"


@pytest.mark.parametrize("text", ["2025", "2025-01-01T00:00:00", "i går"])
def test_a_time_without_offset_is_no_time(text: str, refused: Refused) -> None:
    assert refused("replay", "--region", "08", "--as-of", text).startswith("USAGE: ")
