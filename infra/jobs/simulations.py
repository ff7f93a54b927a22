"""A simulation as a job: run in the scope of who asked for it, told of while it runs, kept whole or not at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

import structlog
from pgqueuer.errors import RetryRequested

from infra.clock import StoppedClock
from infra.db.simulation_runs import End, Finding, Request, Row, SimulationRun
from infra.jobs.trying import LATER, MOST_ATTEMPTS, UNREACHABLE
from service.authorize import actor_from
from service.domain.errors import Refusal
from service.rules.ruleset import Ruleset
from service.rules.simulate import CaseDifference
from service.usecases.commanding import Services
from service.usecases.simulated import difference_text, refusal_text, totals_text
from service.usecases.simulating import Asked, simulate_ruleset

_log = structlog.get_logger(__name__)
CONNECTIONS: Final = 3
"""What one run takes: to read, to keep what is found, and to tell how far it is."""
TOLD_EVERY: Final = 1.0
"""Seconds between two tellings of how far it is."""


class _Ended(Exception):  # noqa: N818 - a simulation that is not to go on, and no defect
    """It was cancelled, or the worker is to stop."""


@dataclass(slots=True)
class _Course:
    """How far a run is, and what it found that is not kept yet."""

    done: int = 0
    cases: int | None = None
    stopped: bool = False
    found: list[Row] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, one: CaseDifference) -> None:
        weight = -1 if one.difference_ore is None else abs(one.difference_ore)
        self.found.append(Row(one.case_id, weight, difference_text(one)))

    def progress(self, done: int, cases: int) -> None:
        self.done, self.cases = done, cases
        if self.stopped:
            raise _Ended

    def taken(self) -> list[Row]:
        rows, self.found = self.found, []
        return rows


async def run_simulation(services: Services, run: SimulationRun, stopping: Callable[[], bool], attempts: int) -> None:
    """Runs it to its end, in the pool's CONNECTIONS; it was begun `attempts` times before.

    RetryRequested where it is to be run anew: another worker has it, this one stops, or the database has no time
    or is out of reach.
    """
    try:
        await _run(services, run, stopping)
    except _Ended:
        if stopping():
            await run.give_back()
            raise RetryRequested from None
    except RetryRequested:
        raise
    except UNREACHABLE as error:
        if attempts >= MOST_ATTEMPTS:
            await _failed(run, error)
            return
        _log.warning("a simulation is tried again", region=run.tenant_id, error=type(error).__name__)
        raise RetryRequested(LATER) from None
    except Refusal as refusal:
        if refusal.code == "BUSY" and attempts < MOST_ATTEMPTS:
            await run.give_back()
            raise RetryRequested(LATER) from None
        await run.end(End("REFUSED", refusal=refusal_text(refusal)))
    except Exception as error:  # noqa: BLE001 - whatever it is, who asked is told that it failed, and the log why
        await _failed(run, error)


async def _failed(run: SimulationRun, error: Exception) -> None:
    _log.error("a simulation failed", region=run.tenant_id, exc_info=error)
    await run.end(End("FAILED"))


async def _run(services: Services, run: SimulationRun, stopping: Callable[[], bool]) -> None:
    async with run.finding() as finding:
        if finding is None:
            raise RetryRequested(LATER)
        request = await run.begin()
        if request is None:
            return
        course = _Course()
        watch = asyncio.create_task(_watch(run, finding, course, stopping))
        try:
            totals = await _simulated(services, run.tenant_id, request, course)
        finally:
            course.over.set()
            await watch  # and what went wrong there, in the place of the end that it brought about
        await finding.keep(course.taken())
        if not await finding.end(End("DONE", course.done, course.cases or 0, totals)):
            raise _Ended


async def _simulated(services: Services, tenant_id: str, request: Request, course: _Course) -> str:
    """The totals as JSON text: of all that is recorded by now, counted until the day on which it was asked."""
    ruleset = Ruleset.model_validate(json.loads(request.content))
    actor = actor_from(request.actor_id, tenant_id, request.roles, None, services.catalogue)
    asked = Asked(ruleset, request.since, request.until)
    at_the_time = replace(services, clock=StoppedClock(request.asked_at))
    return totals_text(await simulate_ruleset(at_the_time, actor, asked, course.take, course.progress))


async def _watch(run: SimulationRun, finding: Finding, course: _Course, stopping: Callable[[], bool]) -> None:
    """Tells how far it is and keeps what was found, until it is to stop: then the run ends at its next case."""
    try:
        while not stopping() and await run.progress(course.done, course.cases):
            await finding.keep(course.taken())
            # Never ended while it asks something: that would end the transaction that it asks in.
            with suppress(TimeoutError):
                await asyncio.wait_for(course.over.wait(), TOLD_EVERY)
                return
    finally:
        course.stopped = True
