"""How a case was classified: its levels, those of each of several events, and the colour they come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import strawberry

from schema.context import Info
from schema.needs import described
from schema.types.common import Explanation, Term, explanation, term
from schema.types.requests import colour_term
from schema.written import happening_name
from service.domain.events import Weighed
from service.domain.facts import PersonalRef
from service.rules.classify import hints
from service.rules.ruleset import Ruleset
from service.usecases.views import CaseView, Row


@strawberry.type(description="Ett valt värde på en skala. The level that was chosen on one scale.")
class LevelChosen:
    scale: Term = strawberry.field(description="Skalan, t.ex. allvarlighetsgrad. The one it is on, e.g. severity.")
    value: int = strawberry.field(description="Värdet som det valdes. The number that was chosen.")
    label: str = strawberry.field(
        description="Värdets benämning på begärt språk. What to show for the value, in the language asked for."
    )


@strawberry.type(
    description="En av flera händelser i ett ärende, klassificerad för sig. One of several events of a case, with"
    " levels of its own."
)
class ClassifiedHappening:
    row: strawberry.Private[Row]
    written: strawberry.Private[PersonalRef | None]

    number: int = strawberry.field(
        description="Händelsens nummer i ärendet, från 1, till `SplitCaseInput`. Its position in the case, from 1, for"
        " `SplitCaseInput`."
    )
    levels: list[LevelChosen] = strawberry.field(description="Ett värde för varje skala. One level for each scale.")
    score: int = strawberry.field(
        description="Det mått som värdena vägs samman till. The number that the levels come to together."
    )
    colour: Term = strawberry.field(
        description="Färgen som måttet ger. The one of `Ruleset.colours` that the score gives."
    )

    @described(
        "Händelsen i ord; null där inget gavs, det raderats eller den kom hit genom en delning. What happened, in"
        " words; null where nothing was told, it was erased, or it came here by a split.",
        children=("personal",),
    )
    def description(self, info: Info) -> str | None:
        return info.context.written(self.row, self.written, happening_name(self.number))


@strawberry.type(
    description="Klassificering: skalvärden, sammanvägt mått och färg. What was decided of a case: its levels, their"
    " score and the colour."
)
class Classification:
    weighed: strawberry.Private[list[ClassifiedHappening]]

    levels: list[LevelChosen] = strawberry.field(description="Ett värde för varje skala. One level for each scale.")
    computed: Term = strawberry.field(
        description="Färgen som måttet ger. The one of `Ruleset.colours` that the score gives."
    )
    hints: list[str] = strawberry.field(
        description="Att tänka på vid dessa värden och denna färg; tom lista: inget. What to consider at these levels"
        " and this colour; an empty list: nothing."
    )
    score: int = strawberry.field(
        description="Det mått som värdena vägs samman till. The number that the levels come to together."
    )
    colour: Term = strawberry.field(
        description="Färgen som beslutades, en av `Ruleset.colours`: måttets, eller en annan med motivering. The colour"
        " that was decided, one of `Ruleset.colours`: the score's, or another for a reason."
    )
    classified_on: date = strawberry.field(description="Dag för klassificeringen. The day on which it was decided.")
    explanation: Explanation | None = strawberry.field(
        description="Varför den färgen; null där den inte kan räknas om. Why that colour; null where it cannot be"
        " computed again."
    )

    @described(
        "Händelserna, där flera klassificerats var för sig; tom lista: ärendet har en. The events, where several were"
        " classified each by itself; an empty list: the case has one.",
        same=True,
    )
    def happenings(self) -> list[ClassifiedHappening]:
        return self.weighed


def _levels(info: Info, ruleset: Ruleset, levels: Mapping[str, int]) -> list[LevelChosen]:
    scales = {scale.id: scale for scale in ruleset.classification.scales}
    return [
        LevelChosen(
            scale=term(info, scale.id, scale.label),
            value=value,
            label=next(info.context.say(one.label.sv, one.label.en) for one in scale.levels if one.value == value),
        )
        for scale, value in ((scales[name], value) for name, value in levels.items())
    ]


def _happening(
    info: Info, ruleset: Ruleset, weighed: Weighed, row: Row, written: PersonalRef | None
) -> ClassifiedHappening:
    return ClassifiedHappening(
        row=row,
        written=written,
        number=weighed.number,
        levels=_levels(info, ruleset, weighed.levels),
        score=weighed.score,
        colour=colour_term(info, ruleset, weighed.colour),
    )


def classification(info: Info, view: CaseView, row: Row, versions: Mapping[UUID, Ruleset]) -> Classification | None:
    """The latest one of the case whose row it is; None before the first."""
    classified = view.state.classified
    if classified is None:
        return None
    ruleset = versions[classified.ruleset_id]
    return Classification(
        levels=_levels(info, ruleset, classified.levels),
        weighed=[_happening(info, ruleset, one, row, classified.personal) for one in classified.happenings or ()],
        score=classified.score,
        computed=colour_term(info, ruleset, classified.computed or classified.colour),
        hints=[
            info.context.say(one.label.sv, one.label.en) for one in hints(ruleset, classified.levels, classified.colour)
        ],
        colour=colour_term(info, ruleset, classified.colour),
        classified_on=classified.classified_on,
        explanation=explanation(view.explain_classification()),
    )
