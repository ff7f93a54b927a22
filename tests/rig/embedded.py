"""For tests of the embedded server: a place for it, a caller in another process, and what runs on the machine."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from infra.db.embedded_directory import temporary_directory
from infra.db.embedded_install import Account

PROJECT = Path(__file__).parent.parent.parent
# A caller in another process: starts, tells its URL and the server's process, waits for a line.
CALLER = """
import sys
from pathlib import Path
from infra.db.embedded import EmbeddedPostgres
from infra.db.embedded_errors import EmbeddedPostgresError
try:
    with EmbeddedPostgres(Path(sys.argv[1])) if len(sys.argv) > 1 else EmbeddedPostgres(ephemeral=True) as server:
        print(server.admin_url, server.directory, flush=True)
        sys.stdin.readline()
except EmbeddedPostgresError as error:
    print(error.code, flush=True)
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that the server's user can pass through; pytest's own lie in a closed one."""
    made = temporary_directory(Account.for_server())
    yield made
    shutil.rmtree(made)


@contextlib.contextmanager
def calling(script: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The process that runs `script`, and the words of its first line."""
    modules = os.pathsep.join([str(PROJECT), *filter(None, sys.path)])
    environment = {"PATH": os.defpath, "HOME": "/nonexistent", "PYTHONPATH": modules}
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as caller:
        assert caller.stdout is not None
        yield caller, caller.stdout.readline().split()
        if caller.poll() is None:
            caller.communicate("\n", timeout=60)


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def server_of(directory: Path) -> int:
    return int((directory / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])


def processes_of(directory: Path) -> set[int]:
    """The server over `directory` and all that descends from it."""
    parents: dict[int, int] = {}
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words = (entry / "cmdline").read_bytes().decode().split("\0")
                if any(word.startswith(f"{directory}/cluster") or word == str(directory) for word in words):
                    found.add(int(entry.name))
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {pid for pid in found if (Path("/proc") / str(pid)).exists()}


def user_of(pid: int) -> int:
    return (Path("/proc") / str(pid)).stat().st_uid


def gone(pids: set[int], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int) -> bool:
    try:
        # A zombie has ended; whether its adopted parent collects it is not the server's affair.
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
