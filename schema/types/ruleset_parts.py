"""The parts of a region's ruleset, as front ends see them."""

from __future__ import annotations

import strawberry

from schema.context import Info
from schema.enums import DirectGround, LadderCondition, PlanRequirement, SanctionDue
from schema.needs import described
from schema.scalars import Money
from schema.types.common import SOURCE, RuleSource, Term, role_terms, rule_source
from service.domain.money import format_sek
from service.rules.procedure import Mandate, State
from service.rules.ruleset import Colour, DirectSanction, Ladder, PlanRules, Scale


@strawberry.type(description="Ett värde på en skala. One level that can be chosen on a scale.")
class ScaleLevel:
    value: int = strawberry.field(description="Värdet, som i `LevelInput`. The number that `LevelInput` takes for it.")
    label: str = strawberry.field(description="Benämning på begärt språk. What to show, in the language asked for.")


@strawberry.type(
    description="Skala som ett ärende klassificeras på. A scale on which a case is classified; each takes one level."
)
class RulesetScale:
    rule: strawberry.Private[Scale]

    @described("Skalans id, som i `LevelInput`. Id of the scale, as in `LevelInput`.")
    def id(self) -> str:
        return self.rule.id

    @described("Benämning på begärt språk. What to show, in the language asked for.")
    def label(self, info: Info) -> str:
        return info.context.say(self.rule.label.sv, self.rule.label.en)

    @described("Värdena att välja bland, i ordning. The levels to choose from, in order.")
    def levels(self, info: Info) -> list[ScaleLevel]:
        return [
            ScaleLevel(value=one.value, label=info.context.say(one.label.sv, one.label.en)) for one in self.rule.levels
        ]

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)


@strawberry.type(description="Färg med vad den kräver och kostar. A colour, what it requires and costs.")
class RulesetColour:
    rule: strawberry.Private[Colour]

    @described("Färgens id, som i `CaseFilter`. Id of the colour, as in `CaseFilter`.")
    def id(self) -> str:
        return self.rule.id

    @described("Benämning på begärt språk. What to show, in the language asked for.")
    def label(self, info: Info) -> str:
        return info.context.say(self.rule.label.sv, self.rule.label.en)

    @described("Om enheten ska få en begäran och sända en plan. Whether the unit is sent a request and owes a plan.")
    def plan_required(self) -> bool:
        return self.rule.plan_required

    @described(
        "Steget som färgen kostar, ur `RulesetLadder.rates`; null där den inte kostar. The step that it costs, one of"
        " `RulesetLadder.rates`; null where it costs nothing."
    )
    def sanction_step(self) -> str | None:
        return self.rule.sanction.step if self.rule.sanction else None

    @described("När den kostar; null där den inte kostar. What makes it cost; null where it costs nothing.")
    def sanction_due(self) -> SanctionDue | None:
        return SanctionDue(self.rule.sanction.due) if self.rule.sanction else None

    @described(
        "Färgens id efter en beslutad brist; null där den består. Id of the colour after a decided failure; null"
        " where it stays."
    )
    def next(self) -> str | None:
        return self.rule.next

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source((self.rule.sanction or self.rule).source.source)


@strawberry.type(description="Läge som ett ärende kan ha. A state that a case can be in.")
class RulesetState:
    rule: strawberry.Private[State]

    @described("Lägets id, som i `CaseFilter`. Id of the state, as in `CaseFilter`.")
    def id(self) -> str:
        return self.rule.id

    @described("Benämning på begärt språk. What to show, in the language asked for.")
    def label(self, info: Info) -> str:
        return info.context.say(self.rule.label.sv, self.rule.label.en)

    @described("Om ärendet då är avslutat. Whether a case in it is at its end.")
    def closed(self) -> bool:
        return self.rule.closed


@strawberry.type(description="Ett steg i en trappa och vad det kostar. A step of a ladder, and what it costs.")
class RulesetRate:
    step: str = strawberry.field(
        description="Stegets id, som i `RulesetColour.sanctionStep`. Its id, as in `RulesetColour.sanctionStep`."
    )
    amount: Money = strawberry.field(
        description="Kronor per listad person och månad. Kronor for each listed person and month."
    )
    source: RuleSource | None = strawberry.field(description=SOURCE)


