"""What tables are made of: columns, checks, and the region's code that every tenant's table begins with."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, DateTime, MetaData, Table, Text
from sqlalchemy.schema import SchemaItem

SCHEMA: Final = "trappa"
MONTH: Final = "^[0-9]{4}-(0[1-9]|1[0-2])$"
DIGEST: Final = "^[0-9a-f]{64}$"
_WORD: Final = "^[A-Za-z][A-Za-z0-9_-]{0,63}$"

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "%(table_name)s_pk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(referred_table_name)s_fk",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)


def of(name: str, kind: Any, *, null: bool = False) -> Column[Any]:
    return Column(name, kind, nullable=null, autoincrement=False)


def a_text(name: str, *, null: bool = False) -> Column[Any]:
    return of(name, Text(), null=null)


def a_time(name: str, *, null: bool = False) -> Column[Any]:
    return of(name, DateTime(timezone=True), null=null)


def like(column: str, pattern: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{pattern}'", name=column)


def words(*columns: str) -> tuple[CheckConstraint, ...]:
    return tuple(like(column, _WORD) for column in columns)


def not_negative(*columns: str) -> tuple[CheckConstraint, ...]:
    return tuple(CheckConstraint(f"{column} >= 0", name=column) for column in columns)


def one_of(column: str, *values: str) -> CheckConstraint:
    return CheckConstraint(f"{column} in ({', '.join(repr(value) for value in values)})", name=column)


def tenant_table(name: str, *parts: SchemaItem) -> Table:
    """A tenant's table: its first column is the region's SCB code."""
    return Table(name, metadata, a_text("tenant_id"), like("tenant_id", "^[0-9]{2}$"), *parts)
