"""What a process is told by its environment: `TRAPPA_*`, and nothing else."""

import base64
import binascii
import difflib
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

PREFIX = "TRAPPA_"
NAMES = (
    "TRAPPA_ENV",
    "TRAPPA_DATABASE_URL",
    "TRAPPA_OWNER_URL",
    "TRAPPA_WORKER_URL",
    "TRAPPA_NATIONAL_URL",
    "TRAPPA_NATIONAL_CONTACT",
    "TRAPPA_HOST",
    "TRAPPA_PORT",
    "TRAPPA_PUBLIC_URL",
    "TRAPPA_AUDIENCE",
    "TRAPPA_STATEMENT_CACHE",
    "TRAPPA_POOL_SIZE",
    "TRAPPA_PERSONAL_KEY",
    "TRAPPA_PSEUDONYM_KEY",
    "TRAPPA_LOG_LEVEL",
    "TRAPPA_DEV_DIRECTORY",
    "TRAPPA_DOCS",
    "TRAPPA_OTLP_ENDPOINT",
    "TRAPPA_TRACE_RATIO",
    "TRAPPA_TRACE_PARENT",
    "TRAPPA_IMPORT_MIB",
)
DEV_AUDIENCE = "https://trappa.invalid/api"
NO_CONTACT = "nobody@trappa.invalid"
# Known to everybody who reads this: for `dev` only, and refused in production.
DEV_PERSONAL_KEY = b"trappa dev key: not for persons!"
DEV_PSEUDONYM_KEY = b"trappa dev key: not for anybody!"
_DEV_KEYS = frozenset({DEV_PERSONAL_KEY, DEV_PSEUDONYM_KEY})
_KNOWN_PASSWORDS = frozenset({"admin", "changeme", "dev", "password", "postgres", "secret", "test", "trappa"})
_KEY_BYTES = 32
# Speaks to the test suite; processes that the suite starts inherit it.
_TEST_NAMES = frozenset({"TRAPPA_TEST_DATABASE_URL"})
# A Kubernetes Service whose name begins with «trappa» puts such names into every pod beside it.
_SERVICE_LINK = re.compile(r"_SERVICE_(HOST|PORT)(_|$)|_PORT(_\d+_(TCP|UDP|SCTP)(_|$)|$)")
_NO_LINKS = "comes from a Kubernetes service link: set enableServiceLinks: false for the pod"

T = TypeVar("T")


class Environment(StrEnum):
    DEV = "dev"
    TEST = "test"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """One setting by its name and what is wrong with it; never the value of a secret."""

    name: str
    reason: str


