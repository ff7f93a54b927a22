"""What a case rests on: the unit's signal and the region's impulse, who was first, and the ladder that follows."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

import strawberry

from schema.context import Info
from schema.types.common import Explanation, RuleSource, Term, explanation, role_term, rule_source, term
from service.usecases.views import CaseView


@strawberry.enum(description="Det som ett ärende utgår från. What a case rests on.")
class OriginKind(Enum):
    SIGNAL = strawberry.enum_value("SIGNAL", description="Verksamhetschefens signal. The unit head's signal.")
    IMPULSE = strawberry.enum_value("IMPULSE", description="Regionens impuls. The region's impulse.")


@strawberry.type(description="Verksamhetschefens signal. The unit head's own signal.")
class CaseSignal:
    signalled_on: date = strawberry.field(description="Signalens dag. Day of the signal.")
    on_template: bool = strawberry.field(description="På särskild mall. On the template.")
    risk_of_deviation: bool = strawberry.field(description="Risk för avsteg från uppdraget. Risk of deviation.")
    party_at_risk: bool = strawberry.field(description="Någon part riskerar påverkas. A party is at risk.")
    recorded_at: datetime = strawberry.field(description="När den registrerades. When it was recorded.")
    acted_as: Term | None = strawberry.field(description="Roll som registrerade den. The role that recorded it.")
    retrospective: bool = strawberry.field(
        description="Daterad före dagen då den registrerades. Dated before the day it was recorded."
    )


@strawberry.type(description="Regionens impuls. What made the region aware.")
class CaseImpulse:
    known_on: date = strawberry.field(description="Dag då regionen fick kännedom. The day the region knew.")
    kind: str = strawberry.field(description="Slag av impuls. Kind of impulse.")
    recorded_at: datetime = strawberry.field(description="När den registrerades. When it was recorded.")
    acted_as: Term | None = strawberry.field(description="Roll som registrerade den. The role that recorded it.")
    retrospective: bool = strawberry.field(
        description="Daterad före dagen då den registrerades. Dated before the day it was recorded."
    )


@strawberry.type(description="Vem som räknas som först när båda bär samma datum. Who counts as first on one date.")
class TieRule:
    value: OriginKind = strawberry.field(description="Den som räknas som först. The one that counts as first.")
    source: RuleSource | None = strawberry.field(description="Källa. Source.")


@strawberry.type(description="Ärendets ursprung: vem som var först och trappan som följer. Who was first in the case.")
class CaseOrigin:
    first: OriginKind = strawberry.field(
        description="Först, enligt datum och regeln för samma datum. First, by date and the rule of ties."
    )
    ladder: Term = strawberry.field(description="Sanktionstrappa som följer. The ladder of rates that follows.")
    signal: CaseSignal | None = strawberry.field(description="Verksamhetschefens signal. The unit head's signal.")
    impulse: CaseImpulse | None = strawberry.field(description="Regionens impuls. The region's impulse.")
    tie_rule: TieRule = strawberry.field(description="Regeln för samma datum. The rule where both bear one date.")
    explanation: Explanation | None = strawberry.field(description="Varför den trappan. Why that ladder.")


def case_origin(info: Info, view: CaseView) -> CaseOrigin:
    ruleset, ladder = view.opened_under, view.state.ladder
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
        kind=found.act.kind,
        recorded_at=found.recorded_at,
        acted_as=role_term(info, found.acted_as),
        retrospective=found.retrospective,
    )
