"""`trappa issuer`: whose tokens prove who calls, registered and withdrawn by the operator, and what became of them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from infra.auth.issuers import ClaimMapping, Issuer, IssuerInvalidError
from infra.auth.registry import registered
from infra.cli.failures import CommandFailed
from infra.cli.operating import Operating, Where, operate, operating
from infra.db.audit import AccessEvent, access_events, all_issuers
from schema.ids import global_id
from service.domain.access import OPERATOR, PLATFORM, IssuerRegistered, SeatEvent, SeatGranted
from service.ports import Clock, TrustedIssuer
from service.usecases.issuers import register_issuer, withdraw_issuer
from tenants.counterparts import counterpart
from tenants.registry import region

_ALGORITHM: Final = "ES256"


def register(given: argparse.Namespace) -> int:
    """Prints the issuer as registered."""
    issuer = _issuer(given)
    tenant_id, event = registered(issuer)

    async def work(here: Operating) -> None:
        await register_issuer(here.services, here.sent(tenant_id, "ADMIN_SEATS", "registerIssuer"), event)

    operate(work)
    print(f"{issuer.iss} {_whose(tenant_id, issuer.national_body or issuer.counterpart)}")
    return 0


def withdraw(given: argparse.Namespace) -> int:
    tenant_id = _tenant(given)

    async def work(here: Operating) -> None:
        await withdraw_issuer(here.services, here.sent(tenant_id, "ADMIN_SEATS", "withdrawIssuer"), given.iss)

    operate(work)
    print(f"{given.iss} withdrawn")
    return 0


def show(_given: argparse.Namespace) -> int:
    """Prints every issuer, a line each."""

    async def work(here: Operating) -> list[TrustedIssuer]:
        return await all_issuers(here.pool)

    for found in operate(work):
        named, state = found.registered, "withdrawn" if found.withdrawn else "trusted"
        whose = _whose(found.tenant_id, named.national_body or named.counterpart)
        keys = f"audience: {named.audience} keys: {named.jwks_uri} algorithms: {' '.join(named.algorithms)}"
        print(f"{named.iss} {whose} {state} {keys} claims: {_claims(named)}")
    return 0


def history(given: argparse.Namespace) -> int:
    """Prints what became of the issuers and seats, oldest first: when, what, which, whose it is, and who did it."""
    tenant_id = _tenant(given)

    async def work(here: Operating) -> list[AccessEvent]:
        return await access_events(here.pool, tenant_id)

    holders: dict[UUID, UUID] = {}
    for one in operate(work):
        event = one.event
        if isinstance(event, SeatGranted):
            holders[one.stream_id] = event.holder
        if isinstance(event, SeatEvent):
            which = f"{global_id('Seat', one.stream_id)} of {holders[one.stream_id]}"
        else:
            which = event.iss
        roles = f": {' '.join(event.roles)}" if isinstance(event, SeatGranted) else ""
        who = "operator" if one.actor_id == OPERATOR else f"{one.actor_id} ({event.acted_as})"
        print(f"{one.recorded_at.isoformat()} {event.type} {which}{roles} by {who}")
    return 0


async def register_all(where: Where, issuers: Iterable[Issuer], clock: Clock | None = None) -> None:
    """Registers issuers as the operator, each by a command of its own."""
    async with operating(where, clock) as here:
        for issuer in issuers:
            tenant_id, event = registered(issuer)
            await register_issuer(here.services, here.sent(tenant_id, "ADMIN_SEATS", "registerIssuer"), event)


def _issuer(given: argparse.Namespace) -> Issuer:
    mapping = None
    if given.allow and given.roles_claim:
        mapping = ClaimMapping(given.roles_claim, given.unit_claim, frozenset(given.allow))
    elif given.allow or given.roles_claim or given.unit_claim:
        raise CommandFailed("USAGE", "claims give roles by --roles-claim and --allow together, or none")
    try:
        return Issuer(
            iss=given.iss,
            tenant_id=region(given.region).code if given.region else None,
            national_body=given.national,
            counterpart=counterpart(given.counterpart).id if given.counterpart else None,
            audience=given.audience,
            algorithms=tuple(given.algorithm or (_ALGORITHM,)),
            jwks_uri=given.jwks,
            claim_mapping=mapping,
        )
    except IssuerInvalidError as invalid:
        raise CommandFailed("INVALID_ISSUER", str(invalid)) from invalid


def _claims(named: IssuerRegistered) -> str:
    mapping = named.mapping
    if mapping is None:
        return "-"
    unit = "" if mapping.unit_claim is None else f", unit in {mapping.unit_claim}"
    return f"{' '.join(mapping.allowed_roles)} (roles in {mapping.roles_claim}{unit})"


def _tenant(given: argparse.Namespace) -> str:
    return PLATFORM if given.platform else region(given.region).code


def _whose(tenant_id: str, body: str | None) -> str:
    return body or f"region {tenant_id}"
