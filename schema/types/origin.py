"""What a case rests on: the unit's signal and the region's impulse, who was first, and the ladder that follows."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

import strawberry

from schema.context import Info
from schema.enums import ImpulseKind
from schema.types.common import SOURCE, Explanation, RuleSource, Term, explanation, role_term, rule_source, term
from service.usecases.views import CaseView


@strawberry.enum(description="Det som ett ärende utgår från. What a case can rest on.")
class OriginKind(Enum):
    SIGNAL = strawberry.enum_value("SIGNAL", description="Enhetens egen signal. What the unit head told.")
    IMPULSE = strawberry.enum_value("IMPULSE", description="Det som gav regionen kännedom. What made the region aware.")


@strawberry.type(description="Verksamhetschefens egen signal. What the unit head told by itself.")
class CaseSignal:
    signalled_on: date = strawberry.field(description="Dag då signalen gavs. The day on which it was given.")
    on_template: bool = strawberry.field(
        description="Om den är på särskild mall. Whether it is on the form made for it."
    )
    risk_of_deviation: bool = strawberry.field(
        description="Om det finns risk för avsteg från uppdraget. Whether the unit may deviate from its assignment."
    )
    party_at_risk: bool = strawberry.field(
        description="Om någon part riskerar att påverkas negativt. Whether somebody may suffer by it."
    )
    recorded_at: datetime = strawberry.field(
        description="När den registrerades, som kan vara senare än dess dag. The instant at which it was recorded,"
        " which may be later than its day."
    )
    acted_as: Term | None = strawberry.field(
        description="Rollen som registrerade den; null där ingen roll antecknats. The role that recorded it; null where"
        " none was noted."
    )
    retrospective: bool = strawberry.field(
        description="Om dess dag är före den då den registrerades. Whether its day lies before the one it was recorded"
        " on."
    )


@strawberry.type(description="Det som gav regionen själv kännedom. What made the region itself aware.")
class CaseImpulse:
    known_on: date = strawberry.field(
        description="Dag då regionen fick kännedom. The day on which the region came to know it."
    )
    kind: ImpulseKind = strawberry.field(description="Vad som gav kännedom. What it was that told the region.")
    recorded_at: datetime = strawberry.field(
        description="När den registrerades, som kan vara senare än dess dag. The instant at which it was recorded,"
        " which may be later than its day."
    )
    acted_as: Term | None = strawberry.field(
        description="Rollen som registrerade den; null där ingen roll antecknats. The role that recorded it; null where"
        " none was noted."
    )
    retrospective: bool = strawberry.field(
        description="Om dess dag är före den då den registrerades. Whether its day lies before the one it was recorded"
        " on."
    )


@strawberry.type(
    description="Regeln för vem som räknas som först när båda bär samma datum. The rule of who counts as first where"
    " both bear one date."
)
class TieRule:
    value: OriginKind = strawberry.field(description="Den som räknas som först. The one that counts as first.")
    source: RuleSource | None = strawberry.field(description=SOURCE)


@strawberry.type(
    description="Ärendets ursprung: signal och impuls, vem som var först och trappan som följer. What a case rests"
    " on: signal and impulse, who was first, and the ladder that follows."
)
class CaseOrigin:
    first: OriginKind = strawberry.field(
        description="Den som kom först, enligt datum och `tieRule`. Which of them came before the other, by date and"
        " `tieRule`."
    )
    ladder: Term = strawberry.field(
        description="Sanktionstrappan som följer av det. The ladder of rates that follows from it."
    )
    signal: CaseSignal | None = strawberry.field(
        description="Enhetens signal; null där den inte givit någon. What the unit head told; null where it told"
        " nothing."
    )
    impulse: CaseImpulse | None = strawberry.field(
        description="Regionens impuls; null där ingen registrerats. What made the region aware; null where nothing was"
        " recorded."
    )
    tie_rule: TieRule = strawberry.field(
        description="Regeln där båda bär samma datum. What holds where both bear one date."
    )
    explanation: Explanation | None = strawberry.field(
        description="Varför den trappan; null där det inte kan räknas om. Why that ladder; null where it cannot be"
        " computed again."
    )


def case_origin(info: Info, view: CaseView) -> CaseOrigin:
    ruleset, ladder = view.opened_under, view.state.rates
    return CaseOrigin(
        first=OriginKind.SIGNAL if view.signal_came_first else OriginKind.IMPULSE,
        ladder=term(info, ladder, ruleset.ladder(ladder).label),
        signal=_signal(info, view),
        impulse=_impulse(info, view),
        tie_rule=TieRule(
            value=OriginKind(ruleset.signal_tie.value), source=rule_source(ruleset.signal_tie.source.source)
        ),
        explanation=explanation(view.explain_ladder()),
    )


def _signal(info: Info, view: CaseView) -> CaseSignal | None:
    found = view.signal
    if found is None:
        return None
    return CaseSignal(
        signalled_on=found.act.signalled_on,
        on_template=found.act.on_template,
        risk_of_deviation=found.act.risk_of_deviation,
        party_at_risk=found.act.party_at_risk,
        recorded_at=found.recorded_at,
        acted_as=role_term(info, found.acted_as),
        retrospective=found.retrospective,
    )


def _impulse(info: Info, view: CaseView) -> CaseImpulse | None:
    found = view.impulse
    if found is None:
        return None
    return CaseImpulse(
        known_on=found.act.known_on,
        kind=ImpulseKind(found.act.kind),
        recorded_at=found.recorded_at,
        acted_as=role_term(info, found.acted_as),
        retrospective=found.retrospective,
    )
