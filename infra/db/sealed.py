"""A sealed personal record as the bytes that travel from `Tx.seal` to `Tx.record`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

_LENGTH_OCTETS = 2


class Sealed(Protocol):
    """What a vault makes of personal content; `digest` is 64 hex digits."""

    @property
    def ciphertext(self) -> bytes: ...
    @property
    def nonce(self) -> bytes: ...
    @property
    def wrapped_key(self) -> bytes | None: ...
    @property
    def digest(self) -> str: ...


class Vault(Protocol):
    """Encrypts personal content under a key of the record's own."""

    def seal(self, tenant_id: str, record_id: UUID, plain: bytes) -> Sealed: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """The columns of `event_personal` that hold a record."""

    nonce: bytes
    wrapped_key: bytes
    ciphertext: bytes


def pack(sealed: Sealed) -> bytes:
    """Nonce and wrapped key with their lengths, then the ciphertext; ValueError for a record without key."""
    if sealed.wrapped_key is None:
        raise ValueError("a fresh record has its key")
    return b"".join((*map(_sized, (sealed.nonce, sealed.wrapped_key)), sealed.ciphertext))


def unpack(packed: bytes) -> Parts:
    """What `pack` packed."""
    nonce, rest = _first(packed)
    wrapped_key, ciphertext = _first(rest)
    return Parts(nonce, wrapped_key, ciphertext)


def _sized(octets: bytes) -> bytes:
    return len(octets).to_bytes(_LENGTH_OCTETS, "big") + octets


def _first(packed: bytes) -> tuple[bytes, bytes]:
    end = _LENGTH_OCTETS + int.from_bytes(packed[:_LENGTH_OCTETS], "big")
    return packed[_LENGTH_OCTETS:end], packed[end:]
