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
    CaseClassified,
    CaseEvent,
    CaseOpened,
    ImpulseRecorded,
    OriginEvent,
    PlanReceived,
    SanctionDecided,
    SignalRecorded,
    Weighed,
)
from service.domain.request_events import DIRECT_GROUNDS, ActionPlanRequested, CorrectionRequestSent, RequestEvent
from service.domain.steps import StepTaken
from service.rules.classify import choose_ladder, classify, overridden
from service.rules.deadlines import due
from service.rules.decision import Adopted, knows
from service.rules.due_days import due_of
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

    def __init__(self, draft: Draft, adopted: Mapping[UUID, Ruleset], versions: Mapping[UUID, Ruleset]) -> None:
        """`adopted` are the versions that events were decided under, `versions` those that there would have been."""
        self._draft = draft
        self._adopted = adopted
        self._versions = versions
        self._scores: dict[tuple[UUID, tuple[tuple[str, int], ...]], tuple[int, str]] = {}

    def take(self, case: CaseState | None, event: CaseEvent) -> tuple[CaseEvent, ...]:
        """What would stand in the place of `event`, in the case as it would have been by then.

        Nothing where no such sanction would have been decided; two events where a request decides one by its colour.
        Refusal where the draft cannot weigh what was weighed, or does not know a colour that was decided with a reason.
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
        return (self._stepped(case, event) if isinstance(event, StepTaken) else event,)

    def _governing(self, case: CaseState, day: date, colour: str | None = None) -> Adopted | None:
        """As `usecases.deciding.governing` has it of a day from which the draft governs; None: as it was (AM-39)."""
        if not self._draft.governs(day):
            return None
        for ruleset_id in (self._draft.id, case.ruleset_id, case.opened.ruleset_id):
            ruleset = self._versions[ruleset_id]
            if knows(ruleset, case, colour):
                return Adopted(ruleset_id, ruleset)
        return None

    def _opened(self, event: CaseOpened) -> CaseOpened:
        if not self._draft.governs(event.opened_on):
            return event
        if event.ladder is None:
            return event.model_copy(update={"ruleset_id": self._draft.id})
        ladder = choose_ladder(self._draft.ruleset, event.signal, event.impulse).value
        return event.model_copy(update={"ruleset_id": self._draft.id, "ladder": ladder})

    def _stepped(self, case: CaseState, event: StepTaken) -> StepTaken:
        """A day that followed from a period follows from it anew, where the act still sets one."""
        ruleset = self._versions[case.ruleset_id]
        rule = due_of(ruleset, event)
        if rule is None or event.due_months is None:
            return event
        day = due(event.taken_on.isoformat(), event.due_months, rule.rolls_forward)
        return event.model_copy(update={"due_on": date.fromisoformat(day)})

    def _joined(self, case: CaseState, event: SignalRecorded | ImpulseRecorded) -> CaseEvent:
        """The second origin is weighed by the version that the first was."""
        signal = event.signal if isinstance(event, SignalRecorded) else case.signal
        impulse = event.impulse if isinstance(event, ImpulseRecorded) else case.impulse
        ladder = choose_ladder(self._versions[case.opened.ruleset_id], signal, impulse).value
        return event if ladder == event.ladder else event.model_copy(update={"ladder": ladder})

    def _classified(self, case: CaseState, event: CaseClassified) -> CaseClassified:
        by = self._governing(case, event.classified_on)
        if case.acts[-1].action == "SPLIT_CASE" and case.classified is not None:
            # What is left is weighed by the version that all of it was.
            by = Adopted(case.classified.ruleset_id, self._versions[case.classified.ruleset_id])
        if by is None:
            return event
        happenings = event.happenings and tuple(self._weighed(by, one) for one in event.happenings)
        if happenings:
            worst = worst_of(by.ruleset, happenings)
        else:
            worst = self._weighed(by, Weighed(number=1, levels=event.levels, score=event.score, colour=event.colour))
        anew: dict[str, Any] = {"levels": worst.levels, "score": worst.score, "colour": worst.colour}
        if happenings:
            anew["happenings"] = happenings
        if event.computed is not None:
            if all(one.id != event.colour for one in by.ruleset.colours):
                overridden(by.ruleset, classify(by.ruleset, worst.levels), event.colour)
            anew |= {"computed": worst.colour, "colour": event.colour}
        return event.model_copy(update={"ruleset_id": by.id, **anew})

    def _weighed(self, by: Adopted, weighed: Weighed) -> Weighed:
        key = (by.id, tuple(sorted(weighed.levels.items())))
        found = self._scores.get(key)
        if found is None:
            node = classify(by.ruleset, weighed.levels)
            found = self._scores[key] = (node.because[0].value, node.value)
        return weighed.model_copy(update={"score": found[0], "colour": found[1]})

    def _requested(self, case: CaseState, event: RequestEvent) -> tuple[CaseEvent, ...]:
        colour = case.colour if isinstance(event, CorrectionRequestSent) else None
        by = self._governing(case, event.sent_on, colour)
        if by is None:
            return (event,)
        anew = {"ruleset_id": by.id, **self._due(event, by.ruleset)}
        if isinstance(event, ActionPlanRequested):
            return (event.model_copy(update=anew),)
        sent = event.model_copy(update={**anew, "colour": colour or event.colour})
        ruled = by.ruleset.colour(sent.colour)
        if ruled.sanction is None or ruled.sanction.due != "ON_REQUEST":
            return (sent,)
        _, shared = sanctioned(case, by, ruled, ruled.sanction, sent)
        decided = {"ground": "ON_REQUEST", "decided_on": sent.sent_on, "next_colour": ruled.next, **shared}
        return (sent, SanctionDecided.model_validate(decided))

    def _due(self, event: RequestEvent, ruleset: Ruleset) -> dict[str, Any]:
        """The day that months come to; those that a version gives by default are this one's, where it gives any."""
        months, plan = event.plan_due_months, ruleset.plan
        if months is None:
            return {}
        if months == self._adopted[event.ruleset_id].plan.default_months:
            months = plan.default_months or months
        day = due(start=event.sent_on.isoformat(), months=months, rolls_forward=plan.rolls_forward)
        return {"plan_due_on": date.fromisoformat(day), "plan_due_months": months}

    def _sanctioned(self, case: CaseState, event: SanctionDecided) -> tuple[CaseEvent, ...]:
        """By the version of its request. One that the request decides by its colour has been decided with it."""
        sent = case.letter(event.request)
        if (sent.ruleset_id, sent.colour) == (event.ruleset_id, event.colour) and not self._draft.governs(sent.sent_on):
            return (event,)
        by = Adopted(sent.ruleset_id, self._versions[sent.ruleset_id])
        ruled = by.ruleset.colour(sent.colour)
        if event.ground == "ON_REQUEST" or ruled.sanction is None or ruled.sanction.due == "ON_REQUEST":
            return ()
        _, shared = sanctioned(case, by, ruled, ruled.sanction, sent)
        next_colour = None if event.ground in DIRECT_GROUNDS else ruled.next
        return (event.model_copy(update={**shared, "next_colour": next_colour}),)
