"""What a case shows of the acts that its ruleset declares: what was done and stated, side tracks, checklists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.declared_enums import ActAudience, FieldKind, TaskStatus
from schema.needs import described
from schema.types.common import RuleSource, Term, role_term, role_terms, rule_source, term
from service.domain.case import CaseState
from service.domain.events import audience
from service.domain.facts import PersonalRef
from service.domain.steps import StepTaken, Value
from service.rules import checklists
from service.rules.ruleset import Ruleset
from service.rules.sourced import Label
from service.rules.stated import lacking
from service.rules.track import opened_tracks, position, table
from service.usecases.views import Row


@strawberry.type(description="Ett fält med det som angavs. A field, with what was stated for it.")
class CaseEntry:
    name: strawberry.Private[str]
    personal: strawberry.Private[PersonalRef | None]
    row: strawberry.Private[Row]

    field: Term = strawberry.field(description="Fältet, ur regelverket. Which field of the ruleset it is.")
    kind: FieldKind = strawberry.field(description="Fältets slag. Of which kind the field is.")
    value: JSON | None = strawberry.field(
        description="Det som angavs: id, id:n, sant eller falskt, tal, dag eller antal; null för text. What was stated:"
        " an id or ids, a truth, a number, a day or counts; null for a text."
    )

    @described(
        "Texten; null för andra slag, och där den raderats. The words; null for other kinds, and where they were"
        " erased.",
        children=("personal",),
    )
    def text(self, info: Info) -> str | None:
        return info.context.written(self.row, self.personal, self.name) if self.kind is FieldKind.TEXT else None


def entries(
    info: Info,
    ruleset: Ruleset,
    values: Mapping[str, Value] | None,
    told: Sequence[str],
    personal: PersonalRef | None,
    row: Row,
) -> list[CaseEntry]:
    """What an act stated, in the order of the ruleset's fields; `row` is the case's."""
    stated = values or {}
    return [
        CaseEntry(
            name=rule.id,
            personal=personal,
            row=row,
            field=term(info, rule.id, rule.label),
            kind=FieldKind(rule.kind),
            value=JSON(_plain(stated[rule.id])) if rule.id in stated else None,
        )
        for rule in ruleset.fields
        if rule.id in stated or rule.id in told
    ]


def _plain(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


@strawberry.type(
    description="En åtgärd som regelverket anger, utförd i ärendet. An act that the ruleset declares, done in the case."
)
class CaseStep:
    found: strawberry.Private[StepTaken]
    rules: strawberry.Private[Ruleset]
    row: strawberry.Private[Row]

    taken_on: date = strawberry.field(description="Dag för åtgärden. The day on which it was done.")
    shared: bool = strawberry.field(
        description="Om ärendets parter får läsa den. Whether the parties of the case may read it."
    )
    audience: ActAudience = strawberry.field(
        description="Vilka som får läsa den. Who may read it, of the region and beside it."
    )
    due_on: date | None = strawberry.field(
        description="Dagen som åtgärden satte; null där den inte satte någon. The day that it set; null where none."
    )

    @described("Åtgärden, ur `Ruleset.acts`. Which of `Ruleset.acts` was done.")
    def act(self, info: Info) -> Term:
        return term(info, self.found.act, self.rules.act(self.found.act).label)

    @described(
        "Utfallet; null för en åtgärd med bara ett. How it came out; null for an act that comes out in one way only."
    )
    def outcome(self, info: Info) -> Term | None:
        options = {one.id: one.label for one in self.rules.act(self.found.act).outcomes}
        return term(info, self.found.outcome, options.get(self.found.outcome)) if options else None

    @described("Sidospåret; null på huvudspåret. On which side track it was; null on the main one.")
    def track(self, info: Info) -> Term | None:
        track = self.found.track
        return None if track is None else term(info, track, track_label(self.rules, track))

    @described("Rollen som handlade; null där ingen antecknats. As which role it was done; null where none was noted.")
    def acted_as(self, info: Info) -> Term | None:
        return role_term(info, self.found.acted_as)

    @described("Steg som hoppades över, i ordning. The states that were passed over, in order.")
    def skipped(self, info: Info) -> list[Term]:
        labels = {one.id: one.label for one in table(self.rules, self.found.track).states}
        return [term(info, one, labels.get(one)) for one in self.found.skipped]

    @described(
        "Medlemmar som saknades i gruppen, ändå godtaget. Members of a group that were lacking and could be.",
    )
    def lacking(self, info: Info) -> list[Term]:
        labels = {(group.id, one.id): one.label for group in self.rules.groups for one in group.members}
        found = lacking(self.rules, self.found.values or {})
        return [term(info, member, labels[group, member]) for group, member in found]

    @described("Det som angavs, i fältens ordning. What was stated, in the order of the fields.")
    def entries(self, info: Info) -> list[CaseEntry]:
        found = self.found
        return entries(info, self.rules, found.values, found.told, found.personal, self.row)

    @described(
        "Motiveringen i ord; null utan motivering, och där den raderats. Why, in words; null without a reason, and"
        " where it was erased.",
        children=("personal",),
    )
    def reason(self, info: Info) -> str | None:
        return info.context.written(self.row, self.found.personal, "reason")


def case_steps(case: CaseState, ruleset: Ruleset, row: Row) -> list[CaseStep]:
    """`row` is the case's, with its personal records where they were asked for."""
    return [
        CaseStep(
            found=one,
            rules=ruleset,
            row=row,
            taken_on=one.taken_on,
            shared=one.shared,
            audience=ActAudience(audience(one).upper()),
            due_on=one.due_on,
        )
        for one in case.steps
        if one.act != "OPEN_CASE"
    ]


