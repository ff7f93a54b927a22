"""Who may decide something in a case: the rows of its ruleset's delegation, and who has still to be heard."""

from __future__ import annotations

import strawberry

from schema.context import Info
from schema.needs import described
from schema.types.common import SOURCE, RuleSource, Term, role_terms, rule_source
from service.rules.procedure import Mandate


@strawberry.type(
    description="En rad i delegationen, som den gäller i ärendet nu. A row of the delegation, as it holds in the case"
    " now."
)
class CaseDecider:
    rule: strawberry.Private[Mandate]
    silent: strawberry.Private[tuple[str, ...]]

    @described("Roller som får besluta. The roles any of which may decide.")
    def roles(self, info: Info) -> list[Term]:
        return role_terms(info, self.rule.roles)

    @described("Åtgärden som raden gäller, som id. Id of the act that the row is of.")
    def action(self) -> str:
        return self.rule.action

    @described("Utfall som raden gäller; tom lista: alla. The outcomes that the row is of; an empty list: all of them.")
    def outcomes(self) -> list[str]:
        return list(self.rule.outcomes)

    @described(
        "Roller som ska höras eller ställa sig bakom beslutet först, och inte gjort det. Who has to be heard or to"
        " support it first, and has not."
    )
    def missing(self, info: Info) -> list[Term]:
        return role_terms(info, self.silent)

    @described("Roller som ska ställa sig bakom beslutet. Who has to support the decision beforehand.")
    def co_deciders(self, info: Info) -> list[Term]:
        return role_terms(info, self.rule.co_deciders)

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)
