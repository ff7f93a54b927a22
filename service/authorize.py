"""Who may do what: the platform's permissions by role catalogue, decisions in cases by the ruleset's mandates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

from service.domain.access import REGION
from service.domain.errors import MandateMissing
from service.domain.events import PARTY, STAFF, TEAM, Audience
from service.rules.delegation import mandates
from service.rules.ruleset import Ruleset
from service.rules.track import called

Permission = Literal[
    "READ_CASES",
    "READ_TEAM",
    "READ_UNITS",
    "READ_LEDGER",
    "READ_RULESET",
    "READ_SEATS",
    "READ_AUDIT",
    "READ_INFORMANT",
    "REGISTER_UNIT",
    "RECORD_LISTED_COUNTS",
    "SETTLE_MONTH",
    "EDIT_RULESET",
    "ADOPT_RULESET",
    "ADMIN_SEATS",
    "READ_DELIVERIES",
    "DELIVER_INDICATORS",
    "APPROVE_INDICATORS",
    "READ_NATIONAL",
    "OPEN_ROUND",
    "RECEIVE_DELIVERY",
    "PUBLISH_NATIONAL",
]
Scope = Literal["STAFF", "PARTY", "ACCESS", "NONE"]
_OF_A_REGION: Final = frozenset({"staff", "platform"})
_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""When claimed seats, which are not bound in time, are looked at."""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """What the catalogue says of a role: its side, what it may do on the platform, whether its reads are logged."""

    side: str
    permissions: frozenset[str]
    logged: bool = False


Catalogue = Mapping[str, RoleGrant]


@dataclass(frozen=True, slots=True)
class Seat:
    """Roles in one organisation: REGION, a care unit's id or a counterpart's, in a half-open time.

    `seat_id` None: an issuer's claims make it, for as long as the token lives.
    """

    organisation: str
    roles: frozenset[str]
    seat_id: UUID | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked_at: datetime | None = None

    def holds_at(self, now: datetime) -> bool:
        """Whether it holds at `now`: begun, not ended, and not revoked, at whatever instant that was recorded."""
        begun = self.valid_from is None or self.valid_from <= now
        return begun and self.revoked_at is None and (self.valid_until is None or now < self.valid_until)


class OrganisationUnnamed(Exception):  # noqa: N818 - an answer to the caller, not a defect
    """The seats are of several organisations, and which one is meant was not said."""

    def __init__(self, organisations: tuple[str, ...]) -> None:
        super().__init__(organisations)
        self.organisations = organisations


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in one region. `unit_id` or `counterpart` is whom a party acts for; `scope` what the database shows.

    `seats` are the granted seats that carry a role. `access_version` is that of the region's seats and issuers that the
    actor was made of, None where nothing is compared; `logged` says that what is read is noted.
    """

    id: UUID
    tenant_id: str
    roles: frozenset[str]
    permissions: frozenset[str]
    scope: Scope
    unit_id: UUID | None = None
    counterpart: str | None = None
    seats: Mapping[str, UUID] = field(default_factory=dict)
    access_version: int | None = None
    logged: bool = False

    def holds(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def by_party(self) -> bool:
        return self.scope == "PARTY"

    @property
    def of_team(self) -> bool:
        """Whether what the team alone may read is shown too."""
        return self.scope == "STAFF" and self.holds("READ_TEAM")

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Of which audiences the events of a case that it sees are."""
        if self.by_party:
            return PARTY
        return TEAM if self.of_team else STAFF

    @property
    def acts_for(self) -> str:
        """The organisation of the seats: REGION, the unit's id or the counterpart's."""
        return self.organisation if self.scope == "PARTY" else REGION

    @property
    def organisation(self) -> str:
        """What row-level security compares with.

        `staff`, `access` for those who keep seats and read no case, a unit's id, a counterpart's, or a word that
        matches no row.
        """
        match self.scope:
            case "STAFF":
                return REGION
            case "ACCESS":
                return "access"
            case "PARTY":
                return str(self.unit_id) if self.unit_id else self.counterpart or "none"
            case "NONE":
                return "none"

    def signed(self, role: str) -> dict[str, Any]:
        """What an event says of who did it: the role, and the seat that carries it."""
        return {"acted_as": role, "seat_id": self.seats.get(role)}


@dataclass(frozen=True, slots=True)
class NationalActor:
    """Who acts for a national body, in no region: what it may do, its issuer's claims say."""

    id: UUID
    body: str
    roles: frozenset[str]
    permissions: frozenset[str]

    def holds(self, permission: Permission) -> bool:
        return permission in self.permissions


def national_actor_of(actor_id: UUID, body: str, roles: frozenset[str], catalogue: Catalogue) -> NationalActor:
    """The actor that a national issuer's claims make; roles of other sides give nothing."""
    held = frozenset(role for role in roles if role in catalogue and catalogue[role].side == "national")
    return NationalActor(actor_id, body, held, frozenset(one for role in held for one in catalogue[role].permissions))


