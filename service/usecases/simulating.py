"""Simulating a draft over the region's own history: everything is read at one instant, and nothing is written (C1)."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from service.authorize import Actor, Catalogue, Permission, RoleGrant, permit
from service.domain.dates import local_date
from service.domain.errors import MandateMissing, RuleRefused
from service.domain.words import Words
from service.ports import Tx
from service.rules.as_if import Draft
from service.rules.ruleset import Ruleset
from service.rules.simulate import CaseDifference, History, Simulation, Totals
from service.usecases.checking import invalid
from service.usecases.commanding import Services, in_force

_READING: Final[tuple[Permission, ...]] = ("READ_CASES", "READ_LEDGER", "READ_RULESET")


@dataclass(frozen=True, slots=True)
class Asked:
    """What would have been, had `ruleset` governed from the day `since` (None: since ever), for cases of the period.

    `until` is the first day after the period, None for no end. What is owed is counted until today, as in the ledger.
    `most` is how many cases of the procedure are gone through at all, None for however many there are.
    """

    ruleset: Ruleset
    since: date | None = None
    until: date | None = None
    most: int | None = None


Found = Callable[[CaseDifference], None]
"""Takes each case that comes out otherwise, in order of case id."""
Progress = Callable[[int, int], None]
"""Is told after each case how many are done, of how many. What it raises ends the simulation."""


class Largest:
    """The `most` cases that differ the most in kronor; those without a figure come last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[tuple[int, UUID, CaseDifference]] = []

    def take(self, one: CaseDifference) -> None:
        weight = -1 if one.difference_ore is None else abs(one.difference_ore)
        heapq.heappush(self._heap, (weight, one.case_id, one))
        if len(self._heap) > self._most:
            heapq.heappop(self._heap)

    @property
    def found(self) -> list[CaseDifference]:
        return [one for _, _, one in sorted(self._heap, key=lambda item: (-item[0], item[1]))]


async def simulate_ruleset(services: Services, actor: Actor, asked: Asked, found: Found, progress: Progress) -> Totals:
    """What all cases come to; those that differ are handed to `found` as they are met, and not kept.

    Raises MandateMissing where the actor may not read cases, ledger or rulesets, RuleRefused WRONG_REGION or
    NO_RULESET_IN_FORCE (of a procedure that has no version), InvalidInput for a period that ends before it begins, or
    for more cases than `most`.
    """
    permit_simulation(actor, services.catalogue)
    check_asked(actor, asked)
    clock = services.clock
    # The same to everybody who may ask, who may also read what another one asked for: never what the team alone reads.
    reader = replace(actor, permissions=actor.permissions - {"READ_TEAM"})
    async with services.tenancy.begin(reader, clock.now(), stopped=clock.stopped, readonly=True) as tx:
        return await _simulated(services, tx, asked, found, progress)


def check_asked(actor: Actor, asked: Asked) -> None:
    """RuleRefused WRONG_REGION, or InvalidInput for a period that ends before it begins."""
    if asked.ruleset.region != actor.tenant_id:
        raise RuleRefused("WRONG_REGION", theirs=asked.ruleset.region, ours=actor.tenant_id)
    if asked.since is not None and asked.until is not None and asked.until <= asked.since:
        raise invalid("until", asked.until.isoformat(), f"> {asked.since.isoformat()}")


def adopted_of(versions: Mapping[UUID, Ruleset], procedure: str, today: date) -> dict[UUID, Ruleset]:
    """The versions of the procedure, in order of adoption; RuleRefused NO_RULESET_IN_FORCE where there is none."""
    own = {key: one for key, one in versions.items() if one.procedure == procedure}
    if not own:
        in_force(versions, procedure, today)
    return own


def permit_simulation(actor: Actor, catalogue: Catalogue) -> None:
    """MandateMissing for whoever may not read all of the region's cases, its ledger and its rulesets."""
    for permission in _READING:
        permit(actor, permission, catalogue)
    if actor.by_party:  # who may read its own ledger is not told what the region considers of all
        may = tuple(sorted(role for role, one in catalogue.items() if _reads_all(one)))
        raise MandateMissing("MANDATE_MISSING", action="READ_LEDGER", roles=sorted(actor.roles), allowed=may)


def _reads_all(grant: RoleGrant) -> bool:
    return grant.side == "staff" and grant.permissions.issuperset(_READING)


async def _simulated(services: Services, tx: Tx, asked: Asked, found: Found, progress: Progress) -> Totals:
    procedure, today = asked.ruleset.procedure, local_date(tx.now)
    own = adopted_of(await tx.rulesets(), procedure, today)
    simulation = Simulation(Draft(services.ids.new(), asked.ruleset, asked.since), own, today, asked.until)
    listed, agreements = await tx.listed_counts(), await tx.agreements()
    cases, done = await tx.count_cases(procedure), 0
    if asked.most is not None and cases > asked.most:
        problem = Words(f"{cases} ärenden", f"{cases} cases")
        raise invalid("content", problem, f"<= {asked.most}")
    async with aclosing(tx.case_streams(procedure)) as batches:
        async for batch in batches:
            for stream in batch:
                counts, periods = listed.get(stream.unit_id, {}), agreements.get(stream.unit_id, [])
                difference = simulation.take(History(stream.case_id, stream.events, counts, periods))
                if difference is not None:
                    found(difference)
                done += 1
                progress(done, cases)
    return simulation.totals
