"""Simulations that were asked for: how one stands, and the cases that it found."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument

from schema.arguments import OwnId
from schema.context import Info
from schema.ids import asked_id
from schema.needs import described, gather, selection
from schema.noting import noted
from schema.paging import EMPTY, After, Asked, Before, First, Last, cut, page
from schema.types.simulation import SimulatedCase
from schema.types.simulation_jobs import (
    SimulatedCaseConnection,
    SimulatedCaseEdge,
    SimulationJob,
    simulation_job,
)
from service.domain.errors import MandateMissing
from service.reads import Filter, Order, Read
from service.usecases.simulated import difference
from service.usecases.simulating import permit_simulation

_LARGEST_FIRST = (Order("weight_ore", descending=True), Order("case_id"))
_KIND = "SimulationJob"


def _may(info: Info) -> bool:
    """Whether the caller could have asked for it."""
    try:
        permit_simulation(info.context.actor, info.context.services.catalogue)
    except MandateMissing:
        return False
    return True


async def load_simulation(info: Info, key: str, simulation_id: UUID, *path: str) -> SimulationJob | None:
    """The job with what is selected under `path` of the field being resolved; None for who may not simulate."""
    if not _may(info):
        return None
    raw = info._raw_info  # noqa: SLF001 - the selection is graphql-core's
    wanted = gather(raw, _KIND, selection(raw, *path))
    read = wanted.read(key, "simulation", where=(Filter("simulation_id", "=", simulation_id),), one=True)
    row = (await info.context.load(read))[key]
    return None if row is None else simulation_job(row)


@strawberry.type
class SimulationJobQuery:
    @described(
        "En begärd simulering; null där den inte finns, inte är din region eller du inte får simulera. A simulation"
        " that was asked for; null where it does not exist, is not your region's or you may not simulate."
    )
    async def simulation_job(self, info: Info, id: OwnId) -> SimulationJob | None:
        return await load_simulation(info, str(info.path.key), asked_id(_KIND, id, "id", "simulation"))

    @described(
        "Ärendena som en klar simulering fann annorlunda, de som skiljer mest i kronor först; tom sida innan den är"
        " klar. The cases that a simulation which is done found to come out otherwise, those that differ the most in"
        " kronor first; an empty page before it is done."
    )
    async def simulated_cases(
        self,
        info: Info,
        simulation_id: Annotated[
            strawberry.ID,
            argument(description="Simuleringen, som globalt id. Which simulation, by its global id."),
        ],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SimulatedCaseConnection:
        own = asked_id(_KIND, simulation_id, "simulationId", "simulation")
        asked = page(Asked(first, after, last, before), (int, UUID))
        if not _may(info):
            return SimulatedCaseConnection(page_info=EMPTY, edges=[])
        key, where = str(info.path.key), (Filter("simulation_id", "=", own),)
        columns = ("case_id", "weight_ore", "content")
        read = Read(key, "simulation_case", columns, where=where, order=_LARGEST_FIRST, page=asked)
        marked, page_info = cut((await info.context.load(read))[key], asked, ("weight_ore", "case_id"))
        found = [(mark, difference(UUID(row["case_id"]), row["content"])) for mark, row in marked]
        await noted(info, {one.case_id for _, one in found})
        edges = [SimulatedCaseEdge(cursor=mark, node=SimulatedCase(case=one)) for mark, one in found]
        return SimulatedCaseConnection(page_info=page_info, edges=edges)
