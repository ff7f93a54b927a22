"""A compact JWS read without trust: only to learn whose keys must verify it."""

import base64
import json
import re
from dataclasses import dataclass
from typing import NoReturn

from infra.auth.issuers import MAX_ISS_LENGTH
from infra.auth.refusals import RefusalCode, TokenRefused

MAX_TOKEN_LENGTH = 16 * 1024
# An empty signature is well formed, so that alg "none" is refused for what it is.
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class UnverifiedToken:
    """Header and claims as the sender wrote them. Nothing here is proven."""

    iss: str
    header: dict[str, object]
    claims: dict[str, object]
    payload: bytes


def read_unverified(token: str) -> UnverifiedToken:
    """Refuses (TOKEN_MALFORMED) what is too long, no compact JWS, no strict JSON or without `iss`."""
    if len(token) > MAX_TOKEN_LENGTH:
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED)
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED)
    try:
        header = _json_object(_base64url(parts.group(1)))
        payload = _base64url(parts.group(2))
        claims = _json_object(payload)
    # RecursionError: 12 KB of opening brackets fit into a token and exhaust the JSON scanner.
    except (ValueError, RecursionError):
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED) from None
    # No extension that changes how a JWS is read is understood here (RFC 7515 §4.1.11, RFC 7797).
    if "crit" in header or "b64" in header:
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED)
    iss = claims.get("iss")
    if not isinstance(iss, str) or not 0 < len(iss) <= MAX_ISS_LENGTH or not iss.isprintable():
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED)
    return UnverifiedToken(iss=iss, header=header, claims=claims, payload=payload)


def _base64url(segment: str) -> bytes:
    return base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True)


def _json_object(text: bytes) -> dict[str, object]:
    document: object = json.loads(
        text.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_refuse_constant
    )
    if not isinstance(document, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004
    return document


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
