"""The issuers that the database holds, kept for a few seconds so that no token costs a statement of its own."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import structlog

from infra.auth.issuers import ClaimMapping, Issuer, is_of_own_machine
from infra.db.issuers import IssuerRow, IssuerTable

_log = structlog.get_logger(__name__)
KEPT_SECONDS: Final = 10.0
_MOST: Final = 1024


class RegisteredIssuers:
    """`Issuers` over the table; a change acts within KEPT_SECONDS, also for an `iss` that was unknown.

    Rows whose issuer or keys are on this machine, or come over plain http, are unknown too, and told of once in the
    log: only `own_machine`, for development and tests, lets them through.
    """

    def __init__(
        self, table: IssuerTable, clock: Callable[[], float] = time.monotonic, *, own_machine: bool = False
    ) -> None:
        self._table = table
        self._clock = clock
        self._own_machine = own_machine
        self._told: set[str] = set()
        self._kept: OrderedDict[str, tuple[float, Issuer | None]] = OrderedDict()

    async def by_iss(self, iss: str) -> Issuer | None:
        kept = self._kept.get(iss)
        now = self._clock()
        if kept is not None and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        row = await self._table.by_iss(iss)
        issuer = None if row is None or self._refuses(row) else _issuer(row)
        self._kept[iss] = (now, issuer)
        self._kept.move_to_end(iss)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return issuer

    def _refuses(self, row: IssuerRow) -> bool:
        if self._own_machine or not (is_of_own_machine(row.iss) or is_of_own_machine(row.jwks_uri)):
            return False
        if row.iss not in self._told:
            self._told.add(row.iss)
            _log.warning("issuer_refused", code="ISSUER_OF_OWN_MACHINE", region=row.tenant_id)
        return True


def _issuer(row: IssuerRow) -> Issuer:
    mapping = None
    if row.roles_claim is not None:
        mapping = ClaimMapping(row.roles_claim, row.unit_claim, row.allowed_roles)
    return Issuer(
        iss=row.iss,
        tenant_id=row.tenant_id,
        national_body=row.national_body,
        audience=row.audience,
        algorithms=row.algorithms,
        jwks_uri=row.jwks_uri,
        claim_mapping=mapping,
    )


def row_of(issuer: Issuer) -> IssuerRow:
    """The issuer as a row to register."""
    mapping = issuer.claim_mapping
    return IssuerRow(
        iss=issuer.iss,
        tenant_id=issuer.tenant_id,
        national_body=issuer.national_body,
        audience=issuer.audience,
        algorithms=issuer.algorithms,
        jwks_uri=issuer.jwks_uri,
        roles_claim=mapping.roles_claim if mapping else None,
        unit_claim=mapping.unit_claim if mapping else None,
        allowed_roles=mapping.allowed_roles if mapping else frozenset(),
    )
