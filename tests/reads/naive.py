"""What a read means, said once more without SQL: plain loops over all rows. And who may see which row."""

import json
import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cmp_to_key
from typing import Any
from uuid import UUID

from infra.db.relations import ENTITIES, RELATIONS, EntityTable
from service.authorize import Actor
from service.reads import Filter, Order, Read
from tests.reads.rows import Rows

Row = Mapping[str, Any]
_BY_UNIT = frozenset({"care_unit", "agreement", "listed_count", "settlement_line", "withholding_entry"})

_OPEN_TO_ALL = frozenset({"settlement", "ruleset_version", "issuer", "indicator_round", "publication"})
_OF_NO_CASE = frozenset({"ruleset_draft", "delivery", "delivery_notice", "figure"})

_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Naive:
    def __init__(self, rows: Rows, actor: Actor) -> None:
        self._rows = rows
        self._actor = actor

    def answer(self, *reads: Read) -> dict[str, Any]:
        return {read.key: self._value(read, None) for read in reads}

    def _value(self, read: Read, parent: Row | None) -> Any:
        entity = ENTITIES[read.entity]
        rows = [self._own(entity, row) for row in self._rows[entity.table.name] if self._seen(entity.table.name, row)]
        relation = RELATIONS[read.relation] if read.relation else None
        if relation is not None and parent is not None:
            rows = [
                row
                for row in rows
                if all(row[own] == parent[its] for own, its in relation.columns.items())
                and all(row[own] == text for own, text in relation.constants.items())
            ]
        rows = [row for row in rows if all(_holds(row, condition) for condition in read.where)]
        order = (*read.order, *(Order(name) for name in sorted(entity.keys[0])))
        rows.sort(key=cmp_to_key(lambda one, other: _compared(one, other, order)))
        if read.page is not None:
            rows = _paged(rows, read)
        found = [self._emitted(read, row) for row in rows]
        return (found[0] if found else None) if read.one else found

    def _own(self, entity: EntityTable, row: Row) -> Row:
        """The row, with the staff's own values in it for those of the staff."""
        staffs = entity.staffs
        if staffs is None or self._actor.organisation != "staff":
            return row
        keys = ("tenant_id", staffs.key)
        theirs = next(one for one in self._rows[staffs.table.name] if all(one[key] == row[key] for key in keys))
        own = {**row, **{name: theirs[name] for name in staffs.columns}}
        if self._actor.of_team:
            of_team = (one for one in self._rows["event"] if one["audience"] == "team")
            own[staffs.counted] += sum(
                (one["tenant_id"], one["stream_id"]) == (row["tenant_id"], row[staffs.key]) for one in of_team
            )
        return own

    def _emitted(self, read: Read, row: Row) -> dict[str, Any]:
        documents = ENTITIES[read.entity].documents
        texts = {name: row[name] for name in read.columns}
        own = {name: json.loads(one) if name in documents and one else _text(one) for name, one in texts.items()}
        return own | {child.key: self._value(child, row) for child in read.children}

    def _seen(self, table: str, row: Row) -> bool:
        if row.get("tenant_id", self._actor.tenant_id) != self._actor.tenant_id:
            return False
        if self._actor.organisation == "staff" or table in _OPEN_TO_ALL:
            return row.get("audience") != "team" or self._actor.of_team
        if table in _OF_NO_CASE or row.get("stream_kind") == "ruleset":
            return self._actor.organisation == "none"
        if table == "seat":
            return bool(row["holder"] == self._actor.id)
        if table == "provider":
            return False
        if table == "case_file":
            return self._seated(row["case_id"])
        if table in {"event", "event_personal"}:
            if row["audience"] != "party":
                return False
            if table == "event" and row["stream_kind"] == "unit":
                return str(row["stream_id"]) == self._actor.organisation
            return row["stream_kind"] == "case" and self._seated(row["stream_id"])
        return table in _BY_UNIT and str(row["unit_id"]) == self._actor.organisation

    def _seated(self, case_id: UUID) -> bool:
        wanted = (self._actor.tenant_id, self._actor.organisation, case_id)
        return any(
            (seat["tenant_id"], seat["organisation_id"], seat["case_id"]) == wanted for seat in self._rows["case_seat"]
        )


def _holds(row: Row, condition: Filter) -> bool:
    left, right = row[condition.column], condition.value
    if condition.comparison == "null":
        return (left is None) == right
    if condition.comparison == "holds":
        return left is True
    if left is None:
        return False
    if condition.comparison == "in":
        return isinstance(right, tuple) and left in right
    return bool(_COMPARED[condition.comparison](left, right))


def _compared(one: Row, other: Row, order: tuple[Order, ...]) -> int:
    for each in order:
        left, right = one[each.column], other[each.column]
        if left != right:
            return -1 if (left < right) != each.descending else 1
    return 0


def _paged(rows: list[Row], read: Read) -> list[Row]:
    page = read.page
    assert page is not None
    if page.after is not None:
        mark = {order.column: value for order, value in zip(read.order, page.after, strict=True)}
        beyond = -1 if page.backwards else 1
        rows = [row for row in rows if _compared(row, mark, read.order) == beyond]
    return rows[max(len(rows) - page.size - 1, 0) :] if page.backwards else rows[: page.size + 1]


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        whole, _, fraction = value.strftime("%Y-%m-%dT%H:%M:%S.%f").partition(".")
        fraction = fraction.rstrip("0")
        return f"{whole}.{fraction}+00:00" if fraction else f"{whole}+00:00"
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, date | UUID) else value
