"""What the events say of care units: how a unit is named, and who ran it on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from service.domain.events import Event
from service.domain.register_events import UnitRegistered

DESCRIBING: Final = (UnitRegistered.model_fields["type"].default,)
"""The types of the events that say it."""


@dataclass(frozen=True, slots=True)
class Described:
    """A unit as it is named, and the legal entity that runs it (vårdgivare)."""

    hsa_id: str
    name: str
    provider_orgnr: str
    provider_name: str


class UnitBook:
    """The units as far as some events know them; ValueError for a unit that none of them registered."""

    def __init__(self, events: Iterable[tuple[UUID, Event]]) -> None:
        """`events` with the unit that each is of, in chain order."""
        self._known: Mapping[UUID, Described] = {
            unit_id: Described(event.hsa_id, event.name, event.provider_orgnr, event.provider_name)
            for unit_id, event in events
            if isinstance(event, UnitRegistered)
        }

    def on(self, unit_id: UUID, day: date) -> Described:  # noqa: ARG002 - a unit has had one provider from the start
        """The unit as of the day: whose it was then is who is paid for it."""
        if unit_id not in self._known:
            raise ValueError(f"the unit {unit_id} has not been registered")
        return self._known[unit_id]
