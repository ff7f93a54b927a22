"""A case as it would have been, had a draft governed it: its events anew, one after the other.

What people did and decided stands: what was told, sent, received, judged and decided, and the days of it. What rules
made of it is made again by the same functions: ladder, colour, days counted in months, what came in time, rate and
next colour of a decided failure, and the sanction that a request decides by its colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from service.domain.case import CaseState
from service.domain.events import (
    DIRECT_GROUNDS,
    ActionPlanRequested,
    CaseClassified,
    CaseEvent,
    CaseOpened,
    CorrectionRequestSent,
    ImpulseRecorded,
    OriginEvent,
    PlanReceived,
    RequestEvent,
    SanctionDecided,
    SignalRecorded,
    Weighed,
)
from service.rules.classify import choose_ladder, classify, overridden
from service.rules.deadlines import due
from service.rules.decision import Adopted
from service.rules.ruleset import Ruleset
from service.rules.sanctions import sanctioned
from service.rules.weighing import worst_of


@dataclass(frozen=True, slots=True)
class Draft:
    """Rules nobody has adopted, under an id of their own, governing from the day `since`; None: since ever."""

    id: UUID
    ruleset: Ruleset
    since: date | None = None

    def governs(self, day: date) -> bool:
        return self.since is None or self.since <= day

    @property
    def begins(self) -> date:
        return self.since or date.min


class AsIf:
    """Events as they would have been. What levels come to is looked up once for all cases."""

    def __init__(self, draft: Draft, adopted: Mapping[UUID, Ruleset]) -> None:
        """`adopted` are the versions that the events were decided under."""
        self._draft = draft
        self._ruleset = draft.ruleset
        self._adopted = adopted
        self._scores: dict[tuple[tuple[str, int], ...], tuple[int, str]] = {}
        self._colours = {one.id for one in draft.ruleset.colours}
        self._ladders = {one.id for one in draft.ruleset.ladders}

    def take(self, case: CaseState | None, event: CaseEvent) -> tuple[CaseEvent, ...]:
        """What would stand in the place of `event`, in the case as it would have been by then.

        Nothing where the draft decides no such sanction; two events where a request decides one by its colour. Refusal
        where the draft cannot weigh what was weighed, or does not know a colour that was decided with a reason.
        """
        if isinstance(event, CaseOpened):
            return (self._opened(event),)
        if case is None:
            raise ValueError("a case begins with CaseOpened")
        if isinstance(event, OriginEvent):
            return (self._joined(case, event),)
        if isinstance(event, CaseClassified):
            return (self._classified(case, event),)
        if isinstance(event, RequestEvent):
            return self._requested(case, event)
        if isinstance(event, PlanReceived):
            in_time = event.received_on <= case.requests[event.request - 1].plan_due_on
            return (event if in_time == event.in_time else event.model_copy(update={"in_time": in_time}),)
        if isinstance(event, SanctionDecided):
            return self._sanctioned(case, event)
        return (event,)

    def _opened(self, event: CaseOpened) -> CaseOpened:
        if not self._draft.governs(event.opened_on):
            return event
        ladder = choose_ladder(self._ruleset, event.signal, event.impulse).value
        return event.model_copy(update={"ruleset_id": self._draft.id, "ladder": ladder})

    def _joined(self, case: CaseState, event: SignalRecorded | ImpulseRecorded) -> CaseEvent:
        """The second origin is weighed by the version that the first was."""
        if case.opened.ruleset_id != self._draft.id:
            return event
        signal = event.signal if isinstance(event, SignalRecorded) else case.signal
        impulse = event.impulse if isinstance(event, ImpulseRecorded) else case.impulse
        return event.model_copy(update={"ladder": choose_ladder(self._ruleset, signal, impulse).value})

    def _governs_classification(self, case: CaseState, event: CaseClassified) -> bool:
        if case.acts[-1].action == "SPLIT_CASE" and case.classified is not None:
            return case.classified.ruleset_id == self._draft.id  # what is left is weighed by the version that was
        return self._draft.governs(event.classified_on) and case.ladder in self._ladders

    def _classified(self, case: CaseState, event: CaseClassified) -> CaseClassified:
        if not self._governs_classification(case, event):
            return event
        happenings = event.happenings and tuple(self._weighed(one) for one in event.happenings)
        if happenings:
            worst = worst_of(self._ruleset, happenings)
        else:
            worst = self._weighed(Weighed(number=1, levels=event.levels, score=event.score, colour=event.colour))
        anew: dict[str, Any] = {"levels": worst.levels, "score": worst.score, "colour": worst.colour}
        if happenings:
            anew["happenings"] = happenings
        if event.computed is not None:
            if event.colour not in self._colours:
                overridden(self._ruleset, classify(self._ruleset, worst.levels), event.colour)
            anew |= {"computed": worst.colour, "colour": event.colour}
        return event.model_copy(update={"ruleset_id": self._draft.id, **anew})

    def _weighed(self, weighed: Weighed) -> Weighed:
        levels = tuple(sorted(weighed.levels.items()))
        found = self._scores.get(levels)
        if found is None:
            node = classify(self._ruleset, weighed.levels)
            found = self._scores[levels] = (node.because[0].value, node.value)
        return weighed.model_copy(update={"score": found[0], "colour": found[1]})

    def _requested(self, case: CaseState, event: RequestEvent) -> tuple[CaseEvent, ...]:
        colour = case.colour if isinstance(event, CorrectionRequestSent) else None
        known = case.ladder in self._ladders and (colour is None or colour in self._colours)
        if not known or not self._draft.governs(event.sent_on):
            return (event,)
        anew = {"ruleset_id": self._draft.id, **self._due(event)}
        if isinstance(event, ActionPlanRequested):
            return (event.model_copy(update=anew),)
        sent = event.model_copy(update={**anew, "colour": colour or event.colour})
        ruled = self._ruleset.colour(sent.colour)
        if ruled.sanction is None or ruled.sanction.due != "ON_REQUEST":
            return (sent,)
        _, shared = sanctioned(case, Adopted(self._draft.id, self._ruleset), ruled, ruled.sanction, sent)
        decided = {"ground": "ON_REQUEST", "decided_on": sent.sent_on, "next_colour": ruled.next, **shared}
        return (sent, SanctionDecided.model_validate(decided))

    def _due(self, event: RequestEvent) -> dict[str, Any]:
        """The day that months come to; those that a version gives by default are the draft's, where it gives any."""
        months, plan = event.plan_due_months, self._ruleset.plan
        if months is None:
            return {}
        if months == self._adopted[event.ruleset_id].plan.default_months:
            months = plan.default_months or months
        day = due(start=event.sent_on.isoformat(), months=months, rolls_forward=plan.rolls_forward)
        return {"plan_due_on": date.fromisoformat(day), "plan_due_months": months}

    def _sanctioned(self, case: CaseState, event: SanctionDecided) -> tuple[CaseEvent, ...]:
        """By the version of its request. One that the request decides by its colour has been decided with it."""
        request = case.requests[event.request - 1]
        sent = request.sent
        if sent.ruleset_id != self._draft.id or not isinstance(sent, CorrectionRequestSent):
            return (event,)
        ruled = self._ruleset.colour(sent.colour)
        if event.ground == "ON_REQUEST" or ruled.sanction is None or ruled.sanction.due == "ON_REQUEST":
            return ()
        _, shared = sanctioned(case, Adopted(self._draft.id, self._ruleset), ruled, ruled.sanction, sent)
        next_colour = None if event.ground in DIRECT_GROUNDS else ruled.next
        return (event.model_copy(update={**shared, "next_colour": next_colour}),)
