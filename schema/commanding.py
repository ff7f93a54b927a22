"""What a command of the contract is, and how the fields that carry it out, or only foresee it, are made of it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Any

import strawberry
from strawberry import argument

from schema.commands.stating import place
from schema.context import Info
from schema.ids import own_id
from schema.noting import noted
from schema.reading_back import Outcomes
from schema.types.effects import PreviewResult, preview
from schema.types.refusals import refused
from schema.written import sent_as
from service.domain.errors import MandateMissing, NotFound, Refusal
from service.usecases.commanding import Outcome, Rehearsal, Sent, Services
from service.usecases.foreseeing import foresee

Prepared = Callable[[Services, Sent], Awaitable[Outcome]]
_INPUT = "Vad kommandot ska göra. All that the command is to do."


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name and input in the contract, how it is prepared, and what it may come to.

    `prepare` makes the use case's call of an input, or raises the refusal of one that cannot be.
    """

    name: str
    description: str
    given: type
    outcomes: Outcomes
    prepare: Callable[[Any], Prepared]

    @property
    def field(self) -> str:
        """The name in Python."""
        return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", self.name)


def carrying_out(commands: Iterable[Command], name: str, description: str) -> type:
    """The type whose fields carry commands out: success, or the refusal as a value."""
    return _type(name, description, {one.field: _field(one, _carried_out(one), one.outcomes.union) for one in commands})


def foreseeing(commands: Iterable[Command], name: str, description: str) -> type:
    """The type whose fields say what the same commands would come to, and write nothing."""
    return _type(name, description, {one.field: _field(one, _foreseen(one), PreviewResult) for one in commands})


def _type(name: str, description: str, fields: dict[str, Any]) -> type:
    made: type = strawberry.type(type(name, (), fields), description=description)
    return made


def _field(command: Command, resolve: Callable[..., Awaitable[Any]], result: Any) -> Any:
    resolve.__name__ = command.field
    given = Annotated[command.given, argument(description=_INPUT)]  # type: ignore[name-defined]
    resolve.__annotations__ = {"info": Info, "input": given, "return": result}
    return strawberry.field(resolver=resolve, description=command.description)


def _carried_out(command: Command) -> Callable[..., Awaitable[Any]]:
    async def resolve(info: Info, input: Any) -> Any:
        try:
            outcome = await command.prepare(input)(info.context.services, sent_as(info, command.name, input))
            return await command.outcomes.read(info, outcome)
        except Refusal as refusal:
            return await _refused(info, refusal, input)

    return resolve


def _foreseen(command: Command) -> Callable[..., Awaitable[Any]]:
    async def resolve(info: Info, input: Any) -> Any:
        rehearsal = Rehearsal(foresee)
        services = replace(info.context.services, rehearsal=rehearsal)
        try:
            # One after the other: a document takes one connection, however much it foresees.
            async with info.context.one_at_a_time:
                await command.prepare(input)(services, sent_as(info, command.name, input))
        except Refusal as refusal:
            return await _refused(info, refusal, input)
        await noted(info, rehearsal.foreseen.cases)
        return preview(rehearsal.foreseen)

    return resolve


async def _refused(info: Info, refusal: Refusal, given: Any) -> Any:
    """The refusal; one that speaks of how a case stands shows that case."""
    place(refusal, given)
    case_id = own_id("Case", getattr(given, "case_id", ""))
    if case_id is not None and not isinstance(refusal, NotFound | MandateMissing):
        await noted(info, {case_id})
    return refused(info, refusal)