class SettingsError(Exception):
    """All that is wrong with the environment, in one line."""

    code: ClassVar[str] = "SETTINGS"

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        told = "; ".join(f"{problem.name} {problem.reason}" for problem in problems)
        super().__init__(" ".join(told.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Checked settings. Database URLs are `postgresql://user:password@host:port/database`.

    `personal_key`, the master key of what is stored about persons, has 32 bytes, and so has `pseudonym_key`, which
    makes the ids by which persons stand in the chain and is never changed.
    `statement_cache` is False behind PgBouncer in transaction mode. `public_url` ends without a slash. `dev_directory`
    holds the keys of the development issuer and of personal data; it exists under TRAPPA_ENV=dev only, and then `host`
    is a loopback address. `docs` says whether GraphiQL is served at /docs: TRAPPA_DOCS, by default not in production.

    `otlp_endpoint` is where spans go: TRAPPA_OTLP_ENDPOINT, the collector's base URL without a slash at its end, to
    which `/v1/traces` is added; nothing is traced without it. `trace_ratio`, 0 to 1, is the share of the requests that
    is traced: TRAPPA_TRACE_RATIO, by default all. `trace_parent` says whether a request goes on with the trace that
    its header `traceparent` names: TRAPPA_TRACE_PARENT, by default not. It is for a service that only a gateway of the
    operator's own can reach, which sets that header itself. `import_mib` is the size in MiB of the largest file that is
    imported: TRAPPA_IMPORT_MIB. `national_contact` is an e-mail address: whom to ask about published figures.
    """

    env: Environment
    database_url: str = field(repr=False)
    owner_url: str | None = field(repr=False)
    worker_url: str | None = field(repr=False)
    national_url: str | None = field(repr=False)
    host: str
    port: int
    public_url: str
    audience: str
    statement_cache: bool
    pool_size: int
    personal_key: bytes = field(repr=False)
    pseudonym_key: bytes = field(repr=False)
    log_level: LogLevel
    docs: bool
    dev_directory: Path | None = None
    otlp_endpoint: str | None = None
    trace_ratio: float = 1.0
    trace_parent: bool = False
    import_mib: int = 100
    national_contact: str = NO_CONTACT

    def needed_owner_url(self) -> str:
        """For the process that migrates: SettingsError where it is not set. Likewise the next two."""
        return _needed("TRAPPA_OWNER_URL", self.owner_url)

    def needed_worker_url(self) -> str:
        return _needed("TRAPPA_WORKER_URL", self.worker_url)

    def needed_national_url(self) -> str:
        return _needed("TRAPPA_NATIONAL_URL", self.national_url)


def load(environ: Mapping[str, str], *needed: str) -> Settings:
    """Settings from `environ`; an empty value counts as not set. SettingsError names every problem at once.

    `needed` are names that this process needs beside those that every one does. In production, secrets known from
    development and one user for two roles are refused.
    """
    given = _Environ(environ, frozenset(needed))
    env = given.read("TRAPPA_ENV", _one_of(Environment), Environment.PRODUCTION)
    production = env is Environment.PRODUCTION
    dev = env is Environment.DEV
    given.refuse_unknown(frozenset() if production else _TEST_NAMES)
    port = given.read("TRAPPA_PORT", _port, 8000)
    url = _secret_url if production else _database_url
    settings = Settings(
        env=env,
        database_url=given.read("TRAPPA_DATABASE_URL", url, "", needed=True),
        owner_url=given.read("TRAPPA_OWNER_URL", url, None),
        worker_url=given.read("TRAPPA_WORKER_URL", url, None),
        national_url=given.read("TRAPPA_NATIONAL_URL", url, None),
        host=given.read("TRAPPA_HOST", _host, "127.0.0.1"),
        port=port,
        public_url=given.read(
            "TRAPPA_PUBLIC_URL",
            _https_url if production else _web_url,
            f"http://localhost:{port}",
            needed=production,
        ),
        audience=given.read(
            "TRAPPA_AUDIENCE", _other_audience if production else _audience, DEV_AUDIENCE, needed=not dev
        ),
        statement_cache=given.read("TRAPPA_STATEMENT_CACHE", _truth, default=True),
        pool_size=given.read("TRAPPA_POOL_SIZE", _pool_size, 10),
        personal_key=given.read(
            "TRAPPA_PERSONAL_KEY", _other_key if production else _key, DEV_PERSONAL_KEY, needed=not dev
        ),
        pseudonym_key=given.read(
            "TRAPPA_PSEUDONYM_KEY", _other_key if production else _key, DEV_PSEUDONYM_KEY, needed=not dev
        ),
        log_level=given.read("TRAPPA_LOG_LEVEL", _one_of(LogLevel), LogLevel.INFO),
        docs=given.read("TRAPPA_DOCS", _truth, default=not production),
        dev_directory=given.read("TRAPPA_DEV_DIRECTORY", Path if dev else _dev_only, None),
        otlp_endpoint=given.read("TRAPPA_OTLP_ENDPOINT", _https_url if production else _collector, None),
        trace_ratio=given.read("TRAPPA_TRACE_RATIO", _ratio, 1.0),
        trace_parent=given.read("TRAPPA_TRACE_PARENT", _truth, default=False),
        import_mib=given.read("TRAPPA_IMPORT_MIB", _mebibytes, 100),
        national_contact=given.read("TRAPPA_NATIONAL_CONTACT", _email, NO_CONTACT),
    )
    given.refuse_shared_users(settings)
    given.refuse_shared_keys(settings)
    given.refuse_exposed_dev(settings)
    if given.problems:
        raise SettingsError(*given.problems)
    return settings


class _Environ:
    """Reads one setting after another and keeps what was wrong."""

    def __init__(self, environ: Mapping[str, str], needed: frozenset[str]) -> None:
        self._needed = needed
        self._values = {name: value for name, value in environ.items() if name.startswith(PREFIX) and value}
        self.problems: list[Problem] = []

    def read(self, name: str, parse: Callable[[str], T], default: T, *, needed: bool = False) -> T:
        """The parsed value, else `default`, which nobody sees where a problem was kept."""
        value = self._values.get(name)
        if value is None:
            if needed or name in self._needed:
                self._refuse(name, "is not set")
            return default
        try:
            return parse(value)
        except ValueError as error:
            self._refuse(name, str(error))
            return default

    def refuse_unknown(self, besides: frozenset[str]) -> None:
        for name in sorted(self._values.keys() - {*NAMES, *besides}):
            nearest = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.0)[0]
            told = _NO_LINKS if _SERVICE_LINK.search(name) else f"is unknown: did you mean {nearest}?"
            self._refuse(name, told)

    def refuse_shared_users(self, settings: Settings) -> None:
        """Two roles that are one user are no roles: the database could not keep them apart."""
        names: dict[str | None, str] = {}
        for name, url in (
            ("TRAPPA_DATABASE_URL", settings.database_url),
            ("TRAPPA_OWNER_URL", settings.owner_url),
            ("TRAPPA_WORKER_URL", settings.worker_url),
            ("TRAPPA_NATIONAL_URL", settings.national_url),
        ):
            if url:
                first = names.setdefault(urlsplit(url).username, name)
                if first != name:
                    self._refuse(name, f"names the same user as {first}: each role has its own")

    def refuse_shared_keys(self, settings: Settings) -> None:
        """One key is changed now and then, the other never: they cannot be one."""
        if settings.personal_key == settings.pseudonym_key:
            self._refuse("TRAPPA_PSEUDONYM_KEY", "is the same as TRAPPA_PERSONAL_KEY: each is a key of its own")

    def refuse_exposed_dev(self, settings: Settings) -> None:
        """The development issuer gives a token to whoever asks: nobody on another machine may."""
        if settings.dev_directory is not None and not is_loopback(settings.host):
            allowed = "allowed beside TRAPPA_DEV_DIRECTORY are 127.0.0.1, ::1 and localhost"
            self._refuse("TRAPPA_HOST", f"is {settings.host!r}: {allowed}")

    def _refuse(self, name: str, reason: str) -> None:
        self.problems.append(Problem(name, reason))


def is_loopback(host: str) -> bool:
    """Whether the host, a name or an address without brackets, is surely this machine and no other."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _needed(name: str, url: str | None) -> str:
    if url is None:
        raise SettingsError(Problem(name, "is not set, and this process needs it"))
    return url


E = TypeVar("E", bound=StrEnum)


def _one_of(allowed: type[E]) -> Callable[[str], E]:
    def parse(value: str) -> E:
        if value not in set(allowed):
            raise ValueError(f"is {value!r}: allowed are {', '.join(allowed)}")
        return allowed(value)

    return parse


def _truth(value: str) -> bool:
    if value not in {"true", "false"}:
        raise ValueError(f"is {value!r}: allowed are true, false")
    return value == "true"


def _whole(value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ValueError(f"is {value!r}: allowed is a whole number from {least} to {most}")
    return int(value)


def _email(value: str) -> str:
    if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value):
        return value
    raise ValueError(f"is {value!r}: allowed is an e-mail address")


def _port(value: str) -> int:
    if value.startswith(("tcp://", "udp://")):
        raise ValueError(_NO_LINKS)
    return _whole(value, 1, 65535)


def _pool_size(value: str) -> int:
    return _whole(value, 1, 500)


def _mebibytes(value: str) -> int:
    return _whole(value, 1, 2048)


def _host(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", value):
        raise ValueError(f"is {value!r}: allowed is a host name or an address, without scheme and port")
    return value


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port, parts.hostname
    except ValueError:
        # Its own words would show the value, and with it a password.
        raise ValueError("is not a URL") from None
    return parts


def _database_url(value: str) -> str:
    parts = _split(value)
    if parts.scheme != "postgresql":
        raise ValueError("must begin with postgresql:// (no driver in it)")
    if not parts.username or not parts.path.strip("/") or not (parts.hostname or "host=" in parts.query):
        raise ValueError("must name user, host and database: postgresql://user:password@host:port/database")
    return value


def _secret_url(value: str) -> str:
    parts = _split(_database_url(value))
    password = unquote(parts.password) if parts.password else None
    if password is not None and password in _KNOWN_PASSWORDS | {parts.username}:
        raise ValueError("has a password known from development")
    return value


def _web_url(value: str) -> str:
    parts = _split(value)
    surplus = parts.username or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not parts.hostname or surplus:
        raise ValueError("must be an http or https URL without user, query and fragment")
    return value.rstrip("/")


def _https_url(value: str) -> str:
    if _split(value).scheme != "https":
        raise ValueError("must begin with https:// in production")
    return _web_url(value)


def _collector(value: str) -> str:
    parts = _split(value)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("must begin with https://, or be http on this machine")
    return _web_url(value)


def _ratio(value: str) -> float:
    if not re.fullmatch(r"0|1|0\.[0-9]{1,9}|1\.0{1,9}", value):
        raise ValueError(f"is {value!r}: allowed is a number from 0 to 1, such as 0.05")
    return float(value)


def _audience(value: str) -> str:
    if not value.isprintable() or " " in value:
        raise ValueError("must be one word, as the issuers put it into `aud`")
    return value


def _other_audience(value: str) -> str:
    if value == DEV_AUDIENCE:
        raise ValueError("is the audience of development")
    return _audience(value)


def _dev_only(_value: str) -> Path:
    raise ValueError("is allowed under TRAPPA_ENV=dev only")


def _key(value: str) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError("is not base64") from None
    if len(key) != _KEY_BYTES:
        raise ValueError(f"has {len(key)} bytes: needed are {_KEY_BYTES}, in base64")
    return key


def _other_key(value: str) -> bytes:
    key = _key(value)
    if key in _DEV_KEYS or len(set(key)) == 1:
        raise ValueError("is a key known from development")
    return key
