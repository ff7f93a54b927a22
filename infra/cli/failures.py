"""What a command fails with when nothing is broken: one line with a code, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError

from infra.db.bootstrap import BootstrapError
from infra.db.embedded_errors import EmbeddedPostgresError
from infra.db.migrate import MigrationRoleError
from infra.db.pool import UnsafeRoleError
from infra.dev.issuer import DevOnlyError
from infra.keys.keyfile import KeyFileRefusedError
from infra.keys.master import MasterKeyRefusedError
from infra.settings import SettingsError
from service.domain.errors import Refusal
from service.domain.messages import message
from service.domain.words import spoken
from service.rules.load import RulesetRefused
from tenants.counterparts import UnknownCounterpartError
from tenants.registry import TenantFileError, UnknownRegionError


class CommandFailed(Exception):  # noqa: N818 - an outcome that the command line defines
    """The command cannot be carried out: a stable `code`, and why in one sentence."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


_CODED = (BootstrapError, EmbeddedPostgresError, MigrationRoleError, SettingsError, UnsafeRoleError)
_NAMED: dict[type[Exception], str] = {
    DevOnlyError: "DEV_ONLY",
    KeyFileRefusedError: "KEY_FILE_REFUSED",
    MasterKeyRefusedError: "KEY_FILE_REFUSED",
    TenantFileError: "TENANT_FILE",
    UnknownCounterpartError: "UNKNOWN_COUNTERPART",
    UnknownRegionError: "UNKNOWN_REGION",
}
EXPECTED: tuple[type[Exception], ...] = (CommandFailed, Refusal, RulesetRefused, *_CODED, *_NAMED)


def told(error: Exception) -> str:
    """The code and what it says, in one line, of an error of EXPECTED."""
    match error:
        case Refusal():
            allowed = f" (allowed: {spoken(error.allowed, 'en')})" if error.allowed else ""
            code, text = error.code, message(error, "en") + allowed
        case RulesetRefused():
            more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
            code, text = "RULESET_REFUSED", f"{error.problems[0]}{more}"
        case CommandFailed():
            code, text = error.code, str(error)
        case _:
            named: Any = next((name for kind, name in _NAMED.items() if isinstance(error, kind)), None)
            code, text = named or getattr(error, "code", type(error).__name__), str(error)
    return " ".join(f"{code}: {text}".split())


def file_text(file: Path) -> str:
    """What is written in a file that a command was given; CommandFailed where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed("FILE_UNREADABLE", f"{file}: {error}") from error


@contextmanager
def database_errors() -> Iterator[None]:
    """What the database, or the way to it, refuses within the block becomes a CommandFailed."""
    try:
        yield
    except DBAPIError as error:
        raise CommandFailed("DATABASE_REFUSED", str(error.orig)) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise CommandFailed("DATABASE_REFUSED", str(error)) from error
    except OSError as error:
        raise CommandFailed("DATABASE_UNREACHABLE", str(error)) from error