def claimed(roles: frozenset[str], unit_id: UUID | None, catalogue: Catalogue) -> list[Seat]:
    """The seats that an issuer's claims make: one of the region, and with a unit one of that; empty ones left out."""
    sides = {role: catalogue[role].side for role in roles if role in catalogue}
    own = frozenset(role for role, side in sides.items() if side in _OF_A_REGION)
    party = frozenset(role for role, side in sides.items() if side == "party")
    found = [Seat(REGION, own)] if own else []
    if party and unit_id is not None:
        found.append(Seat(str(unit_id), party))
    return found


def seated(seats: Iterable[Seat], now: datetime, asked: str | None = None) -> list[Seat] | None:
    """The seats that hold at `now` in the organisation `asked` for, None where there is none of it.

    Where none is asked for: those of the region, else those of the only organisation there is, and an empty list for
    somebody without seats. Raises OrganisationUnnamed.
    """
    holding = [seat for seat in seats if seat.holds_at(now)]
    organisations = tuple(dict.fromkeys(seat.organisation for seat in holding))
    if asked is not None:
        return [seat for seat in holding if seat.organisation == asked] or None
    if len(organisations) > 1 and REGION not in organisations:
        raise OrganisationUnnamed(organisations)
    chosen = REGION if REGION in organisations else (organisations[0] if organisations else None)
    return [seat for seat in holding if seat.organisation == chosen]


def actor_of(
    actor_id: UUID, tenant_id: str, seats: Sequence[Seat], catalogue: Catalogue, access_version: int | None = None
) -> Actor:
    """The actor that seats of one organisation make.

    Roles that the catalogue does not know, or that are of another side, give nothing. The region's own see its cases
    only with READ_CASES; with ADMIN_SEATS alone they see its seats.
    """
    organisation = seats[0].organisation if seats else None
    sides = _OF_A_REGION if organisation == REGION else frozenset({"party"})
    held: dict[str, UUID | None] = {}
    for seat in seats:
        for role in sorted(seat.roles):
            if role in catalogue and catalogue[role].side in sides and held.get(role) is None:
                held[role] = seat.seat_id
    permissions = frozenset(one for role in held for one in catalogue[role].permissions)
    unit_id = unit_of(organisation)
    scope: Scope = "NONE"
    if organisation == REGION:
        scope = "STAFF" if "READ_CASES" in permissions else "ACCESS" if "ADMIN_SEATS" in permissions else "NONE"
    elif held:
        scope = "PARTY"
    return Actor(
        id=actor_id,
        tenant_id=tenant_id,
        roles=frozenset(held),
        permissions=permissions,
        scope=scope,
        unit_id=unit_id if scope == "PARTY" else None,
        counterpart=organisation if scope == "PARTY" and unit_id is None else None,
        seats={role: seat_id for role, seat_id in held.items() if seat_id is not None},
        access_version=access_version,
        logged=any(catalogue[role].logged for role in held),
    )


def actor_from(
    actor_id: UUID, tenant_id: str, roles: frozenset[str], unit_id: UUID | None, catalogue: Catalogue
) -> Actor:
    """The actor that roles stated for a region and a unit make, as an issuer's claims state them."""
    return actor_of(actor_id, tenant_id, seated(claimed(roles, unit_id, catalogue), _ANY_TIME) or [], catalogue)


def unit_of(organisation: str | None) -> UUID | None:
    """The care unit that an organisation is; None for the region, a counterpart, or none."""
    try:
        return UUID(organisation or "")
    except ValueError:
        return None


def sees_actor(viewer: Actor, actor_id: UUID, acted_as: str | None, catalogue: Catalogue) -> bool:
    """Whether the viewer may know who acted: the staff know it of everybody, a party of itself and other parties."""
    if viewer.scope == "STAFF" or viewer.id == actor_id:
        return True
    grant = None if acted_as is None else catalogue.get(acted_as)
    return grant is not None and grant.side == "party"


def permit(actor: Actor | NationalActor, permission: Permission, catalogue: Catalogue) -> str:
    """The actor's role that carries the permission; MandateMissing, naming the roles that may, where none does."""
    may = tuple(sorted(role for role, grant in catalogue.items() if permission in grant.permissions))
    for role in may:
        if role in actor.roles:
            return role
    raise MandateMissing("MANDATE_MISSING", action=permission, roles=sorted(actor.roles), allowed=may)


def authorize(actor: Actor, ruleset: Ruleset, action: str, outcome: str, track: str | None = None) -> str:
    """The role on whose mandate the actor acts; MandateMissing with the right deciders and the clause otherwise."""
    covering = mandates(ruleset, action, outcome, track)
    for row in covering:
        for role in row.roles:
            if role in actor.roles:
                return role
    rows = covering or [one for one in ruleset.mandates if one.action == action]
    may = tuple(dict.fromkeys(role for row in rows for role in row.roles))
    source = rows[0].source.source if rows else None
    raise MandateMissing(
        "MANDATE_MISSING", action=called(ruleset, action), roles=sorted(actor.roles), allowed=may, source=source
    )
