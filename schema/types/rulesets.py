"""A region's ruleset (regelverk) as front ends see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.enums import OverrideScope
from schema.ids import global_id
from schema.needs import column, described
from schema.types.common import Node
from schema.types.ruleset_acts import RulesetAct, RulesetChecklist, RulesetReport
from schema.types.ruleset_parts import (
    RulesetColour,
    RulesetDirectSanction,
    RulesetLadder,
    RulesetMandate,
    RulesetPlan,
    RulesetScale,
    RulesetState,
)
from schema.types.ruleset_problems import ShownProblem, shown
from schema.types.ruleset_status import RulesetReminder, RulesetStatus
from service.domain.dates import Period, local_date
from service.rules.dmn import classification_dmn
from service.rules.force import reminders, standing
from service.rules.load import problems_of
from service.rules.ruleset import Ruleset
from service.rules.yaml_out import written
from service.rules.yaml_text import YamlText
from service.usecases.views import Row, RulesetCache, period_of

_CONTENT = "content"


@strawberry.type(
    name="Ruleset",
    description="Fastställd version av en rutins regelverk; den ändras aldrig. An adopted version of the rules of one"
    " procedure; it never changes.",
)
class RulesetVersion(Node):
    row: strawberry.Private[Row]
    cache: strawberry.Private[RulesetCache]
    dated: strawberry.Private[Sequence[Row]]

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
        return self.cache.parse(self.own, self.row[_CONTENT])

    @described("Rubrik på begärt språk, att visa. What to show, in the language asked for.", _CONTENT)
    def title(self, info: Info) -> str:
        return info.context.say(self.rules.title.sv, self.rules.title.en)

    @property
    def own(self) -> UUID:
        return UUID(self.row["ruleset_id"])

    @property
    def periods(self) -> dict[UUID, Period]:
        """When each version of the procedure is valid, in order of adoption."""
        of = next(one["procedure"] for one in self.dated if one["ruleset_id"] == self.row["ruleset_id"])
        return {UUID(one["ruleset_id"]): period_of(one) for one in self.dated if one["procedure"] == of}

    @described(
        "Hur den står i dag, av alla versioners dagar. How it stands today, which follows from the days of all"
        " versions.",
        facts=True,
    )
    def status(self, info: Info) -> RulesetStatus:
        return RulesetStatus(standing(self.periods, self.own, local_date(info.context.now)))

    @described(
        "När den ska ses över, sex och tre månader innan den upphör; tom lista: den gäller tills vidare. When it is to"
        " be revised, six and three months before it expires; an empty list: it holds until further notice.",
        facts=True,
    )
    def reminders(self, info: Info) -> list[RulesetReminder]:
        found = reminders(self.periods, self.own, local_date(info.context.now))
        return [RulesetReminder(on=one.on, months=one.months, due=one.due) for one in found]

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
        return self.cache.made(self.own, self.rules, classification_dmn)

    @described(
        "Vad dagens linter anmärker på, med raden i `yaml`; tom lista: inget. What the linter of today finds in it, by"
        " the line of `yaml`; an empty list: nothing.",
        _CONTENT,
        once=True,
    )
    def problems(self, info: Info) -> list[ShownProblem]:
        roles = info.context.services.catalogue.keys()
        return shown(problems_of(self.rules, self._written[1], file="yaml", roles=roles))

    @property
    def _written(self) -> tuple[str, YamlText]:
        return self.cache.made(self.own, self.rules, written)


def ruleset_version(row: Row, cache: RulesetCache, dated: Sequence[Row]) -> RulesetVersion:
    """The version of a row with `ruleset_id` and the columns that are asked for.

    `dated` are rows of all versions with their days, in order of adoption, where how it stands is asked for.
    """
    own = strawberry.ID(global_id("Ruleset", row["ruleset_id"]))
    shown: Any = RulesetVersion(id=own, row=row, cache=cache, dated=dated)
    return shown  # type: ignore[no-any-return]
