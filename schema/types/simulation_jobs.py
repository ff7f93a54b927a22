"""A simulation that was asked for and is run as a job: how far it is, and what it came to."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

import strawberry

from schema.context import Info
from schema.ids import global_id
from schema.needs import column, described
from schema.types.common import CURSOR, EDGES, PAGE_INFO, Node, PageInfo
from schema.types.refusals import Refusal, refused
from schema.types.simulation import SimulatedCase, SimulationTotals
from service.usecases import simulated
from service.usecases.views import Row


@strawberry.enum(description="Hur det står till med en simulering. How a simulation that was asked for stands.")
class SimulationState(Enum):
    QUEUED = strawberry.enum_value("QUEUED", description="Den väntar på sin tur. It waits for its turn.")
    RUNNING = strawberry.enum_value(
        "RUNNING", description="Den pågår: se `progress`. It is being run: `progress` says how far it is."
    )
    DONE = strawberry.enum_value(
        "DONE", description="Den är klar: se `result`. It has come to its end: `result` says what it found."
    )
    REFUSED = strawberry.enum_value(
        "REFUSED", description="Den kan inte göras: se `refusal`. It cannot be made: `refusal` says why not."
    )
    FAILED = strawberry.enum_value(
        "FAILED",
        description="Den avbröts av ett fel i tjänsten; begär den igen. A fault of the service ended it; ask for it"
        " once more.",
    )
    CANCELLED = strawberry.enum_value(
        "CANCELLED", description="Någon avbröt den; inget sparades. Somebody ended it; nothing was kept of it."
    )


@strawberry.type(description="Hur långt en simulering har kommit. How far a simulation has come.")
class SimulationProgress:
    done: int = strawberry.field(description="Antal ärenden som är klara. The number of cases that are done.")
    of: int | None = strawberry.field(
        description="Antal ärenden i förfarandet; null innan de räknats. The number of cases of the procedure; null"
        " before they are counted."
    )


@strawberry.type(
    description="En begärd simulering av ett utkast eller en version. A simulation of a draft or a version that"
    " somebody asked for."
)
class SimulationJob(Node):
    row: strawberry.Private[Row]

    state: SimulationState = column("state", "Hur den står nu. How the simulation stands as you ask.", SimulationState)
    asked_at: datetime = column(
        "asked_at",
        "När den begärdes; det som kostar räknas till den dagen. The instant at which it was asked for; what is owed is"
        " counted until that day.",
        datetime.fromisoformat,
    )
    ended_at: datetime | None = column(
        "ended_at",
        "När den tog slut; null medan den väntar eller pågår. The instant of its end; null while it waits or is run.",
        datetime.fromisoformat,
    )
    since: date | None = column(
        "since",
        "Periodens första dag, från vilken utkastet hade gällt; null: sedan alltid. First day of the period, from which"
        " the draft would have governed; null: since ever.",
        date.fromisoformat,
        called="from",
    )
    until: date | None = column(
        "until",
        "Första dagen efter perioden; null: ingen gräns. First day after the period; null: no end.",
        date.fromisoformat,
    )

    @described("Hur långt den har kommit. How far it has come by now.", "done", "cases")
    def progress(self) -> SimulationProgress:
        return SimulationProgress(done=self.row["done"], of=self.row["cases"])

    @described(
        "Vad den kom fram till; ärendena står i `simulatedCases`; null innan den är klar. What it found; its cases"
        " stand in `simulatedCases`; null before it is done.",
        "totals",
    )
    def result(self) -> SimulationTotals | None:
        totals = self.row["totals"]
        return None if totals is None else SimulationTotals(totals=simulated.totals(totals))

    @described(
        "Varför den inte kunde göras; null där inget hindrade. Why it could not be made; null where nothing was in its"
        " way.",
        "refusal",
    )
    def refusal(self, info: Info) -> Refusal | None:
        own = self.row["refusal"]
        return None if own is None else refused(info, simulated.refusal(own))


def simulation_job(row: Row) -> SimulationJob:
    """The job of a row with `simulation_id` and the columns that are asked for."""
    return SimulationJob(id=strawberry.ID(global_id("SimulationJob", row["simulation_id"])), row=row)


@strawberry.type(description="Ett simulerat ärende i en lista. A simulated case in a list, with its cursor.")
class SimulatedCaseEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: SimulatedCase = strawberry.field(description="Ärendet på raden. The simulated case of this row.")


@strawberry.type(
    description="En sida simulerade ärenden, de som skiljer mest i kronor först. A page of simulated cases, those that"
    " differ the most in kronor first."
)
class SimulatedCaseConnection:
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)
    edges: list[SimulatedCaseEdge] = strawberry.field(description=EDGES)

    @described("Ärendena på sidan, utan markörer. The simulated cases of the page, without cursors.")
    def nodes(self) -> list[SimulatedCase]:
        return [edge.node for edge in self.edges]
