"""A region's ruleset (regelverk) as front ends see it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.ids import global_id
from schema.needs import column, described
from schema.scalars import Money
from schema.types.common import Node, RuleSource, Term, role_term, rule_source, term
from service.domain.money import format_sek
from service.rules.ruleset import Colour, Ladder, Mandate, Ruleset
from service.usecases.views import Row


@strawberry.type(description="Färg med vad den kräver och kostar. A colour, what it requires and costs.")
class RulesetColour:
    rule: strawberry.Private[Colour]

    @described("Färgens id och namn. Id and label.")
    def term(self, info: Info) -> Term:
        return term(info, self.rule.id, self.rule.label)

    @described("Om handlingsplan krävs. Whether an action plan is required.")
    def plan_required(self) -> bool:
        return self.rule.plan_required

    @described("Steg i sanktionstrappan. Step of the sanction ladder.")
    def sanction_step(self) -> str | None:
        return self.rule.sanction.step if self.rule.sanction else None

    @described("När sanktionen utgår: vid beslutad brist eller genast. ON_FAILURE or ON_REQUEST.")
    def sanction_due(self) -> str | None:
        return self.rule.sanction.due if self.rule.sanction else None

    @described("Färg efter beslutad brist. Colour after a decided failure.")
    def next(self) -> str | None:
        return self.rule.next

    @described("Källa. Source.")
    def source(self) -> RuleSource | None:
        return rule_source((self.rule.sanction or self.rule).source.source)


@strawberry.type(description="Sats per listad och månad. Rate per listed person and month.")
class RulesetRate:
    step: str = strawberry.field(description="Steg i trappan. Step.")
    amount: Money = strawberry.field(description="Kronor per listad och månad. SEK per listed and month.")
    source: RuleSource | None = strawberry.field(description="Källa. Source.")


@strawberry.type(description="Sanktionstrappa. A ladder of rates.")
class RulesetLadder:
    rule: strawberry.Private[Ladder]

    @described("Trappans id och namn. Id and label.")
    def term(self, info: Info) -> Term:
        return term(info, self.rule.id, self.rule.label)

    @described("Villkor som alla ska vara uppfyllda. Conditions, all of which must hold.")
    def conditions(self) -> list[str]:
        return [one.requires for one in self.rule.conditions]

    @described("Satser. Rates.")
    def rates(self) -> list[RulesetRate]:
        return [
            RulesetRate(step=one.step, amount=Money(format_sek(one.ore)), source=rule_source(one.source.source))
            for one in self.rule.rates
        ]


@strawberry.type(description="Beslutsmandat: vem som får göra vad. Who may do what.")
class RulesetMandate:
    rule: strawberry.Private[Mandate]

    @described("Åtgärd. Action.")
    def action(self) -> str:
        return self.rule.action

    @described("Utfall som mandatet gäller; tomt är alla. Outcomes it covers; none means all.")
    def outcomes(self) -> list[str]:
        return list(self.rule.outcomes)

    @described("Roller som får besluta. Roles that may decide.")
    def roles(self, info: Info) -> list[Term]:
        return [one for role in self.rule.roles if (one := role_term(info, role)) is not None]

    @described("Roller som ska höras i samråd före beslutet. Roles to be consulted before the decision.")
    def consult(self, info: Info) -> list[Term]:
        return [one for role in self.rule.consult if (one := role_term(info, role)) is not None]

    @described("Källa. Source.")
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)


@strawberry.type(name="Ruleset", description="Fastställd version av en rutins regelverk. An adopted ruleset version.")
class RulesetVersion(Node):
    row: strawberry.Private[Row]
    parsed: strawberry.Private[Ruleset]

    procedure: str = column("procedure", "Rutin som regelverket styr. The procedure it governs.")
    label: str = column("label", "Versionens beteckning. Version label.")
    valid_from: date = column("valid_from", "Gäller från och med. Valid from, inclusive.", date.fromisoformat)
    valid_until: date | None = column("valid_until", "Gäller till, ej med. Valid until, exclusive.", date.fromisoformat)
    adopted_at: datetime = column("adopted_at", "Fastställd. When it was adopted.", datetime.fromisoformat)

    @described("Rubrik på begärt språk. Title.")
    def title(self, info: Info) -> str:
        return info.context.say(self.parsed.title.sv, self.parsed.title.en)

    @described("Färger i ordning. Colours in order.")
    def colours(self) -> list[RulesetColour]:
        return [RulesetColour(rule=one) for one in self.parsed.colours]

    @described("Sanktionstrappor. Ladders.")
    def ladders(self) -> list[RulesetLadder]:
        return [RulesetLadder(rule=one) for one in self.parsed.ladders]

    @described("Beslutsmandat. Mandates.")
    def mandates(self) -> list[RulesetMandate]:
        return [RulesetMandate(rule=one) for one in self.parsed.mandates]

    @described("Hela regelverket, varje regel med källa. The whole document, each rule with its source.")
    def content(self) -> JSON:
        return JSON(self.row["content"])


RULESET_COLUMNS = ("ruleset_id", "procedure", "label", "valid_from", "valid_until", "adopted_at", "content")


def ruleset_version(row: Row, parsed: Ruleset) -> RulesetVersion:
    """The version of a row with all of RULESET_COLUMNS."""
    shown: Any = RulesetVersion(id=strawberry.ID(global_id("Ruleset", row["ruleset_id"])), row=row, parsed=parsed)
    return shown  # type: ignore[no-any-return]
