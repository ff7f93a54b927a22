"""The frame of every command: one transaction, replayed when its id is known, written whole or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from service.authorize import Actor, Catalogue
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.facts import PersonalRef, canonical
from service.ports import Clock, Ids, Memory, Pseudonyms, Recorded, Tenancy, Tx
from service.rules.decision import Adopted
from service.rules.force import version_on
from service.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Services:
    """What use cases run on; put together at a composition root."""

    tenancy: Tenancy
    clock: Clock
    ids: Ids
    catalogue: Catalogue
    pseudonyms: Pseudonyms


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
    refused with COMMAND_REUSED. Whatever `act` raises leaves nothing behind.
    """
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


def in_force(versions: Mapping[UUID, Ruleset], procedure: str, day: date) -> Adopted:
    """The version of the procedure in force on `day`: the latest to begin, of those the latest adopted.

    `versions` stand in order of adoption. Raises RuleRefused NO_RULESET_IN_FORCE.
    """
    best = version_on(versions, procedure, day)
    if best is None:
        known = tuple(sorted({one.procedure for one in versions.values()}))
        raise RuleRefused("NO_RULESET_IN_FORCE", procedure=procedure, day=day.isoformat(), allowed=known)
    return Adopted(best, versions[best])


def sealed(tx: Tx, text: str | None, path: str) -> tuple[PersonalRef | None, tuple[tuple[PersonalRef, bytes], ...]]:
    """Free text as a sealed record and the reference that stands for it; nothing for no text."""
    if text is None or not text.strip():
        return None, ()
    limit = 4000
    if len(text) > limit:
        raise InvalidInput("INVALID_INPUT", path=path, problem=f"{len(text)} > {limit}", allowed=(f"<= {limit}",))
    ref, record = tx.seal(canonical({"text": text}).encode())
    return ref, ((ref, record),)
