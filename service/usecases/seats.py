"""Seats (platser): who may act for a region, a care unit or a counterpart, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from service.authorize import permit
from service.domain.access import REGION, SeatGranted, SeatLimited, SeatRevoked
from service.domain.errors import NotFound, RuleRefused
from service.domain.facts import canonical
from service.domain.words import Words
from service.ports import GrantedSeat, NewEvent, Recorded, TrustedIssuer, Tx
from service.usecases.checking import in_utc, invalid, listed, short_text
from service.usecases.commanding import Outcome, Sent, Services, run

_LONGEST_SUBJECT: Final = 255
_MOST_ROLES: Final = 20


@dataclass(frozen=True, slots=True)
class Granting:
    """What is asked of a new seat.

    `issuer` and `subject` name the person as the issuer's tokens do, `name` as people do. `unit_id` None: for the
    region, or for the counterpart whose issuer it is. Times are instants; None: from now on, and without an end.
    """

    issuer: str
    subject: str
    name: str
    roles: tuple[str, ...]
    unit_id: UUID | None
    valid_from: datetime | None
    valid_until: datetime | None


async def grant_seat(services: Services, sent: Sent, granting: Granting) -> Outcome:
    """Grant a seat in the actor's region: `{seat_id}`.

    Raises MandateMissing, InvalidInput, NotFound for the unit, or RuleRefused SEAT_OF_ONES_OWN: nobody seats oneself.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "ADMIN_SEATS", services.catalogue)
        issuer = _trusted(await tx.issuer(granting.issuer), sent.actor.tenant_id)
        subject, name = _subject(granting.subject), short_text(granting.name, "name")
        if granting.unit_id is not None and not await tx.has_unit(granting.unit_id):
            raise NotFound(path="unitId")
        organisation = issuer.registered.counterpart or (str(granting.unit_id) if granting.unit_id else REGION)
        if issuer.registered.counterpart is not None and granting.unit_id is not None:
            problem = Words("en motpart företräder ingen vårdenhet", "a counterpart acts for no care unit")
            raise invalid("unitId", problem, Words("ingen vårdenhet", "no care unit"))
        roles = _roles(services, granting.roles, organisation)
        valid_from, valid_until = _period(granting, tx.now)
        holder = services.pseudonyms.actor_id(sent.actor.tenant_id, granting.issuer, subject)
        if holder == sent.actor.id:
            raise RuleRefused("SEAT_OF_ONES_OWN")
        person = canonical({"issuer": granting.issuer, "name": name, "subject": subject})
        personal, record = tx.seal(person.encode())
        seat_id = services.ids.new()
        event = SeatGranted(
            **sent.actor.signed(role),
            holder=holder,
            organisation=organisation,
            roles=roles,
            valid_from=valid_from,
            valid_until=valid_until,
            personal=personal,
        )
        return Recorded((NewEvent("seat", seat_id, 1, event),), personal=((personal, record),)), _outcome(seat_id)

    return await run(services, sent, act)


async def limit_seat(services: Services, sent: Sent, seat_id: UUID, valid_until: datetime) -> Outcome:
    """Let a seat that holds, or is to hold, end at another instant: `{seat_id}`.

    Raises MandateMissing, NotFound, InvalidInput for an instant that has passed, or RuleRefused SEAT_ENDED or
    SEAT_OF_ONES_OWN.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "ADMIN_SEATS", services.catalogue)
        granted = await _running(tx, seat_id)
        if granted.holder == sent.actor.id:
            raise RuleRefused("SEAT_OF_ONES_OWN")
        begins = granted.seat.valid_from or tx.now
        if valid_until <= max(tx.now, begins):
            raise invalid("validUntil", valid_until.isoformat(), f"> {max(tx.now, begins).isoformat()}")
        event = SeatLimited(**sent.actor.signed(role), valid_until=in_utc(valid_until))
        return Recorded((NewEvent("seat", seat_id, granted.version + 1, event),)), _outcome(seat_id)

    return await run(services, sent, act)


async def revoke_seat(services: Services, sent: Sent, seat_id: UUID) -> Outcome:
    """Take a seat back at once: `{seat_id}`. Raises MandateMissing, NotFound, or RuleRefused SEAT_ENDED."""

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "ADMIN_SEATS", services.catalogue)
        granted = await _running(tx, seat_id)
        event = SeatRevoked(**sent.actor.signed(role))
        return Recorded((NewEvent("seat", seat_id, granted.version + 1, event),)), _outcome(seat_id)

    return await run(services, sent, act)


def _outcome(seat_id: UUID) -> Outcome:
    return {"seat_id": str(seat_id)}


async def _running(tx: Tx, seat_id: UUID) -> GrantedSeat:
    """The seat, which has not ended yet."""
    granted = await tx.seat(seat_id)
    if granted is None:
        raise NotFound(path="seatId")
    ends = granted.seat.valid_until
    if granted.seat.revoked_at is not None or (ends is not None and ends <= tx.now):
        raise RuleRefused("SEAT_ENDED", allowed=("grantSeat",))
    return granted


def _trusted(issuer: TrustedIssuer | None, tenant_id: str) -> TrustedIssuer:
    """The issuer, where its tokens may carry seats of the region: its own, or a counterpart's."""
    if issuer is None or issuer.withdrawn or not (issuer.tenant_id == tenant_id or issuer.registered.counterpart):
        problem = Words("ingen utfärdare för regionen", "no issuer of the region")
        allowed = Words(
            "en utfärdare som är registrerad för regionen eller för en motpart",
            "an issuer registered for the region or for a counterpart",
        )
        raise invalid("issuer", problem, allowed)
    return issuer


def _subject(text: str) -> str:
    if not 0 < len(text) <= _LONGEST_SUBJECT or not text.isprintable() or text != text.strip():
        problem = Words("ingen identitet som en biljett kan bära", "not a subject a token can carry")
        allowed = Words(f"1-{_LONGEST_SUBJECT} skrivbara tecken", f"1-{_LONGEST_SUBJECT} printable characters")
        raise invalid("subject", problem, allowed)
    return text


def _roles(services: Services, asked: Sequence[str], organisation: str) -> tuple[str, ...]:
    side = "staff" if organisation == REGION else "party"
    may = [role for role, grant in services.catalogue.items() if grant.side == side]
    strange = [role for role in asked if role not in may]
    if not asked or strange or len(asked) > _MOST_ROLES:
        problem = Words(
            f"inga roller för platsen: {listed(strange)}" if strange else "inga roller",
            f"not roles of such a seat: {listed(strange)}" if strange else "no roles",
        )
        raise invalid("roles", problem, *sorted(may))
    return tuple(dict.fromkeys(asked))


def _period(granting: Granting, now: datetime) -> tuple[datetime, datetime | None]:
    begins, ends = in_utc(granting.valid_from or now), granting.valid_until
    if ends is not None and ends <= max(begins, now):
        raise invalid("validUntil", ends.isoformat(), f"> {max(begins, now).isoformat()}")
    return begins, None if ends is None else in_utc(ends)
