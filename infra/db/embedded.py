"""PostgreSQL 18 from a wheel, run on loopback for `trappa demo` and the tests: no package, no root, no cloud.

POSIX only. In its directory: `cluster` (PostgreSQL's own, 0700), `password` (0600), `server.log`, `lock`, and
`programs` where the server's user could not read the installed ones. Nothing outside is written or changed.
"""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from infra.db.embedded_directory import make_directory, temporary_directory
from infra.db.embedded_errors import (
    DirectoryInUseError,
    DirectoryRefusedError,
    DirectoryUnreachableError,
    StartFailedError,
)
from infra.db.embedded_install import Account, Installation
from infra.db.embedded_remains import end_orphan
from infra.db.uninterrupted import uninterrupted

SUPERUSER = "postgres"
_LOOPBACK = "127.0.0.1"
_OWN = ("cluster", "cluster.new", "password", "initial", "server.log", "programs", "programs.new", "lock")
# Messages go to the client in full; the log keeps no row contents, since these may tell of a person.
_ALWAYS = ["log_error_verbosity=terse", "log_min_error_statement=panic", "max_connections=200"]
_WITHOUT_DURABILITY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
_SMALL_LOG = ["wal_level=minimal", "max_wal_senders=0", "max_wal_size=256MB"]
# Ends the server when its caller is gone without a word (killed): reading then meets the end of the pipe.
_WATCH = """
read -r _
kill -INT "$1" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$1" 2>/dev/null || break; sleep 0.5; done
[ -z "$2" ] || rm -rf -- "$2"
"""


def _remove(directory: Path, patience: float) -> None:
    """Removes a directory in which a program that is ending may still make and remove files of its own."""
    deadline = time.monotonic() + patience
    shutil.rmtree(directory, ignore_errors=True)
    while directory.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
        shutil.rmtree(directory, ignore_errors=True)
    if directory.exists():
        shutil.rmtree(directory)


