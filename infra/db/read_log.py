"""The log of reads: the statement that shows cases to somebody whose reads are logged also notes which they were.

Logged is what an auditor reads of cases, and sealed records of cases whoever opens them. What the log holds is taken
from the answer itself, so that nothing is shown that it lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, array

from infra.db import tables
from infra.db.read_rows import Builder
from service.authorize import Actor
from service.reads import Entity, Read

Logged = Literal["CASES", "SEALED"]
READ: Final = "read"
ROLES: Final = "roles"
_OF_CASES: Final[frozenset[Entity]] = frozenset(
    {"case", "case_internal", "event", "settlement_line", "withholding_entry"}
)
_SEALED: Final = "case.personal"
# Wherever in the answer a case stands, it stands with its id.
_CASE_IDS: Final[ColumnElement[Any]] = literal_column("'$.**.case_id'::jsonpath")


def logged(reads: Sequence[Read], actor: Actor) -> Logged | None:
    """Why what `reads` show to the actor is noted; None where it is not."""
    every = list(_every(reads))
    if any(read.relation == _SEALED for read in every):
        return "SEALED"
    return "CASES" if actor.logged and any(read.entity in _OF_CASES for read in every) else None


def _every(reads: Sequence[Read]) -> list[Read]:
    return [one for read in reads for one in (read, *_every(read.children))]


def logged_statement(answered: CTE, builder: Builder, *, sealed: bool) -> Select[Any]:
    """Gives the answer and appends a row to the log for each case in it; what cannot be noted is not given."""
    shown = func.jsonb_path_query(_shown(cast(answered.c.answer, JSONB), builder), _CASE_IDS)
    cases = select(shown.op("#>>")(literal_column("'{}'")).label("case_id")).distinct().subquery("shown")
    log = tables.read_log
    row = select(
        builder.settings["tenant"],
        bindparam(READ, type_=Uuid()),
        cast(cases.c.case_id, Uuid()),
        func.clock_timestamp(),
        cast(builder.settings["actor"], Uuid()),
        bindparam(ROLES, type_=Text()),
        literal_column("true" if sealed else "false", Boolean),
    )
    columns = ("tenant_id", "read_id", "case_id", "read_at", "actor_id", "roles", "sealed")
    noted = insert(log).from_select(list(columns), row).cte("noted")
    return select(answered.c.answer).add_cte(noted)


def _shown(answer: ColumnElement[Any], builder: Builder) -> ColumnElement[Any]:
    """The answer without the row beyond each page, which is read to tell that there is one and shown to nobody."""
    for key, (rows, backwards) in builder.pages.items():
        place = literal_column("'0'", Text) if backwards else cast(rows - literal_column("1"), Text)
        full = func.jsonb_array_length(answer.op("->")(literal_column(f"'{key}'", Text))) >= rows
        pruned = answer.op("#-")(array([literal_column(f"'{key}'", Text), place]))
        answer = case((full, pruned), else_=answer)
    return answer
