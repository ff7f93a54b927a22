"""The catalogue of roles: what a seat can carry, where it can be held, and what it lets its holder do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import strawberry

from schema.context import Info, Words
from schema.types.common import Term
from schema.types.seats import OrganisationKind
from service.authorize import RoleGrant

HELD_IN: Final[Mapping[str, tuple[OrganisationKind, ...]]] = {
    "staff": (OrganisationKind.REGION,),
    "party": (OrganisationKind.CARE_UNIT, OrganisationKind.COUNTERPART),
}
"""The side of a role → where a region can grant it; those of other sides it cannot grant."""
PERMISSIONS: Final[Mapping[str, Words]] = {
    "READ_CASES": ("läsa ärenden", "read cases"),
    "READ_TEAM": ("läsa det som bara teamet får läsa", "read what only the team may read"),
    "READ_UNITS": ("läsa vårdenheter", "read care units"),
    "READ_LEDGER": ("läsa reskontra, avräkningar och sanktioner", "read ledgers, settlements and sanctions"),
    "READ_RULESET": ("läsa regelverk", "read rulesets"),
    "READ_INFORMANT": ("läsa vem som lämnat uppgifter", "read who told the region"),
    "READ_SEATS": (
        "läsa platser, roller, utfärdare och vad som hänt med dem",
        "read seats, roles, issuers and what became of them",
    ),
    "READ_AUDIT": ("läsa vem som läst vilka ärenden", "read who was shown which cases"),
    "READ_DELIVERIES": ("läsa regionens leveranser av indikatorer", "read the region's deliveries of indicators"),
    "DELIVER_INDICATORS": ("leverera indikatorer", "deliver indicators"),
    "APPROVE_INDICATORS": ("godkänna leveranser av indikatorer", "approve deliveries of indicators"),
    "READ_NATIONAL": ("läsa nationell statistik", "read national statistics"),
    "OPEN_ROUND": ("öppna insamlingsomgångar", "open rounds of collection"),
    "RECEIVE_DELIVERY": ("ta emot regionernas leveranser", "receive the regions' deliveries"),
    "PUBLISH_NATIONAL": ("publicera nationell statistik", "publish national statistics"),
    "REGISTER_UNIT": ("registrera vårdenheter", "register care units"),
    "RECORD_LISTED_COUNTS": ("registrera antal listade", "record listed counts"),
    "SETTLE_MONTH": ("avräkna månader", "settle months"),
    "EDIT_RULESET": ("bereda regelverk", "prepare rulesets"),
    "ADOPT_RULESET": ("fastställa regelverk", "adopt rulesets"),
    "ADMIN_SEATS": ("ge, begränsa och återkalla platser", "grant, limit and revoke seats"),
}
"""What each permission lets somebody do."""


@strawberry.type(description="Roll ur katalogen, som en plats kan ge. A role of the catalogue, which a seat can carry.")
class Role:
    id: str = strawberry.field(
        description="Rollens id, till `GrantSeatInput.roles`. Id of the role, for `GrantSeatInput.roles`."
    )
    label: str = strawberry.field(description="Benämning på begärt språk. What to show, in the language asked for.")
    held_in: list[OrganisationKind] = strawberry.field(
        description="Slag av organisation som den kan innehas i; tom lista: regionen kan inte ge den. The kinds of"
        " organisation that one can have it in; an empty list: the region cannot grant it."
    )
    permissions: list[Term] = strawberry.field(
        description="Vad den får göra på plattformen, med ord. What it lets its holder do on the platform, with words."
    )


def catalogue(info: Info) -> list[Role]:
    """All roles, in the catalogue's order."""
    return [_role(info, name, grant) for name, grant in info.context.services.catalogue.items()]


def _role(info: Info, name: str, grant: RoleGrant) -> Role:
    say = info.context.say
    return Role(
        id=name,
        label=say(*info.context.role_words[name]),
        held_in=list(HELD_IN.get(grant.side, ())),
        permissions=[Term(id=one, label=say(*words)) for one, words in PERMISSIONS.items() if one in grant.permissions],
    )
