"""`trappa issuer`: whose tokens prove who calls, registered and withdrawn by the operator, and what became of them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Final

from infra.auth.issuers import ClaimMapping, Issuer, IssuerInvalidError
from infra.auth.registry import registered
from infra.cli.failures import CommandFailed
from infra.cli.operating import Operating, Where, operate, operating
from infra.db.audit import access_events, all_issuers
from service.domain.access import PLATFORM
from service.domain.events import decode
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
        roles = " ".join(named.mapping.allowed_roles) if named.mapping else "-"
        whose = _whose(found.tenant_id, named.national_body or named.counterpart)
        print(f"{named.iss} {whose} {state} claims: {roles}")
    return 0


def history(given: argparse.Namespace) -> int:
    """Prints what became of the region's issuers and seats, oldest first: when, what, as which role."""
    tenant_id = _tenant(given)

    async def work(here: Operating) -> Sequence[tuple[str, str]]:
        return [(at.isoformat(), body) for at, body in await access_events(here.pool, tenant_id)]

    for at, body in operate(work):
        event = decode(body)
        of = getattr(event, "iss", None) or " ".join(getattr(event, "roles", ()))
        print(f"{at} {event.type} {of} ({event.acted_as})".replace("  ", " "))
    return 0


async def register_all(where: Where, issuers: Iterable[Issuer], clock: Clock | None = None) -> None:
    """Registers issuers as the operator, each by a command of its own."""
    async with operating(where, clock) as here:
        for issuer in issuers:
            tenant_id, event = registered(issuer)
            await register_issuer(here.services, here.sent(tenant_id, "ADMIN_SEATS", "registerIssuer"), event)


def _issuer(given: argparse.Namespace) -> Issuer:
    mapping = None
    if given.allow:
        mapping = ClaimMapping(given.roles_claim, given.unit_claim, frozenset(given.allow))
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


def _tenant(given: argparse.Namespace) -> str:
    return PLATFORM if given.platform else region(given.region).code


def _whose(tenant_id: str, body: str | None) -> str:
    return body or f"region {tenant_id}"
