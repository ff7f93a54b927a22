"""Simulating a draft over the region's own history: everything is read at one instant, and nothing is written (C1)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.authorize import Actor, Catalogue, Permission, RoleGrant, permit
from service.domain.dates import local_date
from service.domain.errors import InvalidInput, MandateMissing, RuleRefused
from service.ports import Tx
from service.rules.as_if import Draft
from service.rules.ruleset import Ruleset
from service.rules.simulate import CaseDifference, History, Simulation, Totals
from service.usecases.commanding import Services, in_force

_READING: Final[tuple[Permission, ...]] = ("READ_CASES", "READ_LEDGER", "READ_RULESET")


@dataclass(frozen=True, slots=True)
class Asked:
    """What would have been, had `ruleset` governed from the day `since` (None: since ever), for cases of the period.

    `until` is the first day after the period, None for no end. What is owed is counted until today, as in the ledger.
    """

    ruleset: Ruleset
    since: date | None = None
    until: date | None = None


Found = Callable[[CaseDifference], None]
"""Takes each case that comes out otherwise, in order of case id."""
Progress = Callable[[int, int], None]
"""Is told after each case how many are done, of how many. What it raises ends the simulation."""


async def simulate_ruleset(services: Services, actor: Actor, asked: Asked, found: Found, progress: Progress) -> Totals:
    """What all cases come to; those that differ are handed to `found` as they are met, and not kept.

    Raises MandateMissing where the actor may not read cases, ledger or rulesets, RuleRefused WRONG_REGION or
    NO_RULESET_IN_FORCE (of a procedure that has no version), InvalidInput for a period that ends before it begins.
    """
    _permit(actor, services.catalogue)
    if asked.ruleset.region != actor.tenant_id:
        raise RuleRefused("WRONG_REGION", theirs=asked.ruleset.region, ours=actor.tenant_id)
    if asked.since is not None and asked.until is not None and asked.until <= asked.since:
        problem, allowed = asked.until.isoformat(), (f"> {asked.since.isoformat()}",)
        raise InvalidInput("INVALID_INPUT", path="until", problem=problem, allowed=allowed)
    clock = services.clock
    async with services.tenancy.begin(actor, clock.now(), stopped=clock.stopped, readonly=True) as tx:
        return await _simulated(services, tx, asked, found, progress)


def _permit(actor: Actor, catalogue: Catalogue) -> None:
    for permission in _READING:
        permit(actor, permission, catalogue)
    if actor.by_party:  # who may read its own ledger is not told what the region considers of all
        may = tuple(sorted(role for role, one in catalogue.items() if _reads_all(one)))
        raise MandateMissing("MANDATE_MISSING", action="READ_LEDGER", roles=sorted(actor.roles), allowed=may)


def _reads_all(grant: RoleGrant) -> bool:
    return grant.side == "staff" and grant.permissions.issuperset(_READING)


async def _simulated(services: Services, tx: Tx, asked: Asked, found: Found, progress: Progress) -> Totals:
    procedure, today = asked.ruleset.procedure, local_date(tx.now)
    adopted = await tx.rulesets()
    own = {key: one for key, one in adopted.items() if one.procedure == procedure}
    if not own:
        in_force(adopted, procedure, today)
    simulation = Simulation(Draft(services.ids.new(), asked.ruleset, asked.since), own, today, asked.until)
    listed, agreements = await tx.listed_counts(), await tx.agreements()
    cases, done = await tx.count_cases(procedure), 0
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
