"""Who may do what: the platform's permissions by role catalogue, decisions in cases by the ruleset's mandates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.domain.errors import MandateMissing
from service.rules.ruleset import Action, Mandate, Ruleset

Permission = Literal[
    "READ_CASES",
    "READ_LEDGER",
    "READ_RULESET",
    "READ_INFORMANT",
    "REGISTER_UNIT",
    "RECORD_LISTED_COUNTS",
    "SETTLE_MONTH",
    "ADOPT_RULESET",
]
Scope = Literal["STAFF", "PARTY", "NONE"]


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """What the catalogue says of a role: its side, and what it may do on the platform."""

    side: str
    permissions: frozenset[str]


Catalogue = Mapping[str, RoleGrant]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in one region. `unit_id` is the care unit a party acts for; `scope` what the database shows."""

    id: UUID
    tenant_id: str
    roles: frozenset[str]
    permissions: frozenset[str]
    scope: Scope
    unit_id: UUID | None = None

    def holds(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def by_party(self) -> bool:
        return self.scope == "PARTY"

    @property
    def organisation(self) -> str:
        """What row-level security compares with: `staff`, the unit's id, or a word that matches no row."""
        if self.scope == "STAFF":
            return "staff"
        return str(self.unit_id) if self.scope == "PARTY" and self.unit_id else "none"


def actor_from(
    actor_id: UUID, tenant_id: str, roles: frozenset[str], unit_id: UUID | None, catalogue: Catalogue
) -> Actor:
    """The actor that roles make. Staff see the region's cases only with READ_CASES; party roles count only with a unit.

    Somebody with a staff role that reads cases is staff; roles the catalogue does not know give nothing.
    """
    grants = {role: catalogue[role] for role in roles if role in catalogue}
    staff = any(grant.side == "staff" and "READ_CASES" in grant.permissions for grant in grants.values())
    party = unit_id is not None and any(grant.side == "party" for grant in grants.values())
    held = {role for role, grant in grants.items() if grant.side != "party" or party}
    if staff:
        held = {role for role in held if grants[role].side != "party"}
    permissions = frozenset(one for role in held for one in grants[role].permissions)
    scope: Scope = "STAFF" if staff else "PARTY" if party else "NONE"
    return Actor(actor_id, tenant_id, frozenset(held), permissions, scope, unit_id if scope == "PARTY" else None)


def sees_actor(viewer: Actor, actor_id: UUID, acted_as: str | None, catalogue: Catalogue) -> bool:
    """Whether the viewer may know who acted: the staff know it of everybody, a party of itself and other parties."""
    if viewer.scope == "STAFF" or viewer.id == actor_id:
        return True
    grant = None if acted_as is None else catalogue.get(acted_as)
    return grant is not None and grant.side == "party"


def permit(actor: Actor, permission: Permission, catalogue: Catalogue) -> str:
    """The actor's role that carries the permission; MandateMissing, naming the roles that may, where none does."""
    may = tuple(sorted(role for role, grant in catalogue.items() if permission in grant.permissions))
    for role in may:
        if role in actor.roles:
            return role
    raise MandateMissing("MANDATE_MISSING", action=permission, roles=sorted(actor.roles), allowed=may)


def mandates(ruleset: Ruleset, action: Action, outcome: str) -> list[Mandate]:
    """The rows of the delegation that cover the action with that outcome."""
    return [
        mandate
        for mandate in ruleset.mandates
        if mandate.action == action and (not mandate.outcomes or outcome in mandate.outcomes)
    ]


def authorize(actor: Actor, ruleset: Ruleset, action: Action, outcome: str) -> str:
    """The role on whose mandate the actor acts; MandateMissing with the right deciders and the clause otherwise."""
    rows = mandates(ruleset, action, outcome)
    for row in rows:
        for role in row.roles:
            if role in actor.roles:
                return role
    may = tuple(dict.fromkeys(role for row in rows for role in row.roles))
    source = rows[0].source.source if rows else None
    raise MandateMissing("MANDATE_MISSING", action=action, roles=sorted(actor.roles), allowed=may, source=source)
