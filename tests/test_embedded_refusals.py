"""When the embedded server does not start: each reason has its type, and the directory stays as it was."""

import os
import socket
from pathlib import Path

import pytest

from infra.db.embedded import EmbeddedPostgres
from infra.db.embedded_directory import default_directory
from infra.db.embedded_errors import (
    DirectoryInUseError,
    DirectoryRefusedError,
    DirectoryUnreachableError,
    ProgramsMissingError,
    StartFailedError,
)
from infra.db.embedded_install import Account, Installation
from tests.rig.embedded import CALLER, alive, calling, server_of

ROOT = os.geteuid() == 0


def test_a_second_process_is_told_that_the_directory_is_in_use(place: Path) -> None:
    with EmbeddedPostgres(place / "database") as server:
        with calling(CALLER, str(server.directory)) as (_, words):
            assert words == ["EMBEDDED_DIRECTORY_IN_USE"]
        second = EmbeddedPostgres(server.directory)
        for attempt in (second.start, second.erase, server.start, server.erase):
            with pytest.raises(DirectoryInUseError, match="another process runs the database"):
                attempt()
        assert alive(server_of(server.directory))


@pytest.mark.skipif(not ROOT, reason="only root runs the server as another user")
def test_a_directory_that_the_servers_user_cannot_reach_is_refused_and_stays_closed(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(DirectoryUnreachableError, match=str(closed)) as refusal:
        EmbeddedPostgres(closed / "database").start()
    assert refusal.value.uid == Account.for_server().uid
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_directory_that_others_may_write_is_refused(place: Path, mode: int) -> None:
    shared = place / "shared"
    shared.mkdir()
    shared.chmod(mode)
    with pytest.raises(DirectoryRefusedError, match="may be written by others"):
        EmbeddedPostgres(shared).start()
    assert list(shared.iterdir()) == []


def test_a_link_is_not_followed(place: Path) -> None:
    (place / "elsewhere").mkdir(mode=0o700)
    (place / "database").symlink_to(place / "elsewhere")
    with pytest.raises(DirectoryRefusedError, match="is no directory"):
        EmbeddedPostgres(place / "database").start()
    assert list((place / "elsewhere").iterdir()) == []


def test_another_versions_database_is_refused(place: Path) -> None:
    server = EmbeddedPostgres(place / "database")
    with server:
        pass
    (server.directory / "cluster" / "PG_VERSION").write_text("17\n")
    with pytest.raises(DirectoryRefusedError, match="PostgreSQL 17, and this is 18"):
        server.start()


def test_a_database_without_its_password_is_refused(place: Path) -> None:
    server = EmbeddedPostgres(place / "database")
    with server:
        (server.directory / "password").unlink()
    with pytest.raises(DirectoryRefusedError, match="password"):
        server.start()


def test_a_failed_start_shows_the_logs_last_lines_and_frees_the_directory(place: Path) -> None:
    server = EmbeddedPostgres(place / "database")
    with server:
        pass
    with socket.create_server(("127.0.0.1", 0)) as taken:
        busy = EmbeddedPostgres(server.directory, port=taken.getsockname()[1], patience=1.0)
        with pytest.raises(StartFailedError) as failure:
            busy.start()
    assert "could not bind IPv4 address" in failure.value.log
    assert "could not bind IPv4 address" in str(failure.value)
    with server:
        assert server.admin_url


def test_it_is_either_kept_or_ephemeral(place: Path) -> None:
    with pytest.raises(ValueError, match="one of the two"):
        EmbeddedPostgres()
    with pytest.raises(ValueError, match="one of the two"):
        EmbeddedPostgres(place, ephemeral=True)


def test_missing_programs_are_named(tmp_path: Path) -> None:
    with pytest.raises(ProgramsMissingError, match=str(tmp_path)):
        Installation(tmp_path)


def test_the_default_directory_is_one_that_the_server_can_use(place: Path, tmp_path: Path) -> None:
    assert default_directory(place) == place / ".trappa" / "pg"
    assert not (place / ".trappa").exists()
    closed = default_directory(tmp_path)
    if ROOT:
        assert closed.parent == Path("/var/lib/trappa")
        assert closed != default_directory(tmp_path / "another")
    else:
        assert closed == tmp_path / ".trappa" / "pg"
