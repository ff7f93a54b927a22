"""The executable schema of the national surface."""

from __future__ import annotations

from functools import partial

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.announced import Announce, Announced, unheard
from schema.build import Schema
from schema.limits import Limits
from schema.national.surface import Mutation, Query
from schema.scalars import SCALARS, STANDARD
from schema.values import Untold


def build(announce: Announce = unheard) -> strawberry.Schema:
    """`announce` hears of every operation before it is run."""
    return Schema(
        query=Query,
        mutation=Mutation,
        extensions=[Limits, partial(Announced, announce), Untold],
        config=StrawberryConfig(scalar_map={**STANDARD, **SCALARS}, disable_field_suggestions=True),
    )
