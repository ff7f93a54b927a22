"""Where an embedded database lies, and directories made so that its server's user gets there."""

import hashlib
import os
import tempfile
from pathlib import Path

from infra.db.embedded_errors import DirectoryUnreachableError
from infra.db.embedded_install import Account

_PLENTY = 4 * 1024**3


def default_directory(project: Path) -> Path:
    """Where to keep the database of the project in `project`: within it, if the server's user gets there.

    Else under /var/lib (root in a closed directory), or in the temporary directory where that cannot be
    written.
    """
    account = Account.for_server()
    if account.passes(project) and os.access(project, os.W_OK):
        return project / ".trappa" / "pg"
    name = hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:12]
    shared = Path("/var/lib")
    if os.access(shared, os.W_OK):
        return shared / "trappa" / name
    return Path(tempfile.gettempdir()) / f"trappa-{os.geteuid()}-{name}"


def temporary_directory(account: Account) -> Path:
    """A new one that `account` passes through, in memory where there is plenty.

    DirectoryUnreachableError where there is no place for such.
    """
    for parent in (*_memory(), Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108
        if account.passes(parent):
            return _opened(Path(tempfile.mkdtemp(prefix="trappa-pg-", dir=parent)))
    raise DirectoryUnreachableError(Path(tempfile.gettempdir()), account.uid)


def _memory() -> list[Path]:
    """Not to spare the disk: making and dropping databases is a churn of small files.

    On ext4 a new file passes over all those just deleted: CREATE DATABASE went from 25 to 280 ms after some
    hundred databases, and takes 9 ms in memory.
    """
    shared = Path("/dev/shm")  # noqa: S108
    if "TMPDIR" in os.environ or not shared.is_dir():
        return []
    place = os.statvfs(shared)
    # Copied programs may have to run from it.
    if place.f_flag & os.ST_NOEXEC or place.f_bavail * place.f_frsize < _PLENTY:
        return []
    unused = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return [shared] if unused >= _PLENTY else []


def make_directory(directory: Path) -> None:
    """`directory` and those above it that are missing; never a mode of one that was there."""
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700)
        _opened(path)


def _opened(made: Path) -> Path:
    # Where root runs the server as another user, that one passes through what was made, and lists nothing.
    made.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return made
