"""What a ruleset says of action plans, and of sanctions that wait for none."""

from __future__ import annotations

import strawberry

from schema.context import Info
from schema.enums import DirectGround, PlanRequirement
from schema.needs import described
from schema.types.common import SOURCE, RuleSource, rule_source
from service.rules.ruleset import DirectSanction, PlanRules


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
