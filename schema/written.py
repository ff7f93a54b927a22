"""What callers write, as the rules take it: ids, instants, levels, origins."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Literal, cast
from uuid import UUID

from schema import inputs
from schema.context import Info
from schema.ids import own_id
from schema.scalars import is_instant
from service.domain import errors
from service.domain.events import Impulse, Signal
from service.usecases.checking import invalid, twice
from service.usecases.commanding import Sent


def plain(value: Any) -> Any:
    """An input as JSON-plain content: what two sendings of one command are compared by."""
    if dataclasses.is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return value.name
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def sent_as(info: Info, name: str, given: Any) -> Sent:
    content: Mapping[str, Any] = {key: value for key, value in plain(given).items() if key != "command_id"}
    return Sent(info.context.actor, given.command_id, name, content)


def own(kind: str, text: str, path: str) -> UUID:
    """The id inside a global id of that kind; NotFound for any other text."""
    found = own_id(kind, text)
    if found is None:
        raise errors.NotFound(path=path)
    return found


def levels(given: list[inputs.LevelInput]) -> dict[str, int]:
    """Scale → value; InvalidInput where a scale is given twice, since neither of two values is meant more."""
    found: dict[str, int] = {}
    for place, one in enumerate(given):
        if one.scale in found:
            raise invalid(f"levels[{place}].scale", twice(one.scale))
        found[one.scale] = one.value
    return found


def instant(value: datetime, path: str) -> datetime:
    """The instant; InvalidInput for a time without offset or out of our centuries."""
    if not is_instant(value):
        raise invalid(path, value.isoformat(), "YYYY-MM-DDThh:mm:ss±hh:mm")
    return value


def signal(given: inputs.SignalInput) -> Signal:
    return Signal.model_validate(plain(given))


def impulse(given: inputs.ImpulseInput) -> Impulse:
    kind = cast("Literal['DATA_ANALYSIS', 'DIALOGUE', 'OTHER']", given.kind.name)
    return Impulse(known_on=given.known_on, kind=kind)
