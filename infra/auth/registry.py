"""The issuers that the database holds, kept for a few seconds so that no token costs a statement of its own."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import structlog

from infra.auth.issuers import ClaimMapping, Issuer, is_of_own_machine
from infra.db import access_loads
from infra.db.pool import Pool
from service.domain import access
from service.domain.access import PLATFORM, IssuerRegistered
from service.ports import TrustedIssuer

_log = structlog.get_logger(__name__)
KEPT_SECONDS: Final = 10.0
_MOST: Final = 1024


class RegisteredIssuers:
    """`Issuers` over the table; what no statement tells acts within KEPT_SECONDS, also for an `iss` that was unknown.

    Rows whose issuer or keys are on this machine, or come over plain http, are unknown too, and told of once in the
    log: only `own_machine`, for development and tests, lets them through.
    """

    def __init__(self, pool: Pool, clock: Callable[[], float] = time.monotonic, *, own_machine: bool = False) -> None:
        self._pool = pool
        self._clock = clock
        self._own_machine = own_machine
        self._told: set[str] = set()
        self._kept: OrderedDict[str, tuple[float, Issuer | None]] = OrderedDict()

    async def by_iss(self, iss: str) -> Issuer | None:
        kept = self._kept.get(iss)
        now = self._clock()
        if kept is not None and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        found = await access_loads.issuer(self._pool, iss)
        issuer = None if found is None or found.withdrawn or self._refuses(found) else _issuer(found)
        self._kept[iss] = (now, issuer)
        self._kept.move_to_end(iss)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return issuer

    def forget(self, tenant_id: str) -> None:
        """Looks the region's issuers up again, and those that were unknown."""
        for iss, (_, issuer) in list(self._kept.items()):
            if issuer is None or issuer.tenant_id == tenant_id:
                del self._kept[iss]

    def forget_iss(self, iss: str) -> None:
        self._kept.pop(iss, None)

    def _refuses(self, found: TrustedIssuer) -> bool:
        named = found.registered
        if self._own_machine or not (is_of_own_machine(named.iss) or is_of_own_machine(named.jwks_uri)):
            return False
        if named.iss not in self._told:
            self._told.add(named.iss)
            _log.warning("issuer_refused", code="ISSUER_OF_OWN_MACHINE", region=found.tenant_id)
        return True


def _issuer(found: TrustedIssuer) -> Issuer:
    named, mapping = found.registered, found.registered.mapping
    return Issuer(
        iss=named.iss,
        version=found.version,
        tenant_id=None if found.tenant_id == PLATFORM else found.tenant_id,
        national_body=named.national_body,
        counterpart=named.counterpart,
        audience=named.audience,
        algorithms=named.algorithms,
        jwks_uri=named.jwks_uri,
        claim_mapping=None
        if mapping is None
        else ClaimMapping(mapping.roles_claim, mapping.unit_claim, frozenset(mapping.allowed_roles)),
    )


def registered(issuer: Issuer) -> tuple[str, IssuerRegistered]:
    """The tenant, or PLATFORM, in whose chain the issuer is registered, and the event that registers it."""
    mapping = issuer.claim_mapping
    event = IssuerRegistered(
        iss=issuer.iss,
        national_body=issuer.national_body,
        counterpart=issuer.counterpart,
        audience=issuer.audience,
        algorithms=issuer.algorithms,
        jwks_uri=issuer.jwks_uri,
        mapping=None
        if mapping is None
        else access.ClaimMapping(
            roles_claim=mapping.roles_claim,
            unit_claim=mapping.unit_claim,
            allowed_roles=tuple(sorted(mapping.allowed_roles)),
        ),
    )
    return issuer.tenant_id or PLATFORM, event