@strawberry.type(
    description="Sanktionstrappa: vad stegen kostar. Den första vars villkor alla är uppfyllda är ärendets. What the"
    " steps cost. The first one whose conditions all hold is that of the case."
)
class RulesetLadder:
    rule: strawberry.Private[Ladder]

    @described("Trappans id, som i `Case.ladder`. Id of the ladder, as in `Case.ladder`.")
    def id(self) -> str:
        return self.rule.id

    @described("Benämning på begärt språk. What to show, in the language asked for.")
    def label(self, info: Info) -> str:
        return info.context.say(self.rule.label.sv, self.rule.label.en)

    @described(
        "Villkor som alla ska vara uppfyllda; tom lista: inga. The conditions, all of which have to hold; an empty"
        " list: none."
    )
    def conditions(self) -> list[LadderCondition]:
        return [LadderCondition(one.requires) for one in self.rule.conditions]

    @described("Vad varje steg kostar. What each of its steps costs.")
    def rates(self) -> list[RulesetRate]:
        return [
            RulesetRate(step=one.step, amount=Money(format_sek(one.ore)), source=rule_source(one.source.source))
            for one in self.rule.rates
        ]


@strawberry.type(description="Ett krav på en handlingsplan. Something that an action plan has to meet.")
class RulesetRequirement:
    requires: PlanRequirement = strawberry.field(
        description="Kravet, med fältet i `ReceivePlanInput`. What is demanded, and by which field of"
        " `ReceivePlanInput`."
    )
    label: str = strawberry.field(description="Benämning på begärt språk. What to show, in the language asked for.")
    source: RuleSource | None = strawberry.field(description=SOURCE)


@strawberry.type(
    description="Regler för handlingsplaner: tid och krav. What holds for action plans: their time and what they must"
    " meet."
)
class RulesetPlan:
    rule: strawberry.Private[PlanRules]

    @described(
        "Månader som gäller där en begäran inte anger tid; null: varje begäran måste ange den. Months that hold where a"
        " request states no time; null: each request has to state one."
    )
    def default_months(self) -> int | None:
        return self.rule.default_months

    @described(
        "Om en tid i månader som slutar på en helgdag går till nästa arbetsdag. Whether a time in months that ends on a"
        " holiday goes on to the next working day."
    )
    def rolls_forward(self) -> bool:
        return self.rule.rolls_forward

    @described(
        "Kraven, i ordning; annars tas planen inte emot. What a plan must meet, in order, or it is not received."
    )
    def requirements(self, info: Info) -> list[RulesetRequirement]:
        return [
            RulesetRequirement(
                requires=PlanRequirement(one.requires),
                label=info.context.say(one.label.sv, one.label.en),
                source=rule_source(one.source.source),
            )
            for one in self.rule.requirements
        ]

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)


@strawberry.type(
    description="En sanktion som kan beslutas direkt, med begäran. A sanction that can be decided at once, with the"
    " request."
)
class RulesetDirectSanction:
    rule: strawberry.Private[DirectSanction]

    @described("Grunden för den. What it rests on, as in `DirectSanctionInput`.")
    def ground(self) -> DirectGround:
        return DirectGround(self.rule.ground)

    @described("Benämning på begärt språk. What to show for the ground, in the language asked for.")
    def label(self, info: Info) -> str:
        return info.context.say(self.rule.label.sv, self.rule.label.en)

    @described("Åtgärdens id som ärendet först ska ha haft. Id of the action that the case must have had before.")
    def requires(self) -> str:
        return self.rule.requires

    @described("Färgerna vid vilka den kan beslutas, som id. At which colours it can be decided, by their ids.")
    def colours(self) -> list[str]:
        return list(self.rule.colours)

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)


@strawberry.type(description="Beslutsmandat: vilka som får göra vad. Which roles may do what.")
class RulesetMandate:
    rule: strawberry.Private[Mandate]

    @described(
        "Åtgärdens id, som i `AvailableAction`; id:na står i docs/api.md. Id of what may be done, as in"
        " `AvailableAction`; the ids stand in docs/api.md."
    )
    def action(self) -> str:
        return self.rule.action

    @described(
        "Utfall som mandatet gäller: färger, eller som i `AvailableAction.outcome`; tom lista: alla. The outcomes"
        " that the mandate is for: colours, or as in `AvailableAction.outcome`; an empty list: all."
    )
    def outcomes(self) -> list[str]:
        return list(self.rule.outcomes)

    @described("Rollerna som får besluta. The roles that may decide.")
    def roles(self, info: Info) -> list[Term]:
        return role_terms(info, self.rule.roles)

    @described(
        "Roller som ska höras i samråd före beslutet; tom lista: inga. The roles that are to be heard before the"
        " decision; an empty list: none."
    )
    def consult(self, info: Info) -> list[Term]:
        return role_terms(info, self.rule.consult)

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)
