"""What a draft of a ruleset would have come to over the region's own cases (C1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.ids import global_id
from schema.needs import described
from schema.scalars import Money
from schema.types.common import Explanation, explanation
from schema.types.ledger import money
from schema.types.refusals import InvalidInput, MandateMissing, Refusal, RuleRefused, refused
from service.domain.money import format_sek
from service.rules import side_by_side
from service.rules.simulate import BOUNDS, CaseDifference, Totals


@strawberry.enum(description="Vad som skulle ha blivit annorlunda i ett ärende. What of a case comes out otherwise.")
class SimulatedChangeKind(Enum):
    LADDER = strawberry.enum_value(
        "LADDER", description="Sanktionstrappan är en annan. The case follows another ladder of rates."
    )
    COLOUR = strawberry.enum_value(
        "COLOUR",
        description="Färgen är en annan, av mått eller efter brist. Its colour is another, by score or by failure.",
    )
    PLAN_REQUIRED = strawberry.enum_value(
        "PLAN_REQUIRED",
        description="Om handlingsplan krävs är annorlunda. Whether an action plan is required is different.",
    )
    PLAN_DUE = strawberry.enum_value(
        "PLAN_DUE", description="Planens sista dag är en annan. The last day for the plan is another one."
    )
    PLAN_IN_TIME = strawberry.enum_value(
        "PLAN_IN_TIME", description="Om planen kom i tid är annorlunda. Whether the plan came in time is different."
    )
    PLAN_REQUIREMENTS = strawberry.enum_value(
        "PLAN_REQUIREMENTS", description="Kraven på planen är andra. The plan has to be something else."
    )
    FAILURE = strawberry.enum_value(
        "FAILURE",
        description="En beslutad brist hade inte varit någon; den kostar ändå. A decided failure would have been none;"
        " it costs all the same.",
    )
    MANDATE = strawberry.enum_value(
        "MANDATE",
        description="Andra hade fått fatta beslutet, eller ingen. Others would have had to decide, or nobody.",
    )
    OBLIGATION = strawberry.enum_value(
        "OBLIGATION",
        description="Något annat återstår att göra nu. Something else remains to be done in the case now.",
    )


@strawberry.type(
    description="En sak som skulle ha blivit annorlunda. One thing of a case that comes out otherwise by the draft."
)
class SimulatedChange:
    change: strawberry.Private[side_by_side.Change]

    @described("Vad som är annorlunda. What it is that comes out otherwise.")
    def kind(self) -> SimulatedChangeKind:
        return SimulatedChangeKind(self.change.kind)

    @described("Dagen för handlingen som det gäller. The day of the act that it is about.")
    def on(self) -> date:
        return self.change.on

    @described(
        "Som det var, med regelverkets id:n; att räkna med, inte att visa; null där det inte fanns. As it was, in the"
        " ruleset's ids; to compute with, not to show; null where there was no such thing."
    )
    def before(self) -> JSON | None:
        return None if self.change.before is None else JSON(self.change.before)

    @described(
        "Som det hade blivit, på samma sätt; null där det inte hade funnits. As it would have been, told likewise;"
        " null where there would be no such thing."
    )
    def after(self) -> JSON | None:
        return None if self.change.after is None else JSON(self.change.after)

    @described(
        "Utkastets regel som gör det, och det som den ersätter. The draft's rule that does it, and what it replaces."
    )
    def explanation(self) -> Explanation:
        return Explanation(root=self.change.cause)


@strawberry.type(
    description="Ett ärende som skulle ha blivit annorlunda. A case that would have come out otherwise by the draft."
)
class SimulatedCase:
    case: strawberry.Private[CaseDifference]

    @described("Ärendet som globalt id. Which case it is, by its global id.")
    def case_id(self) -> strawberry.ID:
        return strawberry.ID(global_id("Case", self.case.case_id))

    @described(
        "Vårdenheten som globalt id; null där ärendet inte gäller någon. The care unit that the case is of, by its"
        " global id; null where it is about none."
    )
    def unit_id(self) -> strawberry.ID | None:
        unit_id = self.case.unit_id
        return None if unit_id is None else strawberry.ID(global_id("CareUnit", unit_id))

    @described("Dag då det öppnades. The day on which the case was opened.")
    def opened_on(self) -> date:
        return self.case.opened_on

    @described(
        "Vad det har kostat hittills, i kronor; null medan ett listtal inväntas eller med `refusal`. What it has cost"
        " so far, in kronor; null while a listed count is awaited or with a `refusal`."
    )
    def before(self) -> Money | None:
        return money(self.case.before_ore)

    @described(
        "Vad det hade kostat hittills, i kronor; null som `before`. What it would have cost so far, in kronor; null as"
        " `before`."
    )
    def after(self) -> Money | None:
        return money(self.case.after_ore)

    @described(
        "`after` minus `before`, i kronor; null som `before`. How much `after` is more than `before`, in kronor; null"
        " as `before`."
    )
    def difference(self) -> Money | None:
        return money(self.case.difference_ore)

    @described(
        "Första orsaken till skillnaden i kronor, annars till första ändringen; null med `refusal`. What first makes"
        " the difference in kronor, else the first change; null with a `refusal`."
    )
    def cause(self) -> Explanation | None:
        return explanation(self.case.cause)

    @described("Allt annat som är annorlunda, i händelsernas ordning. All else that differs, in the order of events.")
    def changes(self) -> list[SimulatedChange]:
        return [SimulatedChange(change=one) for one in self.case.changes]

    @described(
        "Varför utkastet inte kan väga ärendet; null där det kan det. Why the draft cannot weigh the case; null where"
        " it can."
    )
    def refusal(self, info: Info) -> Refusal | None:
        return None if self.case.refusal is None else refused(info, self.case.refusal)


@strawberry.type(description="Hur många ärenden som har en ändring av ett slag. How many cases have a kind of change.")
class SimulatedKind:
    kind: SimulatedChangeKind = strawberry.field(description="Slaget av ändring. Which kind of change it is.")
    cases: int = strawberry.field(description="Antal ärenden som har den. The number of cases that have such a one.")


@strawberry.type(
    description="En klass av skillnader i kronor per ärende. A class of differences in kronor, and the cases in it."
)
class SimulatedClass:
    least: Money | None = strawberry.field(
        name="from",
        description="Minsta skillnad, med; null för den lägsta klassen. The least difference, inclusive; null for the"
        " lowest class.",
    )
    below: Money | None = strawberry.field(
        name="until",
        description="Övre gräns, utan; null för den högsta klassen. What all differences in it are below; null for the"
        " highest class.",
    )
    cases: int = strawberry.field(description="Antal ärenden i klassen. How many cases have such a difference.")


@strawberry.type(
    description="Vad ett utkast hade lett till för regionens ärenden, sammanlagt. What a draft would have come to for"
    " the region's cases, all of them together."
)
class SimulationTotals:
    totals: strawberry.Private[Totals]

    @described("Antal ärenden i förfarandet. The number of cases of the procedure.")
    def cases(self) -> int:
        return self.totals.cases

    @described("Antal ärenden utanför perioden. The number of cases that are not of the period.")
    def outside(self) -> int:
        return self.totals.outside

    @described("Antal ärenden som skulle ha blivit annorlunda. The number of cases that would have come out otherwise.")
    def differing(self) -> int:
        return self.totals.differing

    @described(
        "Antal av dem som utkastet inte kan väga; de är inte med i summorna. The number of them that the draft cannot"
        " weigh; the sums are without them."
    )
    def refused(self) -> int:
        return self.totals.refused

    @described(
        "Antal ärenden som inväntar ett listtal; de är inte med i summorna. The number of cases that await a listed"
        " count; the sums are without them."
    )
    def awaiting(self) -> int:
        return self.totals.awaiting

    @described("Summan som den är, i kronor. What all cases of the period have cost so far, in kronor.")
    def before(self) -> Money:
        return Money(format_sek(self.totals.before_ore))

    @described("Summan som den hade varit, i kronor. What they would have cost by the draft, in kronor.")
    def after(self) -> Money:
        return Money(format_sek(self.totals.after_ore))

    @described("`after` minus `before`, i kronor. How much `after` is more than `before`, in kronor.")
    def difference(self) -> Money:
        return Money(format_sek(self.totals.difference_ore))

    @described("Antal ärenden per slag av ändring, de som förekommer. How many cases have each kind of change, if any.")
    def changed(self) -> list[SimulatedKind]:
        return [
            SimulatedKind(kind=SimulatedChangeKind(kind), cases=cases)
            for kind, cases in sorted(self.totals.changed.items())
        ]

    @described(
        "Ärendena i summorna efter skillnad, de största minskningarna först. The cases in the sums by their difference,"
        " the largest decreases first."
    )
    def histogram(self) -> list[SimulatedClass]:
        return list(_classes(self.totals.classes))


@strawberry.type(
    description="Vad ett utkast hade lett till för regionens ärenden; inget är skrivet. What a draft would have come to"
    " for the region's cases; nothing is written."
)
class Simulation(SimulationTotals):
    found: strawberry.Private[list[CaseDifference]]

    @described(
        "De ärenden som skiljer mest i kronor, störst först. The cases that differ the most in kronor, the largest"
        " first."
    )
    def largest(self) -> list[SimulatedCase]:
        return [SimulatedCase(case=one) for one in self.found]


def _classes(counts: list[int]) -> Iterator[SimulatedClass]:
    bounds = [None, *(Money(format_sek(ore)) for ore in BOUNDS), None]
    for cases, least, below in zip(counts, bounds, bounds[1:], strict=False):
        yield SimulatedClass(least=least, below=below, cases=cases)


SimulationResult = Annotated[
    Simulation | MandateMissing | RuleRefused | InvalidInput,
    strawberry.union(
        "SimulationResult",
        description="Vad utkastet hade lett till, eller varför det inte kan sägas. What the draft would have come to,"
        " or why that cannot be said.",
    ),
]
