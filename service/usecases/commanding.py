"""The frame of every command: one transaction, replayed when its id is known, written whole or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from service.authorize import Actor, Catalogue
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.facts import PersonalRef, canonical
from service.domain.identifiers import personal_number_in
from service.domain.words import Words
from service.national.definitions import NationalPackage
from service.ports import Clock, Ids, Memory, Pseudonyms, Recorded, Tenancy, Tx
from service.rules.decision import Adopted
from service.rules.force import version_on
from service.rules.ruleset import Ruleset
from service.usecases.checking import characters, invalid


class Rehearsal:
    """Makes a command be foreseen instead of carried out; `foreseen` is then its effect."""

    def __init__(self, foresee: Callable[[Tx, Actor, Recorded], Awaitable[Any]]) -> None:
        self.foresee = foresee
        self.foreseen: Any = None


@dataclass(frozen=True, slots=True)
class Services:
    """What use cases run on; put together at a composition root.

    `packages` are the shipped rulesets by their ids, `national` is the list of indicators that regions deliver.
    """

    tenancy: Tenancy
    clock: Clock
    ids: Ids
    catalogue: Catalogue
    pseudonyms: Pseudonyms
    packages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    national: NationalPackage | None = None
    rehearsal: Rehearsal | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Who sent a command, under which id, with which input: its digest tells a repeat from a reuse."""

    actor: Actor
    command_id: UUID | None
    name: str
    content: Mapping[str, Any]

    def digest(self, pseudonyms: Pseudonyms) -> str:
        return pseudonyms.digest(self.actor.tenant_id, canonical({"name": self.name, "content": self.content}))


Outcome = Mapping[str, Any]
Act = Callable[[Tx], Awaitable[tuple[Recorded, Outcome]]]


async def run(services: Services, sent: Sent, act: Act) -> Outcome:
    """Run `act` in one transaction and remember its outcome (ids and codes).

    A known command id with the same input returns the stored outcome and writes nothing; with another input it is
    refused with COMMAND_REUSED. Whatever `act` raises leaves nothing behind. In a rehearsal nothing is written at all.
    """
    if services.rehearsal is not None:
        return await _rehearse(services, services.rehearsal, sent, act)
    clock = services.clock
    digest = sent.digest(services.pseudonyms) if sent.command_id is not None else ""
    async with services.tenancy.begin(sent.actor, clock.now(), stopped=clock.stopped) as tx:
        if sent.command_id is not None:
            known = await tx.remembered(sent.command_id)
            if known is not None:
                if known.input_digest != digest:
                    raise InvalidInput("COMMAND_REUSED", path="commandId")
                return known.outcome
        recorded, outcome = await act(tx)
        if sent.command_id is not None:
            recorded = replace(recorded, memory=Memory(sent.command_id, digest, outcome))
        await tx.record(recorded)
        return outcome


async def _rehearse(services: Services, rehearsal: Rehearsal, sent: Sent, act: Act) -> Outcome:
    clock = services.clock
    async with services.tenancy.begin(sent.actor, clock.now(), stopped=clock.stopped, readonly=True) as tx:
        recorded, outcome = await act(tx)
        rehearsal.foreseen = await rehearsal.foresee(tx, sent.actor, recorded)
        return outcome


def in_force(versions: Mapping[UUID, Ruleset], procedure: str, day: date, *, path: str = "procedure") -> Adopted:
    """The version of the procedure in force on `day`: the latest to begin, of those the latest adopted.

    `versions` stand in order of adoption. Raises RuleRefused NO_RULESET_IN_FORCE, which belongs to the field `path`.
    """
    best = version_on(versions, procedure, day)
    if best is None:
        known = tuple(sorted({one.procedure for one in versions.values()}))
        raise RuleRefused("NO_RULESET_IN_FORCE", path=path, procedure=procedure, day=day.isoformat(), allowed=known)
    return Adopted(best, versions[best])


@dataclass(frozen=True, slots=True)
class Written:
    """Free text as it was sent: `path` is the field of the input, `name` the key it is sealed under.

    An `impersonal` one may not hold a personnummer (FK-06, XC-08).
    """

    text: str | None
    path: str
    name: str = "text"
    longest: int = 4000
    required: bool = False
    impersonal: bool = False


Sealed = tuple[PersonalRef | None, tuple[tuple[PersonalRef, bytes], ...]]
"""The reference that stands for a sealed record, and the record to store; None and nothing for no text."""


def sealed(tx: Tx, *written: Written) -> Sealed:
    """The texts as one sealed record, a JSON object; InvalidInput for one that is too long, or required and empty."""
    told = {one.name: one.text for one in written if one.text is not None and one.text.strip()}
    for one in written:
        length = len(told.get(one.name, ""))
        if length > one.longest:
            raise invalid(one.path, f"{length} > {one.longest}", f"<= {one.longest}")
        if one.impersonal and personal_number_in(told.get(one.name, "")):
            raise RuleRefused("PERSONAL_NUMBER_IN_TEXT", path=one.path)
        if one.required and not length:
            raise invalid(one.path, Words("tomt", "empty"), characters(one.longest))
    if not told:
        return None, ()
    ref, record = tx.seal(canonical(told).encode())
    return ref, ((ref, record),)
