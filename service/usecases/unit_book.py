"""What the events say of care units: how a unit is named, and who ran it on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from service.domain.events import Event
from service.domain.register_events import UnitRegistered, UnitRenamed, UnitTransferred

DESCRIBING: Final = tuple(one.model_fields["type"].default for one in (UnitRegistered, UnitRenamed, UnitTransferred))
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
        """`events` with the unit that each is of, in chain order; each kind of change comes in order of its days."""
        self._registered: dict[UUID, UnitRegistered] = {}
        self._changes: dict[UUID, list[UnitRenamed | UnitTransferred]] = defaultdict(list)
        for unit_id, event in events:
            if isinstance(event, UnitRegistered):
                self._registered[unit_id] = event
            elif isinstance(event, UnitRenamed | UnitTransferred):
                self._changes[unit_id].append(event)

    def on(self, unit_id: UUID, day: date) -> Described:
        """The unit as of the day: whose it was then is who is paid for it."""
        if unit_id not in self._registered:
            raise ValueError(f"the unit {unit_id} has not been registered")
        first = self._registered[unit_id]
        unit = Described(first.hsa_id, first.name, first.provider_orgnr, first.provider_name)
        for event in self._changes[unit_id]:
            if event.from_day > day:
                continue
            if isinstance(event, UnitRenamed):
                unit = replace(unit, name=event.name)
            else:
                unit = replace(unit, provider_orgnr=event.provider_orgnr, provider_name=event.provider_name)
        return unit
