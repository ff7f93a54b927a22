"""The acts that a ruleset declares, as front ends build forms and buttons of them, and its reports."""

from __future__ import annotations

from datetime import date

import strawberry

from schema.context import Info
from schema.declared_enums import ActAudience, FieldKind
from schema.needs import described
from schema.types.common import SOURCE, RuleSource, Term, role_terms, rule_source, term
from service.rules.procedure import Act, Asked, Checklist, Report
from service.rules.reports import covered, due_days
from service.rules.ruleset import Ruleset


@strawberry.type(description="Ett fält som en åtgärd frågar efter. A field that an act asks.")
class RulesetAsked:
    rule: strawberry.Private[Asked]
    rules: strawberry.Private[Ruleset]

    @described("Fältet, till `EntryInput.field`. Which field it is, for `EntryInput.field`.")
    def field(self, info: Info) -> Term:
        return term(info, self.rule.field, self.rules.field(self.rule.field).label)

    @described("Fältets slag. Of which kind the field is.")
    def kind(self) -> FieldKind:
        return FieldKind(self.rules.field(self.rule.field).kind)

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
        return [term(info, one.id, one.label) for one in self.rules.field(self.rule.field).options]

    @described("Gruppens medlemmar; tom lista för andra slag. The members of the group; an empty list for other kinds.")
    def members(self, info: Info) -> list[Term]:
        group = self.rules.field(self.rule.field).group
        members = next((one.members for one in self.rules.groups if one.id == group), ())
        return [term(info, one.id, one.label) for one in members]

    @described("Längsta text i tecken; null för andra slag. The most characters of a text; null for other kinds.")
    def longest(self) -> int | None:
        rule = self.rules.field(self.rule.field)
        return rule.longest if rule.kind == "TEXT" else None

    @described("Hjälptext på begärt språk; null utan. What helps to fill it in; null without.")
    def help(self, info: Info) -> str | None:
        said = self.rules.field(self.rule.field).help
        return None if said is None else info.context.say(said.sv, said.en)

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rules.field(self.rule.field).source.source)


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
    task: Term = strawberry.field(description="Uppgiften. What is to be done, with its id.")
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

    @described("Rapportens id. Id of the report within the ruleset.")
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
        "Dagarna ett år då den ska vara klar; tom lista där ingen dag följer av regelverket. The days of a year by"
        " which"
        " it is to be made; an empty list where none follows from the ruleset."
    )
    def due_in(self, year: int) -> list[ReportDue]:
        found = []
        for day in due_days(self.rule.cadence, year):
            period = covered(self.rule, day)
            first, end = (None, None) if period is None else (period.start, period.end)
            found.append(ReportDue(due_on=day, covers_from=first, covers_until=end))
        return found

    @described(SOURCE)
    def source(self) -> RuleSource | None:
        return rule_source(self.rule.source.source)
