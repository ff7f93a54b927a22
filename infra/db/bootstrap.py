"""A database with the product's roles and schema, made by an administrator who need not be a superuser."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import ClassVar
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

ROLES = ("trappa_owner", "trappa_app", "trappa_worker", "trappa_national")
# One bootstrap at a time per administrator's database, since roles are shared by all databases.
_LOCK = 7_266_112_001
_SCRAM_ITERATIONS = 4096
# The first version with the builtin locale provider.
_BUILTIN_LOCALES = 17


class BootstrapError(Exception):
    """The administrator's request cannot be met; `code` is stable."""

    code: ClassVar[str] = "BOOTSTRAP"


class PasswordsRefusedError(BootstrapError):
    """Not one password for each of ROLES (`missing`, `unknown`), or not printable ASCII (`unfit`)."""

    code = "BOOTSTRAP_PASSWORDS_REFUSED"

    def __init__(self, missing: frozenset[str], unknown: frozenset[str], unfit: frozenset[str]) -> None:
        self.missing = missing
        self.unknown = unknown
        self.unfit = unfit
        parts = (("missing for", missing), ("for unknown", unknown), ("empty or not ASCII for", unfit))
        told = "; ".join(f"{what} {', '.join(sorted(names))}" for what, names in parts if names)
        super().__init__(f"passwords {told} (allowed: exactly one for each of {', '.join(ROLES)})")


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One database as each role reaches it: `postgresql://role:password@host:port/database`."""

    app: str
    owner: str
    worker: str
    national: str


def new_passwords() -> dict[str, str]:
    """Random ones, 192 bits each."""
    return {role: secrets.token_urlsafe(24) for role in ROLES}


async def bootstrap(admin_url: str, database: str, passwords: Mapping[str, str]) -> DatabaseUrls:
    """Makes `database` where it is missing, the roles and the schema; sets the passwords (by role name).

    `admin_url` names a login with CREATEROLE, and CREATEDB where the database is missing. May be run again.
    PasswordsRefusedError; asyncpg.PostgresError as PostgreSQL raised it, so too for a role that there was
    with powers it must not have.
    """
    _check(passwords)
    admin = await asyncpg.connect(admin_url)
    try:
        await admin.execute("select pg_advisory_lock($1)", _LOCK)
        if not await admin.fetchval("select exists (select from pg_database where datname = $1)", database):
            await admin.execute(_creation(database, admin.get_server_version().major))
        await prepare(admin_url, database)
        async with admin.transaction():
            for role in ROLES:
                # Only the verifier travels: a statement's text ends up in logs and statistics.
                verifier = _scram_verifier(passwords[role], secrets.token_bytes(16))
                await admin.execute(f"alter role {role} password '{verifier}'")
    finally:
        await admin.close()
    return database_urls(admin_url, database, passwords)


async def prepare(admin_url: str, database: str) -> None:
    """Roles without passwords, schema and grants, in a `database` that exists (infra/db/bootstrap.sql)."""
    connection = await asyncpg.connect(_at(admin_url, database))
    try:
        async with connection.transaction():
            await connection.execute((files("infra.db") / "bootstrap.sql").read_text(encoding="utf-8"))
    finally:
        await connection.close()


def database_urls(admin_url: str, database: str, passwords: Mapping[str, str]) -> DatabaseUrls:
    """The four URLs on the server of `admin_url`, whose options (such as `sslmode`) they keep."""
    _check(passwords)
    owner, app, worker, national = (_at(admin_url, database, role, passwords[role]) for role in ROLES)
    return DatabaseUrls(app=app, owner=owner, worker=worker, national=national)


def quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _check(passwords: Mapping[str, str]) -> None:
    missing = frozenset(ROLES) - passwords.keys()
    unknown = passwords.keys() - frozenset(ROLES)
    unfit = frozenset(role for role, password in passwords.items() if not _fits(password))
    if missing or unknown or unfit:
        raise PasswordsRefusedError(missing, frozenset(unknown), unfit)


def _fits(password: str) -> bool:
    return bool(password) and password.isascii() and password.isprintable()


def _creation(database: str, major: int) -> str:
    """Sorts text by code point on every server, so that cursors mean the same everywhere."""
    locale = (
        "locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'"
        if major >= _BUILTIN_LOCALES
        else "locale_provider libc lc_collate 'C'"
    )
    return f"create database {quoted(database)} template template0 encoding 'UTF8' {locale}"


def _at(admin_url: str, database: str, user: str | None = None, password: str = "") -> str:
    parts = urlsplit(admin_url)
    credentials, _, place = parts.netloc.rpartition("@")
    if user is not None:
        credentials = f"{quote(user, safe='')}:{quote(password, safe='')}"
    netloc = f"{credentials}@{place}" if credentials else place
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{quote(database, safe='')}"))


def _scram_verifier(password: str, salt: bytes) -> str:
    """What PostgreSQL stores for `password` (RFC 5803, as in its pg_authid); ASCII needs no SASLprep."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, _SCRAM_ITERATIONS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    stored = base64.b64encode(hashlib.sha256(client).digest()).decode()
    server = base64.b64encode(hmac.digest(salted, b"Server Key", "sha256")).decode()
    return f"SCRAM-SHA-256${_SCRAM_ITERATIONS}:{base64.b64encode(salt).decode()}${stored}:{server}"
