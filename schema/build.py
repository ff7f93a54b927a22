"""The executable schema."""

from __future__ import annotations

from functools import partial

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from schema.announced import Announce, Announced, unheard
from schema.limits import Limits
from schema.mutations import Mutation
from schema.needs import described
from schema.previews import Previews
from schema.queries import Query as Reads
from schema.scalars import SCALARS, STANDARD
from schema.types.cases import Case
from schema.types.refusals import InvalidInput, MandateMissing, NotFound, RuleRefused, VersionConflict
from schema.types.ruleset_drafts import RulesetDraft
from schema.types.rulesets import RulesetVersion
from schema.types.seats import Seat
from schema.types.units import CareUnit
from schema.values import Untold


@strawberry.type(description="Allt som kan läsas. All that can be read.")
class Query(Reads):
    @described(
        "Vad ett kommando skulle leda till nu, utan att något skrivs; `commandId` bortses från, högst fem i ett"
        " dokument. What a command would come to now, with nothing written; `commandId` is not looked at, and a"
        " document holds five at most."
    )
    def preview(self) -> Previews:  # type: ignore[valid-type]
        return Previews()  # type: ignore[no-any-return]


class Schema(strawberry.Schema):
    """Leaves logging to the HTTP front: a refused document is its sender's matter, and its text is not ours to keep."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        pass


def build(announce: Announce = unheard) -> strawberry.Schema:
    """`announce` hears of every operation before it is run."""
    return Schema(
        query=Query,
        mutation=Mutation,
        types=[
            Case,
            CareUnit,
            RulesetVersion,
            RulesetDraft,
            Seat,
            MandateMissing,
            RuleRefused,
            VersionConflict,
            InvalidInput,
            NotFound,
        ],
        extensions=[Limits, partial(Announced, announce), Untold],
        config=StrawberryConfig(scalar_map={**STANDARD, **SCALARS}, disable_field_suggestions=True),
    )
