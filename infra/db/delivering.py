"""What a tenant transaction has for deliveries of figures."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from infra.db import delivery_rows
from infra.db.pool import Connection
from infra.db.publication_rows import ONE_ROUND, round_of
from service.delivering_ports import Place
from service.national.deliveries import Delivery
from service.national.observations import Key, Observation
from service.publishing_ports import Round


class DeliveringConnection:
    """`service.delivering_ports.DeliveringTx`, over a connection inside a tenant's transaction."""

    _connection: Connection
    _tenant_id: str
    _locks: bool

    async def indicator_round(self, round_id: str) -> Round | None:
        row = await self._connection.fetchrow(ONE_ROUND, round_id)
        return None if row is None else round_of(row)

    async def deliveries(self, round_id: str) -> list[Delivery]:
        return await delivery_rows.deliveries(self._connection, self._tenant_id, round_id, lock=self._locks)

    def figures(self, place: Place) -> AsyncGenerator[Sequence[Observation], None]:
        return delivery_rows.figures(self._connection, self._tenant_id, place)

    async def known_figures(self, place: Place, keys: Sequence[Key]) -> dict[Key, Observation]:
        return await delivery_rows.known_figures(self._connection, self._tenant_id, place, keys)

    async def count_figures(self, place: Place) -> int:
        return await delivery_rows.count_figures(self._connection, self._tenant_id, place)

    async def earlier_figures(self, round_id: str, indicators: Sequence[str]) -> list[Observation]:
        return await delivery_rows.earlier_figures(self._connection, self._tenant_id, round_id, indicators)
