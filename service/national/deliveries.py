"""A region's delivery to a round: how it stands, what may be done to it, and the digest that binds its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from service.domain.errors import RuleRefused
from service.domain.facts import canonical
from service.domain.words import Words
from service.national.observations import Categories, Observation

State = Literal["OPEN", "SUBMITTED", "APPROVED", "RECEIVED", "RETURNED", "PUBLISHED"]
STATES: Final[Mapping[State, Words]] = {
    "OPEN": Words("öppen", "open"),
    "SUBMITTED": Words("inlämnad", "submitted"),
    "APPROVED": Words("godkänd", "approved"),
    "RECEIVED": Words("mottagen", "received"),
    "RETURNED": Words("återsänd", "returned"),
    "PUBLISHED": Words("publicerad", "published"),
}
CORRECTABLE: Final[frozenset[State]] = frozenset({"RECEIVED", "RETURNED", "PUBLISHED"})
"""States in which the national body has answered: what is still wrong is delivered as a new number."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it is stored, by the instants of what was done to it; its state follows from them.

    `batch` is the last that figures came in, 0 before any. `answered` is what the national body or the publication
    made of it, with when and, where it is sent back, why.
    """

    round_id: str
    number: int
    batch: int
    version: int
    opened_at: datetime
    submitted_at: datetime | None = None
    submitted_by: UUID | None = None
    approved_at: datetime | None = None
    approved_by: UUID | None = None
    received_at: datetime | None = None
    returned_at: datetime | None = None
    published_at: datetime | None = None

    @property
    def state(self) -> State:
        return state_of(
            submitted=self.submitted_at,
            approved=self.approved_at,
            received=self.received_at,
            returned=self.returned_at,
            published=self.published_at,
        )


def state_of(
    *,
    submitted: datetime | None,
    approved: datetime | None,
    received: datetime | None,
    returned: datetime | None,
    published: datetime | None,
    known_at: datetime | None = None,
) -> State:
    """How a delivery stands, or stood by what was known at `known_at`."""
    steps: tuple[tuple[State, datetime | None], ...] = (
        ("PUBLISHED", published),
        ("RETURNED", returned),
        ("RECEIVED", received),
        ("APPROVED", approved),
        ("SUBMITTED", submitted),
    )
    for state, at in steps:
        if at is not None and (known_at is None or at <= known_at):
            return state
    return "OPEN"


def check_round_open(round_id: str, days: tuple[date, date], today: date) -> None:
    """RuleRefused ROUND_NOT_OPEN outside of the half-open days of delivery."""
    opens_on, closes_on = days
    if not opens_on <= today < closes_on:
        raise RuleRefused(
            "ROUND_NOT_OPEN",
            path="round",
            round=round_id,
            opens_on=opens_on.isoformat(),
            closes_on=closes_on.isoformat(),
        )


def check_stands(delivery: Delivery, wanted: State) -> None:
    """RuleRefused DELIVERY_STANDS where the delivery stands otherwise than the act needs."""
    if delivery.state != wanted:
        standing = STATES[delivery.state]
        raise RuleRefused("DELIVERY_STANDS", number=delivery.number, standing=standing, allowed=(wanted,))


def next_number(deliveries: Iterable[Delivery]) -> int:
    """The number of the next delivery; RuleRefused DELIVERY_UNDER_WAY while the national body has not answered one."""
    last = max(deliveries, key=lambda one: one.number, default=None)
    if last is None:
        return 1
    if last.state not in CORRECTABLE:
        standing, allowed = STATES[last.state], tuple(sorted(CORRECTABLE))
        raise RuleRefused("DELIVERY_UNDER_WAY", number=last.number, standing=standing, allowed=allowed)
    return last.number + 1


def check_four_eyes(delivery: Delivery, approver: UUID) -> None:
    """RuleRefused APPROVED_BY_SUBMITTER: who submits does not approve (house rule, as of rulesets)."""
    if delivery.submitted_by == approver:
        raise RuleRefused("APPROVED_BY_SUBMITTER", number=delivery.number)


def written(parts: Categories) -> str:
    """`SEX=K;UNIT=x`, in order of the dimensions; empty for totals alone."""
    return ";".join(f"{dimension}={category}" for dimension, category in parts)


def read(text: str) -> Categories:
    """The categories of a text as `written` makes it."""
    pairs = (one.partition("=") for one in text.split(";") if one)
    return tuple((dimension, category) for dimension, _, category in pairs)


def digest(round_id: str, figures: Iterable[Observation]) -> str:
    """64 hex digits that bind the figures of a round, in whatever order they come, comments and reservations included.

    SHA-256 over the round's id and each figure's canonical JSON in order, a line each.
    """
    lines = sorted(_line(one) for one in figures)
    return sha256("\n".join((round_id, *lines)).encode()).hexdigest()


def _line(one: Observation) -> str:
    key = [one.key.region, one.key.indicator, str(one.key.period), written(one.key.categories)]
    numbers = [one.numerator, one.denominator, *(None if n is None else str(n) for n in (one.value, one.coverage))]
    said = [one.status, one.source, one.scope, one.registrant, one.code_text, list(one.flags), one.comment]
    return canonical([key, numbers, said, one.definition])