class EmbeddedPostgres:
    """One server over one directory: kept in `directory`, or in a temporary one (`ephemeral`).

    The ephemeral one writes without durability and is gone when it stops. `port` 0 takes a free one.
    `patience`: seconds to wait for start and for stop, each. Also a context manager. Its errors are
    EmbeddedPostgresError.
    """

    def __init__(
        self,
        directory: Path | None = None,
        *,
        ephemeral: bool = False,
        port: int = 0,
        installation: Installation | None = None,
        patience: float = 60.0,
    ) -> None:
        if ephemeral == (directory is not None):
            raise ValueError("give a directory to keep, or ephemeral=True: one of the two")
        # One name for one place, however it was given: a running server is recognised by it.
        self._directory = directory.absolute().parent.resolve() / directory.name if directory else None
        self._ephemeral = ephemeral
        self._wanted_port = port
        self._installation = installation
        self._patience = patience
        self._account = Account.for_server()
        self._lock: int | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._watch: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._password = ""

    @property
    def directory(self) -> Path:
        if self._directory is None:
            raise RuntimeError("an ephemeral server has its directory only while it runs")
        return self._directory

    @property
    def admin_url(self) -> str:
        """The superuser's URL, `postgresql://postgres:…@127.0.0.1:port/postgres`; only while it runs."""
        if self._server is None:
            raise RuntimeError("the server does not run")
        return f"postgresql://{SUPERUSER}:{quote(self._password)}@{_LOOPBACK}:{self._port}/postgres"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when the server takes connections."""
        if self._server is not None:
            raise DirectoryInUseError(self.directory)
        try:
            self._enter_directory()
            installed = self._installation or Installation.bundled()
            installation = installed.usable_by(self._account, self.directory)
            end_orphan(self._cluster, self._patience)
            self._make_cluster(installation)
            self._launch(installation)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends the server: open transactions are rolled back. Harmless when it does not run."""
        if self._server is not None:
            _end(self._server, self._patience)
            self._server = None
        self._watch_no_more()
        if self._ephemeral and self._directory is not None:
            # Interrupted while it was launched, a server may run that is not known here.
            end_orphan(self._cluster, self._patience)
            _remove(self._directory, self._patience)
            self._directory = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def erase(self) -> None:
        """Removes what this class made in the directory, the database too; not while anybody runs it."""
        if self._server is not None:
            raise DirectoryInUseError(self.directory)
        if not self.directory.exists():
            return
        try:
            self._enter_directory()
            end_orphan(self._cluster, self._patience)
            for name in _OWN:
                path = self.directory / name
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
        finally:
            self.stop()

    @property
    def _cluster(self) -> Path:
        return self.directory / "cluster"

    def _enter_directory(self) -> None:
        if self._directory is None:
            self._directory = temporary_directory(self._account)
        make_directory(self._directory)
        found = self._directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
            raise DirectoryRefusedError(
                self._directory,
                f"is no directory, belongs to another (user {found.st_uid}) or may be written by others",
                "Run as its owner, or choose a directory that only you can write",
            )
        if not self._account.passes(self._directory):
            raise DirectoryUnreachableError(self._directory, self._account.uid)
        lock = os.open(self._directory / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise DirectoryInUseError(self._directory) from None
        self._lock = lock

    def _make_cluster(self, installation: Installation) -> None:
        kept = self.directory / "password"
        if self._cluster.exists():
            made_by = int((self._cluster / "PG_VERSION").read_text())
            if made_by != installation.major:
                raise DirectoryRefusedError(
                    self.directory,
                    f"holds a database of PostgreSQL {made_by}, and this is {installation.major}",
                    "Erase it, or carry it over with pg_dump",
                )
            if not kept.is_file():
                raise DirectoryRefusedError(self.directory, "has lost its file «password»", "Erase it")
            self._password = kept.read_text().strip()
            return
        self._password = secrets.token_urlsafe(24)
        kept.unlink(missing_ok=True)
        self._write_secret(kept, os.geteuid(), os.getegid())
        # initdb runs as the server's user, who cannot read the kept file.
        initial = self.directory / "initial"
        initial.unlink(missing_ok=True)
        self._write_secret(initial, self._account.uid, self._account.gid)
        # Made under another name first: an interrupted initdb never looks like a database.
        new = self.directory / "cluster.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if self._account.differs:
            os.chown(new, self._account.uid, self._account.gid)
        command = [installation.program("initdb"), "-D", str(new), "-U", SUPERUSER, "-A", "scram-sha-256"]
        command += ["--pwfile", str(initial), "-E", "UTF8", *installation.locale_options]
        try:
            self._account.run_initdb([*command, "--no-sync"] if self._ephemeral else command)
        finally:
            initial.unlink()
        new.rename(self._cluster)

    def _write_secret(self, path: Path, uid: int, gid: int) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{self._password}\n")
            if uid != os.geteuid():
                os.fchown(file.fileno(), uid, gid)

    def _launch(self, installation: Installation) -> None:
        deadline = time.monotonic() + self._patience
        for pause in (0.2, 1.0, 2.0, None):
            if self._runs(installation, deadline):
                return
            # A free port can be taken meanwhile, and a killed server's children need a moment to be gone.
            if pause is None or time.monotonic() + pause > deadline:
                break
            time.sleep(pause)
        log = (self.directory / "server.log").read_text(errors="replace").splitlines()
        raise StartFailedError(f"PostgreSQL did not start in {self._cluster}", "\n".join(log[-20:]))

    def _runs(self, installation: Installation, deadline: float) -> bool:
        self._port = self._wanted_port or _free_port()
        settings = _ALWAYS + (_WITHOUT_DURABILITY + _SMALL_LOG if self._ephemeral else [])
        command = [installation.program("postgres"), "-D", str(self._cluster)]
        command += ["-h", _LOOPBACK, "-p", str(self._port), "-k", ""]
        command += [part for setting in settings for part in ("-c", setting)]
        with (self.directory / "server.log").open("wb") as log, uninterrupted():
            self._server = self._account.popen(command, output=log)
            self._watch_over(self._server)
        while self._server.poll() is None:
            if _says_ready(self._cluster / "postmaster.pid", self._server.pid):
                return True
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        _end(self._server, self._patience)
        self._server = None
        self._watch_no_more()
        return False

    def _watch_over(self, server: subprocess.Popen[bytes]) -> None:
        remove = str(self.directory) if self._ephemeral else ""
        self._watch = subprocess.Popen(
            ["/bin/sh", "-c", _WATCH, "sh", str(server.pid), remove],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def _watch_no_more(self) -> None:
        if self._watch is None:
            return
        # Killed before its pipe is closed, or it would act.
        self._watch.kill()
        self._watch.communicate()
        self._watch = None


def _says_ready(pid_file: Path, pid: int) -> bool:
    """PostgreSQL's own word, as pg_ctl reads it: the process in line 1, its state in line 8 of the file."""
    try:
        lines = pid_file.read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"  # noqa: PLR2004


def _end(server: subprocess.Popen[bytes], patience: float) -> None:
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(request)
        try:
            server.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
