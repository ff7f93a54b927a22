"""Personal data under a key of its own per record: erasing the record is deleting its key.

A record is AES-256-GCM(data key, nonce, salt || plain). The data key is wrapped by the tenant's key, which is
HKDF-SHA256(master key). Events keep only sha256(salt || plain): the salt is erased with the record, so that
the digest left in the chain cannot be tried against guesses.
"""

import hmac
import re
import secrets
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.keys.master import MASTER_KEY_OCTETS, MasterKeyRefusedError

DATA_KEY_OCTETS = 32
NONCE_OCTETS = 12
SALT_OCTETS = 16
TAG_OCTETS = 16
_WRAP_FORMAT = b"\x01"  # first octet of a wrapped key: how the rest is to be read
_WRAPPED_OCTETS = len(_WRAP_FORMAT) + NONCE_OCTETS + DATA_KEY_OCTETS + TAG_OCTETS
_TENANT = re.compile(r"[0-9]{2}")


class PersonalRecordErased(Exception):  # noqa: N818 - a state of the record, not a defect
    """The record's key has been deleted: what it held is gone for good."""

    message_sv = "Personuppgifterna i posten är raderade."
    message_en = "The personal data of this record have been erased."

    def __init__(self, tenant_id: str, record_id: UUID) -> None:
        super().__init__(f"{tenant_id}/{record_id}: {self.message_en}")
        self.tenant_id = tenant_id
        self.record_id = record_id


class PersonalRecordTampered(Exception):  # noqa: N818 - a state of the record, not a defect
    """Record, key, nonce, digest, tenant or id do not belong together, or the master key is another."""

    message_sv = "Personuppgifterna i posten har ändrats eller hör till en annan post."
    message_en = "The personal data of this record were altered or belong to another record."

    def __init__(self, tenant_id: str, record_id: UUID) -> None:
        super().__init__(f"{tenant_id}/{record_id}: {self.message_en}")
        self.tenant_id = tenant_id
        self.record_id = record_id


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """What is stored. `ciphertext` ends with its 16-octet tag; `digest` is 64 hex digits, as in the event.

    `wrapped_key` is None after erasure.
    """

    ciphertext: bytes
    nonce: bytes
    wrapped_key: bytes | None
    digest: str

    def erased(self) -> "SealedRecord":
        """The same record without its key."""
        return replace(self, wrapped_key=None)


class PersonalKeys:
    """Seals and opens personal records. `master` is 32 random octets; else `MasterKeyRefusedError`."""

    def __init__(self, master: bytes) -> None:
        if len(master) != MASTER_KEY_OCTETS:
            raise MasterKeyRefusedError(
                sv=f"huvudnyckeln ska vara {MASTER_KEY_OCTETS} byte",
                en=f"the master key must be {MASTER_KEY_OCTETS} octets",
            )
        self._master = master
        self._tenants: dict[str, AESGCM] = {}

    def seal(self, tenant_id: str, record_id: UUID, plain: bytes) -> SealedRecord:
        """Encrypts `plain` (UTF-8 JSON) under a new key. `tenant_id` is the SCB länskod."""
        tenant = self._tenant_cipher(tenant_id)
        data_key = secrets.token_bytes(DATA_KEY_OCTETS)
        nonce = secrets.token_bytes(NONCE_OCTETS)
        salted = secrets.token_bytes(SALT_OCTETS) + plain
        wrap_nonce = secrets.token_bytes(NONCE_OCTETS)
        bound = _bound(b"key", tenant_id, record_id)
        wrapped = tenant.encrypt(wrap_nonce, data_key, bound)
        return SealedRecord(
            ciphertext=AESGCM(data_key).encrypt(nonce, salted, _bound(b"record", tenant_id, record_id)),
            nonce=nonce,
            wrapped_key=_WRAP_FORMAT + wrap_nonce + wrapped,
            digest=sha256(salted).hexdigest(),
        )

    def open(self, tenant_id: str, record_id: UUID, sealed: SealedRecord) -> bytes:
        """The plain octets.

        Raises `PersonalRecordErased`, or `PersonalRecordTampered`, also for a digest of other content.
        """
        salted = self._salted(tenant_id, record_id, sealed)
        if not _same(sha256(salted).hexdigest(), sealed.digest):
            raise PersonalRecordTampered(tenant_id, record_id)
        return salted[SALT_OCTETS:]

    def verify(self, tenant_id: str, record_id: UUID, sealed: SealedRecord, digest: str) -> bool:
        """Whether the record is intact and is the one whose `digest` the event carries.

        Raises `PersonalRecordErased`: of an erased record neither can be said.
        """
        try:
            salted = self._salted(tenant_id, record_id, sealed)
        except PersonalRecordTampered:
            return False
        return _same(sha256(salted).hexdigest(), digest)

    def _salted(self, tenant_id: str, record_id: UUID, sealed: SealedRecord) -> bytes:
        wrapped = sealed.wrapped_key
        if wrapped is None:
            raise PersonalRecordErased(tenant_id, record_id)
        if (
            len(wrapped) != _WRAPPED_OCTETS
            or not wrapped.startswith(_WRAP_FORMAT)
            or len(sealed.nonce) != NONCE_OCTETS
            or len(sealed.ciphertext) < SALT_OCTETS + TAG_OCTETS
        ):
            raise PersonalRecordTampered(tenant_id, record_id)
        wrap_nonce, wrapped_data_key = wrapped[1 : 1 + NONCE_OCTETS], wrapped[1 + NONCE_OCTETS :]
        tenant = self._tenant_cipher(tenant_id)
        try:
            data_key = tenant.decrypt(wrap_nonce, wrapped_data_key, _bound(b"key", tenant_id, record_id))
            bound = _bound(b"record", tenant_id, record_id)
            return AESGCM(data_key).decrypt(sealed.nonce, sealed.ciphertext, bound)
        except InvalidTag:
            raise PersonalRecordTampered(tenant_id, record_id) from None

    def _tenant_cipher(self, tenant_id: str) -> AESGCM:
        cipher = self._tenants.get(tenant_id)
        if cipher is None:
            if not _TENANT.fullmatch(tenant_id):
                raise ValueError("a tenant is a two-digit SCB county code")
            derivation = HKDF(SHA256(), DATA_KEY_OCTETS, salt=None, info=f"trappa personal {tenant_id}".encode())
            cipher = self._tenants[tenant_id] = AESGCM(derivation.derive(self._master))
        return cipher


def _bound(purpose: bytes, tenant_id: str, record_id: UUID) -> bytes:
    # The tenant has a fixed length, so that no two pairs give the same octets.
    return b"trappa personal " + purpose + b"\x00" + tenant_id.encode("ascii") + record_id.bytes


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
