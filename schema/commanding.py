"""What every command of the contract does with its input and its outcome."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from strawberry import argument

from schema import inputs
from schema.context import Info
from schema.ids import own_id
from schema.scalars import is_instant
from schema.types.refusals import refused
from service.domain import errors
from service.usecases.commanding import Sent

Result = TypeVar("Result")


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
    found = own_id(kind, text)
    if found is None:
        raise errors.NotFound(path=path)
    return found


async def answer(info: Info, command: Callable[[], Awaitable[Result]]) -> Result:
    """The command's success, or its refusal as a value."""
    try:
        return await command()
    except errors.Refusal as refusal:
        return refused(info, refusal)  # type: ignore[return-value]


def levels(given: list[inputs.LevelInput]) -> dict[str, int]:
    """Scale → value; InvalidInput where a scale is given twice, since neither of two values is meant more."""
    for scale, times in Counter(one.scale for one in given).items():
        if times > 1:
            raise errors.InvalidInput("INVALID_INPUT", path="levels", problem=f"{scale} stands {times} times")
    return {one.scale: one.value for one in given}


def instant(value: datetime, path: str) -> datetime:
    if not is_instant(value):
        allowed = ("YYYY-MM-DDThh:mm:ss±hh:mm",)
        raise errors.InvalidInput("INVALID_INPUT", path=path, problem=value.isoformat(), allowed=allowed)
    return value


def present(found: Result | None) -> Result:
    """What was written and now is read again; NotFound where the caller may no longer see it."""
    if found is None:
        raise errors.NotFound
    return found


def given_as(description: str) -> Any:
    return argument(description=description)
