"""The parts of a case: its events, its sanction, what was advised on it, and what is to be done."""

from __future__ import annotations

from datetime import date, datetime

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.enums import (
    CaseDecision,
    ObligationKind,
    SanctionEndReason,
    Standpoint,
)
from schema.needs import described
from schema.scalars import Money
from schema.types.common import SOURCE, Explanation, RuleSource, Term, role_term, rule_source, term
from schema.types.ledger import LedgerLine
from schema.types.requests import SanctionPiece
from service.domain.events import ConsultationRecorded
from service.rules.deadlines import Obligation
from service.rules.ruleset import Ruleset
from service.usecases.views import Row


@strawberry.type(description="En registrerad händelse i ärendet. One event of the case, as it was recorded.")
class CaseEvent:
    version: int = strawberry.field(
        description="Händelsens nummer bland dem du ser, från 1. Its position among those that you see, from 1."
    )
    type: str = strawberry.field(
        description="Händelsens slag, t.ex. `CaseClassified`; alla står i docs/api.md. The kind of event, e.g."
        " `CaseClassified`; all stand in docs/api.md."
    )
    recorded_at: datetime = strawberry.field(
        description="När den registrerades, som kan vara senare än dess dag. The instant at which it was recorded,"
        " which may be later than its day."
    )
    actor_id: strawberry.ID | None = strawberry.field(
        description="Personens id i händelsekedjan, inget nod-id; null för en part när regionen handlat. The person's"
        " id in the chain, no id of a node; null for a party where the region acted."
    )
    acted_as: Term | None = strawberry.field(
        description="Rollen vars mandat användes; null där ingen roll antecknats. The role on whose mandate it was"
        " done; null where none was noted."
    )
    body: JSON = strawberry.field(
        description="Innehållet som det lagrats, med interna id:n och utan personuppgifter; att granska, inte att visa."
        " What is stored of it, with internal ids and nothing personal; to audit, not to show."
    )


@strawberry.type(
    description="Ärendets sanktion: beslut, rader och summa. What the case costs: decisions, lines and their sum."
)
class CaseSanction:
    runs: bool = strawberry.field(
        description="Om den pågår: inte rättad, och avtalet gäller. Whether it goes on: no correction approved, and the"
        " agreement holds."
    )
    ended_on: date | None = strawberry.field(
        description="Dagen då den upphörde, som inte räknas; null medan den pågår. The day on which it ended, which is"
        " free; null while it runs."
    )
    end_reason: SanctionEndReason | None = strawberry.field(
        description="Varför den upphörde; null medan den pågår. Why it runs no longer; null while it does."
    )
    pieces: list[SanctionPiece] = strawberry.field(
        description="Besluten, ett per begäran. The decisions, one for each request."
    )
    lines: list[LedgerLine] = strawberry.field(
        description="Raderna, en per månad och sats. The lines, one for each month and rate."
    )
    total: Money | None = strawberry.field(
        description="Raderna tillsammans, i kronor; null medan ett listtal inväntas. What the lines come to, in kronor;"
        " null while a listed count is awaited."
    )
    threatened: list[LedgerLine] = strawberry.field(
        description="Rader som skulle tillkomma om en konstaterad brist beslutades; tom lista för en part. What would"
        " be added if an established failure were decided; an empty list for a party."
    )
    threatened_total: Money | None = strawberry.field(
        description="Vad de hotande raderna lägger till, i kronor; null där inget hotar, och medan ett listtal"
        " inväntas. What the threatened lines add, in kronor; null where nothing threatens, and while a listed count"
        " is awaited."
    )
    explanation: Explanation | None = strawberry.field(
        description="Varför summan är vad den är; null före ett beslut. Why the sum is what it is; null before a"
        " decision."
    )


@strawberry.type(
    description="Ett samråd inför ett beslut; bara regionen ser det. What somebody had to say on a decision to come;"
    " only the region sees it."
)
class Consultation:
    found: strawberry.Private[ConsultationRecorded]
    row: strawberry.Private[Row]

    on: CaseDecision | None = strawberry.field(
        description="Beslutet som samrådet gäller; null för en åtgärd som regelverket anger. The decision that it is"
        " about; null for an act that the ruleset declares."
    )
    act: Term | None = strawberry.field(
        description="Åtgärden som samrådet gäller, ur `Ruleset.acts`; null för plattformens egna. The act that it is"
        " about, from `Ruleset.acts`; null for the platform's own."
    )
    consulted_on: date = strawberry.field(description="Dag för samrådet. The day on which the role was heard.")
    standpoint: Standpoint = strawberry.field(description="Vad rollen tycker om det. What the role thinks of it.")
    request: int | None = strawberry.field(
        description="Numret på den begäran som det följde; null före den första. The number of the correction request"
        " that it followed; null before the first."
    )

    @described("Rollen som hördes; null där ingen roll antecknats. The role that was heard; null where none was noted.")
    def acted_as(self, info: Info) -> Term | None:
        return role_term(info, self.found.acted_as)

    @described(
        "Yttrandet i ord; null där inget gavs eller det raderats. What was said, in words; null where nothing"
        " was or it was erased.",
        children=("personal",),
    )
    def note(self, info: Info) -> str | None:
        return info.context.written(self.row, self.found.personal)


def consultation(info: Info, found: ConsultationRecorded, ruleset: Ruleset, row: Row) -> Consultation:
    """`ruleset` is the version that governs the case; `row` is the case's, with its personal records."""
    own = found.on in CaseDecision.__members__
    label = next((one.label for one in ruleset.acts if one.id == found.on), None)
    return Consultation(
        found=found,
        row=row,
        on=CaseDecision(found.on) if own else None,
        act=None if own else term(info, found.on, label),
        consulted_on=found.consulted_on,
        standpoint=Standpoint(found.standpoint),
        request=found.request,
    )


@strawberry.type(description="Något som ska göras i ärendet. A duty that the case gives somebody.")
class CaseObligation:
    kind: ObligationKind = strawberry.field(description="Vad det är som ska göras. What it is that has to be done.")
    rule: str = strawberry.field(
        description="Id i regelverket på den regel som kräver det. Id, in the ruleset, of what demands it."
    )
    label: str = strawberry.field(
        description="Vad som ska göras, på begärt språk. What is to be done, in the language asked for."
    )
    due_on: date | None = strawberry.field(
        description="Sista dag; null där inget dokument anger någon. The last day for it; null where no document states"
        " one."
    )
    raised_on: date = strawberry.field(description="Dag då det uppkom. The day on which it arose.")
    overdue: bool = strawberry.field(description="Om sista dagen har passerat. Whether the last day for it has passed.")
    source: RuleSource | None = strawberry.field(description=SOURCE)


def case_obligation(info: Info, duty: Obligation) -> CaseObligation:
    return CaseObligation(
        kind=ObligationKind(duty.kind),
        rule=duty.rule,
        label=info.context.say(duty.label_sv, duty.label_en),
        due_on=duty.due_on,
        raised_on=duty.raised_on,
        overdue=duty.overdue,
        source=rule_source(duty.source),
    )
