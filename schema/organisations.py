"""Organisations as callers write them: `region`, a care unit's global id, or a counterpart's own id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from schema.ids import global_id, own_id
from service.domain.access import REGION

OF_REGION: Final = "region"
_COUNTERPART: Final = re.compile(r"[a-z]+(_[a-z]+)*")
_NO_ORGANISATION: Final = frozenset({"access", "none", REGION})
"""Words that row-level security keeps for others than parties."""
_UUID_LENGTH: Final = 36


class WrittenOrganisations:
    """Reads and writes organisations; what seats have them as is `service.domain.access`'s."""

    def read(self, text: str) -> str | None:
        if text == OF_REGION:
            return REGION
        unit_id = own_id("CareUnit", text)
        if unit_id is not None:
            return str(unit_id)
        return text if _COUNTERPART.fullmatch(text) and text not in _NO_ORGANISATION else None

    def write(self, organisation: str) -> str:
        if organisation == REGION:
            return OF_REGION
        return global_id("CareUnit", organisation) if len(organisation) == _UUID_LENGTH else organisation


def read_unit(text: str) -> UUID | None:
    """The care unit of a global id, or of the UUID in it; None for any other text."""
    found = own_id("CareUnit", text)
    if found is not None:
        return found
    try:
        return UUID(text)
    except ValueError:
        return None


def shown_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """An event's content with the organisation as callers write it."""
    organisation = body.get("organisation")
    return dict(body) if organisation is None else {**body, "organisation": WrittenOrganisations().write(organisation)}
