"""A published key set (JWKS) as the keys that may verify signatures here."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

VerifyingKey = ECKey | RSAKey | OKPKey


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A public key and its RFC 7638 thumbprint, by which it is known again after a refresh."""

    key: VerifyingKey
    thumbprint: str


# A key is addressed by id and type: an id alone would let a key of another kind shadow the right one.
KeySet = Mapping[tuple[str, str], PublishedKey]

MAX_KEYS = 100
MIN_RSA_BITS = 2048
MAX_RSA_BITS = 8192
_CURVES = {"EC": {"P-256", "P-384"}, "OKP": {"Ed25519"}}
# Only public members are imported: key_ops, certificates and private parts have no say here.
_MEMBERS = {"EC": ("crv", "x", "y"), "RSA": ("n", "e"), "OKP": ("crv", "x")}


class KeySetRefusedError(ValueError):
    """What the issuer publishes is not a key set with at least one key usable here."""


def read_key_set(text: bytes) -> KeySet:
    """Reads RFC 7517 JSON. Keys of other kinds, for encryption or too weak are passed over (§5).

    Raises `KeySetRefusedError` when nothing usable is left, so that a broken page never replaces good keys.
    """
    try:
        document: object = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        raise KeySetRefusedError("not JSON") from None
    published = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(published, list) or len(published) > MAX_KEYS:
        raise KeySetRefusedError(f"no list of at most {MAX_KEYS} keys")
    usable: dict[tuple[str, str], PublishedKey] = {}
    for entry in published:
        key = _usable_key(entry) if isinstance(entry, dict) else None
        if key is not None and key.kid is not None:
            usable.setdefault((key.kid, key.key_type), PublishedKey(key, key.thumbprint()))
    if not usable:
        raise KeySetRefusedError("no usable key")
    return MappingProxyType(usable)


def _usable_key(entry: dict[str, object]) -> VerifyingKey | None:
    kty, kid = entry.get("kty"), entry.get("kid")
    if not isinstance(kty, str) or kty not in _MEMBERS or not isinstance(kid, str) or not kid:
        return None
    operations = entry.get("key_ops")
    if entry.get("use", "sig") != "sig" or (operations is not None and not _may_verify(operations)):
        return None
    # A private member in a public document: whoever read it can sign.
    if "d" in entry:
        return None
    if kty == "RSA":
        if not MIN_RSA_BITS <= _bits(entry.get("n")) <= MAX_RSA_BITS:
            return None
    elif entry.get("crv") not in _CURVES[kty]:
        return None
    members = {name: value for name in _MEMBERS[kty] if isinstance(value := entry.get(name), str)}
    if isinstance(alg := entry.get("alg"), str):
        members["alg"] = alg
    try:
        key = JWKRegistry.import_key({**members, "kty": kty, "kid": kid, "use": "sig"})
        _ = key.public_key
    except (JoseError, ValueError, TypeError, KeyError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, VerifyingKey) else None


def _may_verify(operations: object) -> bool:
    return isinstance(operations, list) and "verify" in operations


def _bits(number: object) -> int:
    if not isinstance(number, str):
        return 0
    try:
        octets = base64.b64decode(number + "=" * (-len(number) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return 0
    return int.from_bytes(octets, "big").bit_length()
