"""Where a demo lies: its database's directory, and beside it its secrets and what it tells the other commands."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from infra.cli.failures import CommandFailed
from infra.db.bootstrap import ROLES, new_passwords
from infra.db.embedded_directory import default_directory, make_directory
from infra.keys.keyfile import load_or_create

DEV_DIRECTORY = "TRAPPA_DEV_DIRECTORY"
_NOTES = "demo.json"
_PASSWORDS = "passwords.json"


@dataclass(frozen=True, slots=True)
class Notes:
    """What a demo noted when it last started: `unit_id` and `case_id`, global ids of EX-02, once all is played."""

    base_url: str
    database_url: str
    owner_url: str
    national_url: str
    unit_id: str | None = None
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """`database` None: an ephemeral one. `directory` holds keys, passwords and notes; only its owner reads them."""

    database: Path | None
    directory: Path

    @classmethod
    def kept(cls) -> Self:
        """The one place of this project's demo."""
        database = default_directory(_project())
        return cls(database, database.with_name(f"{database.name}-demo"))

    def prepare(self) -> None:
        make_directory(self.directory.parent)
        self.directory.mkdir(mode=0o700, exist_ok=True)

    def passwords(self) -> dict[str, str]:
        """The roles' passwords, made at first and then kept; CommandFailed for a file that was altered."""
        path = self.directory / _PASSWORDS
        try:
            found = json.loads(load_or_create(path, lambda: json.dumps(new_passwords()).encode()))
        except ValueError:
            found = None
        if not isinstance(found, dict) or found.keys() != set(ROLES):
            raise CommandFailed("DEMO_DAMAGED", f"{path} does not hold the demo's passwords: start it with --fresh")
        return found

    def notes(self) -> Notes | None:
        """What was noted, None where nothing (legible) is."""
        return read_notes(self.directory)

    def note(self, notes: Notes) -> None:
        path = self.directory / _NOTES
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(notes), file)
        draft.replace(path)

    def forget(self) -> None:
        """Removes what lies beside the database."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.directory)


def read_notes(directory: Path) -> Notes | None:
    try:
        content = json.loads((directory / _NOTES).read_text())
        return Notes(**{field.name: content[field.name] for field in fields(Notes)})
    except (FileNotFoundError, NotADirectoryError, ValueError, LookupError, TypeError):
        return None


def environment_of(notes: Notes, directory: Path) -> dict[str, str]:
    """The settings of the demo's own processes."""
    return {
        "TRAPPA_ENV": "dev",
        "TRAPPA_DATABASE_URL": notes.database_url,
        "TRAPPA_OWNER_URL": notes.owner_url,
        "TRAPPA_NATIONAL_URL": notes.national_url,
        "TRAPPA_PUBLIC_URL": notes.base_url,
        "TRAPPA_LOG_LEVEL": "warning",
        DEV_DIRECTORY: str(directory),
    }


def with_demo(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ`, completed in dev by what the demo noted: commands work beside it without any other setting.

    CommandFailed NO_DEMO where neither a database is named nor a demo found.
    """
    if environ.get("TRAPPA_ENV") != "dev" or environ.get("TRAPPA_DATABASE_URL"):
        return dict(environ)
    directory = Path(environ[DEV_DIRECTORY]) if environ.get(DEV_DIRECTORY) else Place.kept().directory
    notes = read_notes(directory)
    if notes is None:
        reason = f"no demo has been started in {directory}: run `trappa demo` first, or set TRAPPA_DATABASE_URL"
        raise CommandFailed("NO_DEMO", reason)
    return {**environment_of(notes, directory), **{name: value for name, value in environ.items() if value}}


def _project() -> Path:
    """The checkout that this is run from; where it is installed without one, the directory one stands in."""
    root = Path(__file__).parents[3]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()
