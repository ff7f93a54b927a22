"""Issuers (utfärdare) whose tokens prove who calls, and what a region lets their claims say."""

from __future__ import annotations

from uuid import UUID, uuid5

from service.authorize import Catalogue, permit
from service.domain.access import PLATFORM, ClaimMapping, ClaimMappingChanged, IssuerRegistered, IssuerWithdrawn
from service.domain.errors import NotFound, RuleRefused
from service.domain.words import Words
from service.ports import NewEvent, Recorded, TrustedIssuer, Tx
from service.usecases.checking import invalid, listed, short_text
from service.usecases.commanding import Outcome, Sent, Services, run

_ISSUERS = UUID("0d8f6f5e-4a0d-5b36-9d0e-2b1f1c7a6a53")


def issuer_stream(tenant_id: str, iss: str) -> UUID:
    """The stream of one issuer in one region, or in PLATFORM."""
    return uuid5(_ISSUERS, f"{tenant_id}\n{iss}")


async def register_issuer(services: Services, sent: Sent, registered: IssuerRegistered) -> Outcome:
    """Register an issuer, or register it anew, in the actor's region or in PLATFORM: `{iss}`.

    What the fields may hold is checked where tokens are (infra.auth.issuers). Raises MandateMissing, InvalidInput for
    the mapping, or RuleRefused ISSUER_OF_ANOTHER_REGION.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "ADMIN_SEATS", services.catalogue)
        tenant_id = sent.actor.tenant_id
        if (tenant_id == PLATFORM) != bool(registered.national_body or registered.counterpart):
            allowed = Words("en regions egen utfärdare", "a region's own issuer")
            raise invalid("issuer", Words("fel registrering", "the wrong register"), allowed)
        known = await tx.issuer(registered.iss)
        if known is not None and known.tenant_id != tenant_id:
            own = Words("en utfärdare som är regionens egen", "an issuer of the region's own")
            raise RuleRefused("ISSUER_OF_ANOTHER_REGION", path="issuer", allowed=(own,))
        mapping = _mapping(registered.mapping, services.catalogue, _sides(registered))
        event = registered.model_copy(update={**sent.actor.signed(role), "mapping": mapping})
        version = 1 if known is None else known.version + 1
        new = NewEvent("issuer", issuer_stream(tenant_id, registered.iss), version, event)
        return Recorded((new,)), {"iss": registered.iss}

    return await run(services, sent, act)


async def change_claim_mapping(services: Services, sent: Sent, iss: str, mapping: ClaimMapping | None) -> Outcome:
    """Say what an issuer of the region may state in its claims: `{iss}`.

    Raises MandateMissing, NotFound for an issuer that is not the region's, or InvalidInput.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "ADMIN_SEATS", services.catalogue)
        known = await _own(tx, iss, sent.actor.tenant_id)
        allowed = _mapping(mapping, services.catalogue, _sides(known.registered))
        event = ClaimMappingChanged(**sent.actor.signed(role), iss=iss, mapping=allowed)
        new = NewEvent("issuer", issuer_stream(known.tenant_id, iss), known.version + 1, event)
        return Recorded((new,)), {"iss": iss}

    return await run(services, sent, act)


async def withdraw_issuer(services: Services, sent: Sent, iss: str) -> Outcome:
    """Trust an issuer no longer: `{iss}`. Raises MandateMissing or NotFound."""

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "ADMIN_SEATS", services.catalogue)
        known = await _own(tx, iss, sent.actor.tenant_id)
        event = IssuerWithdrawn(**sent.actor.signed(role), iss=iss)
        new = NewEvent("issuer", issuer_stream(known.tenant_id, iss), known.version + 1, event)
        return Recorded((new,)), {"iss": iss}

    return await run(services, sent, act)


async def _own(tx: Tx, iss: str, tenant_id: str) -> TrustedIssuer:
    known = await tx.issuer(iss)
    if known is None or known.withdrawn or known.tenant_id != tenant_id:
        raise NotFound(path="issuer")
    return known


def _sides(registered: IssuerRegistered) -> frozenset[str]:
    """The sides of whose roles the issuer's claims may speak."""
    if registered.national_body is not None:
        return frozenset({"national"})
    return frozenset({"party"}) if registered.counterpart is not None else frozenset({"staff", "party", "platform"})


def _mapping(mapping: ClaimMapping | None, catalogue: Catalogue, sides: frozenset[str]) -> ClaimMapping | None:
    """The mapping, with roles in order; InvalidInput for roles of other sides."""
    if mapping is None:
        return None
    may = [role for role, grant in catalogue.items() if grant.side in sides]
    strange = set(mapping.allowed_roles) - set(may)
    if strange:
        problem = Words(f"okända roller: {listed(strange)}", f"unknown roles: {listed(strange)}")
        raise invalid("mapping.allowedRoles", problem, *sorted(may))
    return ClaimMapping(
        roles_claim=short_text(mapping.roles_claim, "mapping.rolesClaim"),
        unit_claim=None if mapping.unit_claim is None else short_text(mapping.unit_claim, "mapping.unitClaim"),
        allowed_roles=tuple(sorted(set(mapping.allowed_roles))),
    )
