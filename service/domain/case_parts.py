"""What a case consists of: requests with what followed them, decided sanctions, payment held back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.domain.endings import (
    PaymentReleased,
    PaymentWithheld,
)
from service.domain.events import (
    FollowUpRecorded,
    PlanDecided,
    PlanDueExtended,
    PlanReceived,
    SanctionDecided,
    SanctionRefrained,
    SupplementReceived,
    SupplementRequested,
)
from service.domain.request_events import DIRECT_GROUNDS, CorrectionRequestSent, RequestEvent


@dataclass(frozen=True, slots=True)
class Supplement:
    """What was asked for beside a plan. `verdict` is the plan's, where it was given while this was still awaited."""

    requested: SupplementRequested
    received: SupplementReceived | None = None
    verdict: PlanDecided | None = None

    @property
    def awaited(self) -> bool:
        return self.received is None and self.verdict is None

    @property
    def in_time(self) -> bool:
        """Whether its own day did not pass without it: it came by then, or the plan was decided on without it."""
        if self.received is not None:
            return self.received.in_time
        return self.verdict is not None and self.verdict.decided_on <= self.requested.due_on


@dataclass(frozen=True, slots=True)
class Request:
    """A letter that asks for a plan, with what has followed it. Failure is judged request by request."""

    sent: RequestEvent
    extensions: tuple[PlanDueExtended, ...] = ()
    plans: tuple[PlanReceived, ...] = ()
    plan_verdicts: tuple[PlanDecided, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    follow_ups: tuple[FollowUpRecorded, ...] = ()
    sanction: SanctionDecided | None = None
    refrained: tuple[SanctionRefrained, ...] = ()

    @property
    def colour(self) -> str | None:
        """The colour that the request was sent for; None for a plan asked for before there was one."""
        return self.sent.colour if isinstance(self.sent, CorrectionRequestSent) else None

    @property
    def failure_decided(self) -> bool:
        """Whether its sanction leaves no failure to decide on; one that was decided directly does not wait for any."""
        return self.sanction is not None and self.sanction.ground not in DIRECT_GROUNDS

    @property
    def plan_due_on(self) -> date:
        """The last day for the plan: the request's own, or the one agreed on since."""
        return self.extensions[-1].plan_due_on if self.extensions else self.sent.plan_due_on

    @property
    def plan_in_time(self) -> bool:
        """Whether a plan came in time that counts.

        A rejected one counts as not received (AM-14); while it is the latest, the rejection itself is the failure.
        """
        rejected = {verdict.plan for verdict in self.plan_verdicts if verdict.verdict == "REJECTED"}
        rejected.discard(len(self.plans))
        return any(plan.in_time and number not in rejected for number, plan in enumerate(self.plans, start=1))

    @property
    def plan_rejected(self) -> PlanDecided | None:
        """The rejection that stands: of the latest plan; one that was sent in its place awaits its own verdict."""
        latest = [verdict for verdict in self.plan_verdicts if verdict.plan == len(self.plans)]
        return latest[-1] if latest and latest[-1].verdict == "REJECTED" else None

    @property
    def awaited(self) -> Supplement | None:
        """The supplement that is still to come."""
        return next((one for one in self.supplements if one.awaited), None)


@dataclass(frozen=True, slots=True)
class Piece:
    """A decided sanction: `rate_ore` öre per listed person and month from `start`."""

    start: date
    rate_ore: int
    colour: str
    ladder: str
    step: str
    request: int
    ruleset_id: UUID


@dataclass(frozen=True, slots=True)
class Withholding:
    """What was held back of a month's payment, and what has been paid out of it since."""

    withheld: PaymentWithheld
    releases: tuple[PaymentReleased, ...] = ()

    @property
    def number(self) -> int:
        return self.withheld.number

    @property
    def released_ore(self) -> int:
        return sum(one.amount_ore for one in self.releases)

    @property
    def balance_ore(self) -> int:
        """What is still held back, in öre."""
        return self.withheld.amount_ore - self.released_ore
