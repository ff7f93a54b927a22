"""The acts that a ruleset declares, as front ends build forms and buttons of them, and its reports."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import strawberry

from schema.context import Info
from schema.declared_enums import ActAudience, FieldKind
from schema.needs import described
from schema.types.common import SOURCE, RuleSource, Term, role_terms, rule_source, term
from service.domain.dates import local_date
from service.rules.procedure import Act, Asked, Checklist, FieldRule, Report
from service.rules.reports import covered, due_days
from service.rules.ruleset import Ruleset

_LAST_YEAR: Final = 9000


@strawberry.type(description="Ett fält som en åtgärd frågar efter. A field that an act asks.")
class RulesetAsked:
    rule: strawberry.Private[Asked]
    rules: strawberry.Private[Ruleset]

    @property
    def _field(self) -> FieldRule:
        return self.rules.field(self.rule.field)

    @described("Fältet som frågas, med namn. What is asked, by id and name, for `EntryInput.field`.")
    def field(self, info: Info) -> Term:
        return term(info, self.rule.field, self._field.label)

    @described("Fältets slag. Of which kind the field is.")
    def kind(self) -> FieldKind:
        return FieldKind(self._field.kind)

    @described("Om det måste anges. Whether it has to be stated.")
    def required(self) -> bool:
        return self.rule.required

    @described(
        "Om det bara frågas under vissa omständigheter. Whether it is asked in some circumstances only.",
    )
    def conditional(self) -> bool:
        return bool(self.rule.when)

    @described("Valen; tom lista för andra slag. The options there are; an empty list for other kinds.")
    def options(self, info: Info) -> list[Term]:
        return [term(info, one.id, one.label) for one in self._field.options]

    @described("Gruppens medlemmar; tom lista för andra slag. The members of the group; an empty list for other kinds.")
    def members(self, info: Info) -> list[Term]:
        group = self._field.group
        members = next((one.members for one in self.rules.groups if one.id == group), ())
        return [term(info, one.id, one.label) for one in members]

    @described("Längsta text i tecken; null för andra slag. The most characters of a text; null for other kinds.")
    def longest(self) -> int | None:
        return self._field.longest if self._field.kind == "TEXT" else None

    @described("Hjälptext på begärt språk; null utan. What helps to fill it in; null without.")
    def help(self, info: Info) -> str | None:
        said = self._field.help
        return None if said is None else info.context.say(said.sv, said.en)

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self._field.source.source)


@strawberry.type(
    description="En åtgärd som regelverket anger, till `takeStep`. An act that the ruleset declares, for `takeStep`."
)
class RulesetAct:
    rule: strawberry.Private[Act]
    rules: strawberry.Private[Ruleset]

    @described("Åtgärdens id, till `TakeStepInput.act`. Id of the act, for `TakeStepInput.act`.")
    def id(self) -> str:
        return self.rule.id

    @described("Benämning på begärt språk. What to show, in the language asked for.")
    def label(self, info: Info) -> str:
        return info.context.say(self.rule.label.sv, self.rule.label.en)

    @described("Utfallen; tom lista för en åtgärd med bara ett. The outcomes; an empty list where there is but one.")
    def outcomes(self, info: Info) -> list[Term]:
        return [term(info, one.id, one.label) for one in self.rule.outcomes]

    @described("Fälten, i ordning. The fields that it asks, in order.")
    def asks(self) -> list[RulesetAsked]:
        return [RulesetAsked(rule=one, rules=self.rules) for one in self.rule.asks]

    @described("Vilka som läser den. Who may read it once it is done.")
    def audience(self) -> ActAudience:
        return ActAudience(self.rule.audience)

    @described(
        "Vad dagen som den sätter är; null där den inte sätter någon. What the day that it sets is; null where none."
    )
    def due(self, info: Info) -> str | None:
        due = self.rule.due
        return None if due is None else info.context.say(due.label.sv, due.label.en)

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)


@strawberry.type(description="En uppgift i en checklista. What is to be done, as a checklist of the ruleset has it.")
class RulesetTask:
    task: Term = strawberry.field(
        description="Uppgiften som ska göras, med id och namn. What is to be done, by id and name."
    )
    owners: list[Term] = strawberry.field(
        description="Roller vars uppgift den är; tom lista: ingen anges. Whose it is; an empty list: nobody is named."
    )


@strawberry.type(description="En checklista i regelverket. A checklist that cases get once its conditions hold.")
class RulesetChecklist:
    rule: strawberry.Private[Checklist]

    @described("Checklistans id, till `CompleteTaskInput`. Id of the list, for `CompleteTaskInput`.")
    def id(self) -> str:
        return self.rule.id

    @described("Benämning på begärt språk. What to show, in the language asked for.")
    def label(self, info: Info) -> str:
        return info.context.say(self.rule.label.sv, self.rule.label.en)

    @described("Uppgifterna, i dokumentets ordning. What is on it, in the order of the document.")
    def tasks(self, info: Info) -> list[RulesetTask]:
        return [
            RulesetTask(task=term(info, one.id, one.label), owners=role_terms(info, one.owners))
            for one in self.rule.tasks
        ]

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)


@strawberry.type(description="En dag då en rapport ska vara klar. A day by which a report is to be made.")
class ReportDue:
    due_on: date = strawberry.field(description="Sista dag. The last day for it.")
    covers_from: date | None = strawberry.field(
        description="Första dag som den avser; null där det inte sägs. The first day it is about; null where unsaid."
    )
    covers_until: date | None = strawberry.field(
        description="Första dag som den inte längre avser; null där det inte sägs. The first day that it is no longer"
        " about; null where unsaid."
    )


@strawberry.type(description="En rapport som regelverket kräver. A report that the ruleset demands.")
class RulesetReport:
    rule: strawberry.Private[Report]
    rules: strawberry.Private[Ruleset]

    @described("Rapportens id i regelverket. Id of the report within the ruleset.")
    def id(self) -> str:
        return self.rule.id

    @described("Benämning på begärt språk. What to show, in the language asked for.")
    def label(self, info: Info) -> str:
        return info.context.say(self.rule.label.sv, self.rule.label.en)

    @described("Vad den ska innehålla, i ordning. What it is to hold, in order.")
    def contents(self, info: Info) -> list[str]:
        return [info.context.say(one.sv, one.en) for one in self.rule.contents]

    @described("Mottagare: organ i regelverket eller roller. Whom it goes to: bodies of the ruleset, or roles.")
    def recipients(self, info: Info) -> list[Term]:
        bodies = {one.id: one.label for one in self.rules.bodies}
        return [
            term(info, one, bodies[one]) if one in bodies else role_terms(info, (one,))[0]
            for one in self.rule.recipients
        ]

    @described(
        "Dagarna då den ska vara klar ett år; tom lista där ingen dag följer av regelverket. By which days of a year it"
        " is to be made; an empty list where no day follows from the ruleset."
    )
    def due_in(
        self,
        info: Info,
        year: Annotated[
            int | None, strawberry.argument(description="Året; utelämnat: innevarande. Which year; omitted: this one.")
        ] = None,
    ) -> list[ReportDue]:
        year = local_date(info.context.now).year if year is None else year
        if not 1 < year <= _LAST_YEAR:
            return []
        found = []
        for day in due_days(self.rule.cadence, year):
            period = covered(self.rule, day)
            first, end = (None, None) if period is None else (period.start, period.end)
            found.append(ReportDue(due_on=day, covers_from=first, covers_until=end))
        return found

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)
