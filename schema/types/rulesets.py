"""A region's ruleset (regelverk) as front ends see it."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.enums import LadderCondition, OverrideScope, SanctionDue
from schema.ids import global_id
from schema.needs import column, described
from schema.scalars import Money
from schema.types.common import SOURCE, Node, RuleSource, Term, role_terms, rule_source
from schema.types.ruleset_acts import RulesetAct, RulesetChecklist, RulesetReport
from schema.types.ruleset_plans import RulesetDirectSanction, RulesetPlan
from schema.types.ruleset_problems import ShownProblem, shown
from service.domain.money import format_sek
from service.rules.dmn import classification_dmn
from service.rules.load import problems_of
from service.rules.procedure import Mandate, State
from service.rules.ruleset import Colour, Ladder, Ruleset, Scale
from service.rules.yaml_out import written
from service.rules.yaml_text import YamlText
from service.usecases.views import Row, RulesetCache

_CONTENT = "content"


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


@strawberry.type(
    name="Ruleset",
    description="Fastställd version av en rutins regelverk; den ändras aldrig. An adopted version of the rules of one"
    " procedure; it never changes.",
)
class RulesetVersion(Node):
    row: strawberry.Private[Row]
    cache: strawberry.Private[RulesetCache]

    procedure: str = column(
        "procedure", "Rutinens id, som i `OpenCaseInput`. Id of the procedure that it governs, as in `OpenCaseInput`."
    )
    label: str = column("label", "Versionens beteckning, t.ex. `1`. What the region calls this version, e.g. `1`.")
    valid_from: date = column(
        "valid_from", "Dag från vilken den gäller. First day on which it holds.", date.fromisoformat
    )
    valid_until: date | None = column(
        "valid_until",
        "Dagen efter den sista; null: tills vidare eller till nästa version. The day after the last on which it"
        " holds; null: until further notice, or until the next version.",
        date.fromisoformat,
    )
    adopted_at: datetime = column(
        "adopted_at", "När den fastställdes. The instant of its adoption.", datetime.fromisoformat
    )

    @cached_property
    def rules(self) -> Ruleset:
        return self.cache.parse(UUID(self.row["ruleset_id"]), self.row[_CONTENT])

    @described("Rubrik på begärt språk, att visa. What to show, in the language asked for.", _CONTENT)
    def title(self, info: Info) -> str:
        return info.context.say(self.rules.title.sv, self.rules.title.en)

    @described("Skalorna som ett ärende klassificeras på. The scales on which a case is classified.", _CONTENT)
    def scales(self) -> list[RulesetScale]:
        return [RulesetScale(rule=one) for one in self.rules.classification.scales]

    @described(
        "Vilken annan färg än måttets som får beslutas med motivering; null: ingen. Which other colour than the score's"
        " may be decided for a reason; null: none.",
        _CONTENT,
    )
    def override(self) -> OverrideScope | None:
        rule = self.rules.classification.override
        return None if rule is None else OverrideScope(rule.value)

    @described(
        "Sanktioner som kan beslutas direkt, med begäran. The sanctions that can be decided at once, with the request.",
        _CONTENT,
    )
    def direct_sanctions(self) -> list[RulesetDirectSanction]:
        return [RulesetDirectSanction(rule=one) for one in self.rules.direct_sanctions]

    @described("Färgerna som ett ärende kan ha, i ordning. The colours that a case can have, in order.", _CONTENT)
    def colours(self) -> list[RulesetColour]:
        return [RulesetColour(rule=one) for one in self.rules.colours]

    @described("Lägena som ett ärende kan ha, i ordning. The states that a case can be in, in order.", _CONTENT)
    def states(self) -> list[RulesetState]:
        return [RulesetState(rule=one) for one in self.rules.track.states]

    @described("Sanktionstrappor i den ordning de prövas. The ladders, in the order in which they are tried.", _CONTENT)
    def ladders(self) -> list[RulesetLadder]:
        return [RulesetLadder(rule=one) for one in self.rules.ladders]

    @described("Vad som gäller för handlingsplaner. What holds for action plans.", _CONTENT)
    def plan(self) -> RulesetPlan:
        return RulesetPlan(rule=self.rules.plan)

    @described(
        "Åtgärder som regelverket självt anger, till `takeStep` och `openCase`. The acts that the ruleset itself"
        " declares,"
        " for `takeStep` and `openCase`.",
        _CONTENT,
    )
    def acts(self) -> list[RulesetAct]:
        return [RulesetAct(rule=one, rules=self.rules) for one in self.rules.acts]

    @described("Checklistorna som ett ärende kan få. The checklists that a case may get.", _CONTENT)
    def checklists(self) -> list[RulesetChecklist]:
        return [RulesetChecklist(rule=one) for one in self.rules.checklists]

    @described("Rapporterna som ska göras. The reports that are to be made.", _CONTENT)
    def reports(self) -> list[RulesetReport]:
        return [RulesetReport(rule=one, rules=self.rules) for one in self.rules.reports]

    @described("Beslutsmandat: vilka roller som får göra vad. Which of the roles may do what.", _CONTENT)
    def mandates(self) -> list[RulesetMandate]:
        return [RulesetMandate(rule=one) for one in self.rules.mandates]

    @described(
        "Hela dokumentet som det fastställdes, varje regel med källa, belopp som decimaltext. All of the document as"
        " it was adopted, each rule with its source, amounts as decimal text.",
        _CONTENT,
    )
    def content(self) -> JSON:
        return JSON(self.row[_CONTENT])

    @described(
        "Dokumentet som text i YAML, att ändra i, linta och fastställa på nytt. The document as a text in YAML, to"
        " change, lint and adopt anew.",
        _CONTENT,
    )
    def yaml(self) -> str:
        return self._written[0]

    @described(
        "Klassificeringen som beslutstabell i DMN 1.3, XML; null där inget klassas, eller på över 1000 sätt. The"
        " classification as a decision table of DMN 1.3, in XML; null where nothing is, or in over 1000 ways.",
        _CONTENT,
    )
    def dmn(self) -> str | None:
        return self.cache.made(UUID(self.row["ruleset_id"]), self.rules, classification_dmn)

    @described(
        "Vad dagens linter anmärker på, med raden i `yaml`; tom lista: inget. What the linter of today finds in it, by"
        " the line of `yaml`; an empty list: nothing.",
        _CONTENT,
    )
    def problems(self, info: Info) -> list[ShownProblem]:
        roles = info.context.services.catalogue.keys()
        return shown(problems_of(self.rules, self._written[1], file="yaml", roles=roles))

    @property
    def _written(self) -> tuple[str, YamlText]:
        return self.cache.made(UUID(self.row["ruleset_id"]), self.rules, written)


def ruleset_version(row: Row, cache: RulesetCache) -> RulesetVersion:
    """The version of a row with `ruleset_id` and the columns that are asked for."""
    shown: Any = RulesetVersion(id=strawberry.ID(global_id("Ruleset", row["ruleset_id"])), row=row, cache=cache)
    return shown  # type: ignore[no-any-return]
