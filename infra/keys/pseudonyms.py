"""What stands for persons and for what they wrote where neither may stand: keyed digests, of one region only.

The key is never changed: the ids it makes stand in the chain for good. Without it nobody can try guesses against them.
"""

from __future__ import annotations

import hmac
from uuid import UUID

from infra.keys.master import MASTER_KEY_OCTETS, MasterKeyRefusedError

_VERSION_8 = 0x8000
_VARIANT = 0x8000_0000_0000_0000


class Pseudonyms:
    """`service.ports.Pseudonyms`. `key` is 32 random octets; else `MasterKeyRefusedError`."""

    def __init__(self, key: bytes) -> None:
        if len(key) != MASTER_KEY_OCTETS:
            raise MasterKeyRefusedError(
                sv=f"pseudonymnyckeln ska vara {MASTER_KEY_OCTETS} byte",
                en=f"the pseudonym key must be {MASTER_KEY_OCTETS} octets",
            )
        self._key = key

    def actor_id(self, tenant_id: str, iss: str, sub: str) -> UUID:
        """A UUID of version 8 (RFC 9562). Neither text may hold a line break; the verifier sees to that."""
        number = int.from_bytes(self._digest("actor", tenant_id, f"{iss}\n{sub}")[:16], "big")
        number = number & ~(0xF000 << 64) | _VERSION_8 << 64
        return UUID(int=number & ~(0xC000 << 48) | _VARIANT)

    def digest(self, tenant_id: str, text: str) -> str:
        return self._digest("digest", tenant_id, text).hex()

    def _digest(self, purpose: str, tenant_id: str, text: str) -> bytes:
        # The tenant has a fixed length, so that no two inputs give the same octets.
        return hmac.digest(self._key, f"trappa {purpose}\n{tenant_id}\n{text}".encode(), "sha256")
