"""From a proven token to an actor: the seats that hold now, in the region and the organisation that are meant.

Seats are kept from request to request, with the region's access version that they are of; each statement compares that
version, so that what was granted, limited or revoked acts on the next request and nothing is asked for it.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from infra.auth.registry import RegisteredIssuers
from infra.auth.tokens import VerifiedToken
from infra.db.access_loads import Standing, access_version, standing
from infra.db.pool import Pool
from service.authorize import Actor, Catalogue, OrganisationUnnamed, actor_of, claimed, seated
from service.ports import Pseudonyms

_MOST: Final = 10_000
Why = Literal["NO_REGION", "REGION_UNNAMED", "NO_SEAT", "ORGANISATION_UNNAMED"]


class NotSeated(Exception):  # noqa: N818 - an answer to the caller, not a defect
    """The token proves who calls, and nothing says that this person may act where it asks to.

    `organisations` are the caller's own, to choose from.
    """

    def __init__(self, why: Why, organisations: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.organisations = organisations


class IssuerChanged(Exception):  # noqa: N818 - the token is verified again
    """The token was verified by a registration of its issuer that is not the one there is."""


@dataclass(frozen=True, slots=True)
class Entering:
    """Who calls, and as whom: `region` and `organisation` None where the request names none."""

    token: VerifiedToken
    region: str | None
    organisation: str | None
    now: datetime


class Access:
    """For one event loop; `regions` are the tenants that there are."""

    def __init__(
        self,
        pool: Pool,
        pseudonyms: Pseudonyms,
        catalogue: Catalogue,
        regions: frozenset[str],
        issuers: RegisteredIssuers,
    ) -> None:
        self._pool = pool
        self._pseudonyms = pseudonyms
        self._catalogue = catalogue
        self._regions = regions
        self._issuers = issuers
        self._kept: OrderedDict[tuple[str, UUID], Standing] = OrderedDict()

    async def actor(self, entering: Entering) -> Actor:
        """The actor; no statement where the person's seats are known. Raises NotSeated, and IssuerChanged.

        In the region of its own issuer somebody without a seat is an actor who may do nothing; elsewhere, and in a
        region that there is not, the answer is the same NO_SEAT.
        """
        token = entering.token
        if token.national_body is not None:
            raise NotSeated("NO_REGION")
        region = token.tenant_id if entering.region is None else entering.region
        if region is None:
            raise NotSeated("REGION_UNNAMED")
        if region not in self._regions:
            raise NotSeated("NO_SEAT")
        actor_id = self._pseudonyms.actor_id(region, token.iss, token.sub)
        kept = self._kept.get((region, actor_id))
        if kept is not None:
            self._kept.move_to_end((region, actor_id))
            with suppress(NotSeated):
                return self._chosen(entering, region, actor_id, kept)
        # Nobody is turned away on what was kept: a seat may have been granted since.
        found = await standing(self._pool, region, actor_id, token.iss)
        if found.issuer_version != token.issuer_version:
            self._issuers.forget_iss(token.iss)
            raise IssuerChanged
        self._kept[region, actor_id] = found
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return self._chosen(entering, region, actor_id, found)

    def _chosen(self, entering: Entering, region: str, actor_id: UUID, known: Standing) -> Actor:
        """The actor by the seats that are known. Raises NotSeated."""
        token = entering.token
        # The claims of a region's own issuer speak of that region alone.
        own = claimed(token.roles, token.unit_id, self._catalogue) if token.tenant_id == region else []
        # A counterpart's issuer speaks for that counterpart, also where it once was registered for another.
        granted = [one for one in known.seats if token.counterpart in {None, one.organisation}]
        try:
            chosen = seated([*granted, *own], entering.now, entering.organisation)
        except OrganisationUnnamed as unnamed:
            raise NotSeated("ORGANISATION_UNNAMED", unnamed.organisations) from None
        if chosen is None or (not chosen and region != token.tenant_id):
            raise NotSeated("NO_SEAT")
        return actor_of(actor_id, region, chosen, self._catalogue, known.version)

    def forget(self, tenant_id: str, actor_id: UUID) -> None:
        """Asks for the person's seats, and for the region's issuers, anew."""
        self._kept.pop((tenant_id, actor_id), None)
        self._issuers.forget(tenant_id)

    async def still(self, actor: Actor) -> bool:
        """Whether the region's seats and issuers are those that the actor was made of; one statement."""
        return await access_version(self._pool, actor.tenant_id) == actor.access_version