def track_label(ruleset: Ruleset, track: str) -> Label | None:
    return next((one.label for one in ruleset.side_tracks if one.id == track), None)


@strawberry.type(description="Ett sidospår som ärendet har. A side track of the case, handled by itself.")
class CaseTrack:
    track: Term = strawberry.field(description="Sidospåret, ur regelverket. Which one of the ruleset it is.")
    state: Term = strawberry.field(description="Läget på det. Where the case stands on it.")
    closed: bool = strawberry.field(description="Om det är färdigt. Whether it has come to its end.")


def case_tracks(info: Info, case: CaseState, ruleset: Ruleset) -> list[CaseTrack]:
    found = []
    for one in opened_tracks(ruleset, case):
        state = position(ruleset, case, one.id)
        named = term(info, one.id, one.label)
        found.append(CaseTrack(track=named, state=term(info, state.id, state.label), closed=state.closed))
    return found


@strawberry.type(
    description="En uppgift på en av ärendets checklistor. Something to be done, of one of the checklists of the case."
)
class CaseTask:
    found: strawberry.Private[checklists.OwnTask]
    row: strawberry.Private[Row]

    status: TaskStatus = strawberry.field(description="Om den är öppen. Whether it is still to be done.")
    since: date = strawberry.field(description="Dag sedan vilken den finns. The day since which the case has it.")
    due_on: date | None = strawberry.field(
        description="Sista dag; null där ingen är satt. The last day for it; null where none is set."
    )
    done_on: date | None = strawberry.field(
        description="Dag då den senast gjordes; null innan dess. The day on which it was last done; null before."
    )
    daily: bool = strawberry.field(description="Om den görs varje dag. Whether it is to be done each day.")
    priority: int | None = strawberry.field(
        description="Plats i prioritetsordningen, från 1; null utan. Its place in the order of priority, from 1; null"
        " without one."
    )

    @described("Checklistan, ur regelverket. Which list of the ruleset it is of.")
    def checklist(self, info: Info) -> Term:
        return term(info, self.found.checklist.id, self.found.checklist.label)

    @described("Uppgiften som ska göras, som regelverket kallar den. What is to be done, by its name in the ruleset.")
    def task(self, info: Info) -> Term:
        return term(info, self.found.task.id, self.found.task.label)

    @described(
        "Roller vars uppgift den är; tom lista där ingen anges. Whose it is; an empty list where nobody is named."
    )
    def owners(self, info: Info) -> list[Term]:
        return role_terms(info, self.found.task.owners)

    @described("När den görs, i ord; null där inget sägs. When it is done, in words; null where nothing is said.")
    def timing(self, info: Info) -> str | None:
        said = self.found.task.timing
        return None if said is None else info.context.say(said.sv, said.en)

    @described(
        "Anteckningen, eller varför den inte behövs; null utan. The note, or why it is not needed; null without one.",
        children=("personal",),
    )
    def note(self, info: Info) -> str | None:
        done = self.found.done
        return None if done is None else info.context.written(self.row, done.personal, "reason")

    @described("Punkten som kräver den; null där ingen gör det. The clause that demands it; null where none does.")
    def source(self) -> RuleSource | None:
        return rule_source(self.found.task.source.source)


def case_tasks(case: CaseState, ruleset: Ruleset, row: Row) -> list[CaseTask]:
    """`row` is the case's, with its personal records where they were asked for."""
    return [
        CaseTask(
            found=one,
            row=row,
            status=TaskStatus(one.status),
            since=one.since,
            due_on=one.due_on,
            done_on=one.done.done_on if one.done else None,
            daily=one.task.every == "DAY",
            priority=one.task.priority,
        )
        for one in checklists.tasks(ruleset, case)
    ]
