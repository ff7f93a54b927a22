"""The command line in processes of its own, and what they leave behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2

from tests.rig.embedded import PROJECT

PATIENCE = 60
# The demo kept in a place of the test's own: its first argument; the port is the second.
STAY = """
import sys
from pathlib import Path
from infra.cli.demo.command import stay
from infra.cli.demo.place import Place
place = Path(sys.argv[1])
sys.exit(stay(Place(place / "pg", place / "pg-demo"), int(sys.argv[2]), fresh=False))
"""


def environment(place: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the caller's but where modules are; temporary files go to `place`."""
    modules = os.pathsep.join([str(PROJECT), *filter(None, sys.path)])
    return {"PATH": os.defpath, "HOME": "/nonexistent", "PYTHONPATH": modules, "TMPDIR": str(place), **settings}


@contextlib.contextmanager
def started(
    place: Path, *arguments: str, script: str | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`trappa` with `arguments`, or the script with them; killed where the block leaves it running."""
    what = ["-m", "infra.cli"] if script is None else ["-c", script]
    with subprocess.Popen(
        [sys.executable, *what, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(place, settings or {}),
        # Whatever runs the tests may ignore Ctrl-C; the command then would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def trappa(place: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `trappa` with `arguments`."""
    with started(place, *arguments, settings=settings) as process:
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def await_ready(url: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx2.HTTPError):
            if httpx2.get(f"{url}/health/ready").status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"{url} did not become ready")


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """What the process writes up to the line with `word` in it, or to its end."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            break
    return "".join(lines)


def running_over(place: Path) -> list[str]:
    """The command lines of processes that name `place`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                command = (entry / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
                if str(place) in command:
                    found.append(command)
    return found


def await_nothing_over(place: Path) -> None:
    """That no process is left; the watch over a server ends a moment after it."""
    deadline = time.monotonic() + PATIENCE
    while left := running_over(place):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)
