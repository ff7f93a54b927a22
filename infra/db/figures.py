"""Figures with the deliveries that they are in effect with, as one thing that is read."""

from __future__ import annotations

from typing import Final

from sqlalchemy import DateTime, Subquery, func, literal_column, select, tuple_

from infra.db.national_tables import delivery, observation
from service.reads import NEVER

_NEVER: Final = literal_column(f"'{NEVER.isoformat()}'::timestamptz", DateTime(timezone=True))
_KEY: Final = ("tenant_id", "round_id", "indicator", "period", "categories")


def _figures() -> Subquery:
    """Each figure with every delivery from its own on: `delivery` is that one's number.

    `superseded_at` is when, among the figures up to that delivery, a later number or batch took its place; NEVER where
    none did.
    """
    own, later, of = observation.alias("own"), observation.alias("later"), delivery.alias("of_delivery")
    superseded = (
        select(func.min(later.c.recorded_at))
        .where(
            *(later.c[name] == own.c[name] for name in _KEY),
            later.c.number <= of.c.number,
            tuple_(later.c.number, later.c.batch) > tuple_(own.c.number, own.c.batch),
        )
        .correlate(own, of)
        .scalar_subquery()
    )
    together = (of.c.tenant_id == own.c.tenant_id) & (of.c.round_id == own.c.round_id) & (of.c.number >= own.c.number)
    return (
        select(*own.c, of.c.number.label("delivery"), func.coalesce(superseded, _NEVER).label("superseded_at"))
        .join_from(own, of, together)
        .subquery("figure")
    )


figure: Final = _figures()
