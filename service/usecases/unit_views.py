"""What people see of a care unit's past: pure functions of the rows of its events."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.events import decode
from service.domain.facts import canonical
from service.domain.register_events import UnitEvent
from service.domain.unit import replay
from service.usecases.views import Row


def unit_events(rows: Sequence[Row]) -> list[UnitEvent]:
    """The events of a unit's stream, of their rows."""
    bodies = (decode(canonical(row["body"])) for row in rows)
    return [event for event in bodies if isinstance(event, UnitEvent)]


def unit_as_known(row: Row) -> Row:
    """The row of a unit with what its events, as far as they were known, come to in place of what is stored of it.

    Of a unit whose registration was not known by then, or not to the viewer, the row stays.
    """
    events = unit_events(row["history"])
    if not events:
        return row
    unit = replay(events)
    then = {"name": unit.name, "provider_name": unit.provider_name, "provider_orgnr": unit.provider_orgnr}
    place = unit.address.model_dump() if unit.address else {"street": None, "postal_code": None, "city": None}
    return {**row, **then, **place}


def with_unit_as_known(row: Row) -> Row:
    """The row of a case with its unit as it was known, where the case was read with its unit."""
    return {**row, "unit": unit_as_known(row["unit"])} if "unit" in row else row
