"""Requests to the development issuer, read strictly: what OAuth forbids is refused and not guessed at."""

import ipaddress
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from starlette.requests import Request

from infra.dev.codes import is_challenge

WEB_CLIENT: Final = "trappa-web"
"""Public: code with PKCE, back to any address on this machine."""
SERVICE_CLIENT: Final = "trappa-service"
SERVICE_SECRET: Final = "trappa-service"  # noqa: S105 - known to everybody who reads this: for dev only
_MOST_FIELDS: Final = 50
_LONGEST: Final = 2048
FORM: Final = "application/x-www-form-urlencoded"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})
CHOSEN: Final = ("role", "unit", "subject")
"""What the page adds to the request that it was asked with; `role` may be there several times."""


class PageRefusedError(Exception):
    """A request that must not be answered by sending the browser on: a page says why."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.sv = sv
        self.en = en


class RequestRefusedError(Exception):
    """A refusal with a code of RFC 6749 or of one of its extensions."""

    def __init__(self, code: str, reason: str, status: int = 400) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a query or of a form, each at most once; an empty value counts as not sent (RFC 6749 §3.1)."""

    single: Mapping[str, str]
    roles: tuple[str, ...] = ()

    def get(self, name: str) -> str | None:
        return self.single.get(name) or None


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorization request whose client and way back are known to be safe, not yet looked at further."""

    redirect_uri: str
    state: str | None
    fields: Fields

    def checked(self, audience: str) -> str:
        """The S256 challenge. Raises `RequestRefusedError` for what this issuer does not do."""
        if self.fields.get("response_type") != "code":
            raise RequestRefusedError("unsupported_response_type", "only response_type=code is supported")
        for name in ("request", "request_uri", "registration"):
            if self.fields.get(name) is not None:
                raise RequestRefusedError(f"{name}_not_supported", f"{name} is not supported")
        if self.fields.get("response_mode") not in {None, "query"}:
            raise RequestRefusedError("invalid_request", "only response_mode=query is supported")
        if self.fields.get("prompt") == "none":
            raise RequestRefusedError("login_required", "nobody stays signed in here")
        if self.fields.get("code_challenge_method") != "S256":
            raise RequestRefusedError("invalid_request", "PKCE with code_challenge_method=S256 is required")
        challenge = self.fields.get("code_challenge") or ""
        if not is_challenge(challenge):
            raise RequestRefusedError("invalid_request", "code_challenge is no S256 challenge")
        check_resource(self.fields, audience)
        return challenge


def check_resource(fields: Fields, audience: str) -> None:
    """Raises `RequestRefusedError` where the token is wanted for another API (RFC 8707 §2)."""
    if fields.get("resource") not in {None, audience}:
        raise RequestRefusedError("invalid_target", f"the only resource is {audience}")


def read_query(request: Request) -> Fields:
    """Raises `RequestRefusedError`."""
    return _read(request.scope["query_string"])


async def read_form(request: Request) -> Fields:
    """Raises `RequestRefusedError`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise RequestRefusedError("invalid_request", f"the body must be {FORM}")
    return _read(await request.body())


def asked(fields: Fields) -> Asked:
    """Raises `PageRefusedError` for an unknown client and for a way back that leads off this machine."""
    if fields.get("client_id") != WEB_CLIENT:
        raise PageRefusedError(f"Okänd klient. client_id är {WEB_CLIENT}.", f"Unknown client: use {WEB_CLIENT}.")
    redirect_uri = fields.get("redirect_uri") or ""
    if not is_own_machine(redirect_uri):
        raise PageRefusedError(
            "redirect_uri är en http-adress på den egna datorn, 127.0.0.1 eller localhost, utan fragment.",
            "redirect_uri is an http address on your own machine, 127.0.0.1 or localhost, without a fragment.",
        )
    return Asked(redirect_uri, fields.get("state"), fields)


def is_own_machine(redirect_uri: str) -> bool:
    """Whether the address can only be one of this machine, as the browser reads it."""
    # A browser takes a backslash for a slash and drops line breaks; urlsplit would see another host than it.
    if not redirect_uri.isascii() or not redirect_uri.isprintable() or set(redirect_uri) & set(' \\"<>'):
        return False
    try:
        parts = urlsplit(redirect_uri)
        _ = parts.port
    except ValueError:
        return False
    plain = parts.username is None and parts.password is None and "#" not in redirect_uri
    return parts.scheme == "http" and parts.hostname in _LOOPBACK and plain


def from_own_machine(request: Request) -> bool:
    """Whether the caller is on this machine: tokens of any role are handed out to nobody else."""
    if request.client is None:
        return True
    try:
        return ipaddress.ip_address(request.client.host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def client_of(request: Request, fields: Fields) -> str:
    """Who asks for a token: by Basic, by a secret in the form, or a public client by its name alone.

    Raises `RequestRefusedError`.
    """
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    client_id, secret = fields.get("client_id"), fields.get("client_secret")
    if scheme:
        if scheme.lower() != "basic" or secret is not None:
            raise RequestRefusedError("invalid_request", "one way of naming the client is enough, and it is Basic")
        try:
            name, _, password = b64decode(credentials, validate=True).decode("ascii").partition(":")
        except ValueError:
            raise RequestRefusedError("invalid_client", "the credentials cannot be read", 401) from None
        named, secret = unquote_plus(name), unquote_plus(password)
        if client_id not in {None, named}:
            raise RequestRefusedError("invalid_request", "two clients are named")
        client_id = named
    if client_id == WEB_CLIENT and secret is None:
        return WEB_CLIENT
    if client_id == SERVICE_CLIENT and compare_digest((secret or "").encode(), SERVICE_SECRET.encode()):
        return SERVICE_CLIENT
    raise RequestRefusedError("invalid_client", f"the clients are {WEB_CLIENT} and {SERVICE_CLIENT}", 401)


def _read(text: bytes) -> Fields:
    try:
        pairs = parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise RequestRefusedError("invalid_request", "the fields cannot be read") from None
    roles = tuple(value for name, value in pairs if name == "role")
    single = [(name, value) for name, value in pairs if name != "role"]
    if len(dict(single)) != len(single):
        raise RequestRefusedError("invalid_request", "a field is there twice")
    if any(len(value) > _LONGEST for _, value in pairs):
        raise RequestRefusedError("invalid_request", f"a field has more than {_LONGEST} characters")
    return Fields(dict(single), roles)
