"""Simulations that are asked for now and run by the worker: no event of the chain, for nothing happens (C1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.domain.dates import local_date
from service.domain.errors import NotFound, busy
from service.domain.words import Words
from service.ports import Recorded, SimulationAsked, Tx
from service.rules.load import RulesetRefused, check_content
from service.rules.ruleset import Ruleset
from service.usecases.checking import invalid
from service.usecases.commanding import Outcome, Sent, Services, run
from service.usecases.simulating import Asked, adopted_of, check_asked, permit_simulation

MOST_WAITING: Final = 5
"""Simulations of one region that wait or run at a time."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What is simulated, exactly one: a loaded ruleset, a draft of the region's, or a version that it adopted."""

    ruleset: Ruleset | None = None
    draft_id: UUID | None = None
    ruleset_id: UUID | None = None


async def start_simulation(
    services: Services, sent: Sent, given: Simulated, since: date | None, until: date | None
) -> Outcome:
    """Keep what is asked and let the worker run it as its actor, counted until today: `{simulation_id}`.

    Raises MandateMissing, NotFound for the draft or the version, InvalidInput, or RuleRefused: as of
    `simulate_ruleset`, and BUSY where MOST_WAITING of the region's have not ended.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        permit_simulation(sent.actor, services.catalogue)
        ruleset = await _ruleset(services, tx, given)
        check_asked(sent.actor, Asked(ruleset, since, until))
        adopted_of(await tx.rulesets(), ruleset.procedure, local_date(tx.now))
        if await tx.waiting_simulations() >= MOST_WAITING:
            raise busy()
        simulation_id = services.ids.new()
        asked = SimulationAsked(simulation_id, tuple(sorted(sent.actor.roles)), ruleset, since, until)
        return Recorded((), simulations=(asked,)), _outcome(simulation_id)

    return await run(services, sent, act)


async def cancel_simulation(services: Services, sent: Sent, simulation_id: UUID) -> Outcome:
    """End a simulation that waits or runs, with nothing kept of it: `{simulation_id}`.

    One that has ended stays as it is. Raises MandateMissing as for asking, and NotFound.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        permit_simulation(sent.actor, services.catalogue)
        if not await tx.has_simulation(simulation_id):
            raise NotFound(path="simulationId")
        return Recorded((), cancelled=simulation_id), _outcome(simulation_id)

    return await run(services, sent, act)


async def _ruleset(services: Services, tx: Tx, given: Simulated) -> Ruleset:
    match given:
        case Simulated(ruleset=Ruleset() as ruleset, draft_id=None, ruleset_id=None):
            return ruleset
        case Simulated(ruleset=None, draft_id=UUID() as draft_id, ruleset_id=None):
            draft = await tx.draft(draft_id)
            if draft is None:
                raise NotFound(path="draftId")
            return _checked(services, draft.content)
        case Simulated(ruleset=None, draft_id=None, ruleset_id=UUID() as ruleset_id):
            found = await tx.ruleset_version(ruleset_id)
            if found is None:
                raise NotFound(path="rulesetId")
            return found[1]
        case _:
            problem = Words("inget att simulera, eller flera", "nothing to simulate, or several of them")
            raise invalid("content", problem, "content", "draftId", "rulesetId")


def _checked(services: Services, content: Any) -> Ruleset:
    try:
        return check_content(content, roles=services.catalogue)
    except RulesetRefused as refused:
        raise invalid("draftId", refused.in_short) from refused


def _outcome(simulation_id: UUID) -> Outcome:
    return {"simulation_id": str(simulation_id)}
