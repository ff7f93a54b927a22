"""Personal records as reads bring them, opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from infra.keys.personal import PersonalKeys, PersonalRecordErased, SealedRecord


def texts_of(keys: PersonalKeys, tenant_id: str, row: Mapping[str, Any]) -> Mapping[str, str]:
    """The texts, by name, of an `event_personal` row whose bytes are hex; none where its key has been erased.

    Raises PersonalRecordTampered where the row does not hold together.
    """
    wrapped = row["wrapped_key"]
    sealed = SealedRecord(
        ciphertext=bytes.fromhex(row["ciphertext"]),
        nonce=bytes.fromhex(row["nonce"]),
        wrapped_key=None if wrapped is None else bytes.fromhex(wrapped),
        digest=row["digest"],
    )
    try:
        plain = keys.open(tenant_id, UUID(row["record_id"]), sealed)
    except PersonalRecordErased:
        return {}
    return {str(name): str(text) for name, text in json.loads(plain).items()}
