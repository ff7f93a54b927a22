"""What the events say of care units: how a unit is named, and who ran it on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from service.domain.events import Event
from service.domain.register_events import UnitRegistered, UnitRenamed, UnitTransferred
from service.domain.unit import UnitState, replay

DESCRIBING: Final = tuple(one.model_fields["type"].default for one in (UnitRegistered, UnitRenamed, UnitTransferred))
"""The types of the events that say it."""


class UnitBook:
    """The units as far as some events know them; ValueError for a unit that none of them registered."""

    def __init__(self, events: Iterable[tuple[UUID, Event]]) -> None:
        """`events` with the unit that each is of, in chain order; each kind of change comes in order of its days."""
        self._told: dict[UUID, list[UnitRegistered | UnitRenamed | UnitTransferred]] = defaultdict(list)
        for unit_id, event in events:
            if isinstance(event, UnitRegistered | UnitRenamed | UnitTransferred):
                self._told[unit_id].append(event)

    def on(self, unit_id: UUID, day: date) -> UnitState:
        """The unit's name and provider as of the day: whose it was then is who is paid for it."""
        if unit_id not in self._told:
            raise ValueError(f"the unit {unit_id} has not been registered")
        return replay(one for one in self._told[unit_id] if isinstance(one, UnitRegistered) or one.from_day <= day)
