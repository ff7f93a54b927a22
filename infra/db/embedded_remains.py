"""What a killed caller leaves: a server that still runs, or the pid file of one that does not."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from infra.db.embedded_errors import DirectoryInUseError


def end_orphan(cluster: Path, patience: float) -> None:
    """Ends a server over `cluster` whose caller died.

    To be called with the directory's lock held, so that it can be nobody else's. DirectoryInUseError if it
    does not end within `patience` seconds, or runs over another directory than the one it is found in.
    """
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    command = _command_of(pid)
    if not command:
        return
    if not _is_server(command):
        # The number was given to another process since: PostgreSQL would take that one for a running server.
        pid_file.unlink()
        return
    if str(cluster) not in command:
        raise DirectoryInUseError(cluster.parent)
    deadline = time.monotonic() + patience
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    while _command_of(pid) == command:
        if time.monotonic() > deadline:
            raise DirectoryInUseError(cluster.parent)
        time.sleep(0.05)


def _is_server(command: str) -> bool:
    return Path(command.split("\0", 1)[0].split(" ", 1)[0]).name == "postgres"


def _command_of(pid: int) -> str:
    """The command line of process `pid`; empty where there is none, or only a zombie."""
    proc = Path("/proc")
    if (proc / "self" / "cmdline").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    listed = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False)
    return listed.stdout.decode(errors="replace").strip()
