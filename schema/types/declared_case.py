"""The part of a case that rests on acts which its ruleset declares."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

import strawberry

from schema.context import Info, Scope
from schema.needs import DUTIES, computed
from schema.types.common import Node, Term, term
from schema.types.deciders import CaseDecider
from schema.types.declared import (
    CaseEntry,
    CaseStep,
    CaseTask,
    CaseTrack,
    case_steps,
    case_tasks,
    case_tracks,
    entries,
)
from service.domain.dates import local_date
from service.rules.consultations import unheard
from service.rules.delegation import mandates
from service.usecases.views import CaseView, Row


@strawberry.type
class DeclaredCase(Node):
    row: strawberry.Private[Row]
    scope: strawberry.Private[Scope]

    @cached_property
    def view(self) -> CaseView:
        return CaseView(self.row, self.scope.known)

    @computed(
        "Hur ärendet öppnades, i en rutin med egen öppning; null i andra. How it was opened, in a procedure with an act"
        " of opening of its own; null in others."
    )
    def opening(self, info: Info) -> Term | None:
        opened = self.view.state.opened
        if opened.outcome is None:
            return None
        labels = {one.id: one.label for one in self.view.opened_under.act("OPEN_CASE").outcomes}
        return term(info, opened.outcome, labels.get(opened.outcome))

    @computed(
        "Det som angavs när ärendet öppnades; tom lista där inget frågades. What was stated when the case was opened;"
        " an empty list where nothing was asked.",
        same=True,
    )
    def opening_entries(self, info: Info) -> list[CaseEntry]:
        state = self.view.state
        own = next((one for one in state.steps if one.act == "OPEN_CASE"), None)
        opened = own or state.opened
        return entries(info, self.view.opened_under, opened.values, opened.told, opened.personal, self.row)

    @computed(
        "Åtgärder som regelverket anger, utförda i ärendet, de som du får se, i ordning. The acts of the ruleset that"
        " were done in the case, as far as you may see them, in order.",
        same=True,
    )
    def steps(self) -> list[CaseStep]:
        return case_steps(self.view.state, self.view.ruleset, self.row)

    @computed(
        "Sidospår som ärendet har; tom lista: inga. The side tracks that the case has; an empty list: none.",
    )
    def side_tracks(self, info: Info) -> list[CaseTrack]:
        return case_tracks(info, self.view.state, self.view.ruleset)

    @computed(
        "Uppgifter på ärendets checklistor, i prioritetsordning; tom lista för en part. What is on the checklists of"
        " the case, in order of priority; an empty list for a party.",
        of=DUTIES,
        same=True,
    )
    def tasks(self, info: Info) -> list[CaseTask]:
        if info.context.actor.by_party:
            return []
        return case_tasks(self.view.state, self.view.ruleset, self.row)

    @computed(
        "Vem som får besluta det här, för varje rad i delegationen; tom lista där ingen får, och för en part utan"
        " READ_RULESET. Who may decide this here, for each row of the delegation; an empty list where nobody may, and"
        " without READ_RULESET.",
        permission="READ_RULESET",
        otherwise=list,
    )
    def deciders(
        self,
        info: Info,
        action: Annotated[
            str | None,
            strawberry.argument(
                description="Åtgärdens id, som i mandat; utelämnat: alla. Id of the act, as mandates call it; omitted:"
                " all of them."
            ),
        ] = None,
        outcome: Annotated[
            str | None,
            strawberry.argument(
                description="Utfallet; utelämnat: alla rader för åtgärden. Its outcome; omitted: all rows of the act."
            ),
        ] = None,
        track: Annotated[
            str | None,
            strawberry.argument(
                description="Sidospåret; utelämnat: huvudspåret. On which side track; omitted: the main one."
            ),
        ] = None,
    ) -> list[CaseDecider]:
        rules, today = self.view.ruleset, local_date(info.context.now)
        if action is not None and outcome is not None:
            rows = mandates(rules, action, outcome, track)
        else:
            rows = [one for one in rules.mandates if action in {None, one.action}]
        return [CaseDecider(rule=one, silent=unheard(self.view.state, one, today)) for one in rows]
