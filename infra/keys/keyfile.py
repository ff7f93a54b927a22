"""Secrets of a development data directory, each in a file that only its owner can read."""

import contextlib
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path


class KeyFileRefusedError(Exception):
    """A key file exists but must not be used."""

    def __init__(self, path: Path, *, sv: str, en: str) -> None:
        super().__init__(f"{path}: {en}")
        self.path = path
        self.message_sv = f"{path}: {sv}"
        self.message_en = f"{path}: {en}"


def load_or_create(path: Path, create: Callable[[], bytes]) -> bytes:
    """The file's content; where it is missing, `create()` stored with mode 0600.

    Two processes that start at once end with the same content. Raises `KeyFileRefusedError` for a link or a
    file that others may read.
    """
    content = _load(path)
    if content is not None:
        return content
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(create())
            file.flush()
            os.fsync(file.fileno())
        # A link never replaces a file: whoever comes second reads what the first has written.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    content = _load(path)
    if content is None:
        raise KeyFileRefusedError(
            path, sv="filen försvann medan den skrevs", en="the file vanished while being written"
        )
    return content


def _load(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as refusal:
        reason = refusal.strerror or "?"
        raise KeyFileRefusedError(path, sv=f"kan inte öppnas ({reason})", en=f"cannot be opened ({reason})") from None
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode) or stat.S_IMODE(state.st_mode) & 0o077:
            raise KeyFileRefusedError(
                path,
                sv="andra än ägaren kommer åt filen; rättigheten ska vara 0600",
                en="others than the owner have access; its mode must be 0600",
            )
        return file.read()
