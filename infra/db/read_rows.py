"""The sub-select of each read: rows of one entity as JSON, with their children in it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    FromClause,
    LargeBinary,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from infra.db import tables
from infra.db.read_slots import ReadRefusedError, Slot
from infra.db.relations import ENTITIES, RELATIONS, EntityTable, Relation
from service.authorize import Actor
from service.reads import Filter, Order, Read

SETTINGS = ("tenant", "organisation", "actor", "team")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]*")
# PostgreSQL passes at most 100 arguments to a function: 50 keys and their values.
_KEYS_PER_OBJECT = 50
_EMPTY_LIST: ColumnElement[Any] = literal_column("'[]'::json", JSON)
# What a seat says of its case, and the index on seats leads by.
_SEAT_COLUMNS = frozenset({"opened_at", "case_id"})


def scope_of(actor: Actor) -> tuple[str, ...]:
    """The values of SETTINGS, by which row-level security knows the actor."""
    return actor.tenant_id, actor.organisation, str(actor.id), "yes" if actor.of_team else "no"


@dataclass(frozen=True, slots=True)
class _Parent:
    """The read that a child belongs to, and the rows of it that the child's sub-select is made for."""

    read: Read
    rows: FromClause


class Builder:
    """Builds the sub-select of each read, parents before children, numbering aliases and slots on the way.

    `pages` are the root reads that are pages: how many rows each gives where there is one beyond it, and whether that
    is the first.
    """

    def __init__(self, *, by_seat: bool) -> None:
        self.slots: list[Slot] = []
        self.pages: dict[str, tuple[ColumnElement[int], bool]] = {}
        self.settings = {name: bindparam(name, type_=Text()) for name in SETTINGS}
        self._by_seat = by_seat
        self._reads = 0

    def value(self, read: Read, above: tuple[str, ...], parent: _Parent | None) -> ColumnElement[Any]:
        """The read's rows as JSON: an array, or an object or null where it asks for `one`."""
        place = _placed(read, (*above, read.key), parent)
        _check_row(read, place)
        self._reads += 1
        return _Rows(self, read, place, self._reads).value()

    def slot(self, slot: Slot) -> BindParameter[Any]:
        self.slots.append(slot)
        kind: TypeEngine[Any] = ARRAY(slot.type) if slot.several else slot.type
        return bindparam(f"p{len(self.slots) - 1}", type_=kind)

    @property
    def as_staff(self) -> bool:
        return not self._by_seat

    def by_seat(self, read: Read) -> bool:
        """Whether a party's seats lead to the cases; not where the case is named, and its own index is best."""
        named = any(each.column == "case_id" and each.comparison in {"=", "in"} for each in read.where)
        return self._by_seat and read.entity == "case" and read.relation in {None, "unit.cases"} and not named


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a read stands: the keys down to it, what it reads, and how that belongs to the rows above."""

    path: tuple[str, ...]
    entity: EntityTable
    relation: Relation | None
    parent: _Parent | None


class _Rows:
    """One read's sub-select."""

    def __init__(self, builder: Builder, read: Read, place: _Place, number: int) -> None:
        self._builder = builder
        self._read = read
        self._path = place.path
        self._entity = place.entity
        self._relation = place.relation
        self._parent = place.parent
        self._number = number
        self._table: FromClause = place.entity.table.alias(f"{place.entity.table.name}_{number}")
        self._seat = tables.case_seat.alias(f"case_seat_{number}") if builder.by_seat(read) else None
        self._order = self._total_order()

    def value(self) -> ColumnElement[Any]:
        read, page = self._read, self._read.page
        filters = [self._filter(condition) for condition in read.where]
        backwards = page is not None and page.backwards
        limit: ColumnElement[Any] | None = None
        if page is not None:
            limit = self._builder.slot(Slot(self._path, "size", BigInteger(), page_size=True))
            if self._parent is None:
                self._builder.pages[read.key] = (limit, page.backwards)
            if page.after is not None:
                filters.append(self._beyond(page.after, backwards=backwards))
        elif read.one and not self._single:
            limit = literal_column("1")

        if limit is None:
            return self._answer(self._table, [*self._place(), *self._seated(), *filters])
        order = self._ordered(self._at, backwards=backwards)
        if self._seat is not None and self._parent is None and self._only_by_seat():
            # The page is cut from the seats alone, and only its cases are looked up.
            seats = (
                select(*(self._seat.c[name] for name in sorted(_SEAT_COLUMNS)))
                .where(*self._sat(self._seat), *filters)
                .order_by(*order)
                .limit(limit)
                .subquery(f"page_{self._number}")
            )
            return self._answer(self._table, [*self._place(), self._table.c.case_id == seats.c.case_id])
        rows = self._inside(select(*(self._column(name).label(name) for name in self._needed())))
        rows = rows.where(*self._place(), *self._seated(), *filters).order_by(*order).limit(limit)
        return self._answer(rows.subquery(f"page_{self._number}"), [])

    def _answer(self, rows: FromClause, conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
        at = self._column if rows is self._table else rows.c.__getitem__
        pairs = [(name, _emitted(self._entity, name, at(name))) for name in self._read.columns]
        own = _Parent(self._read, rows)
        pairs += [(child.key, self._builder.value(child, self._path, own)) for child in self._read.children]
        answer = json_object(pairs)
        if not self._read.one:
            ordered = func.json_agg(answer).aggregate_order_by(*self._ordered(at))
            answer = func.coalesce(ordered, _EMPTY_LIST)
        return self._inside(select(answer).select_from(rows).where(*conditions)).scalar_subquery()

    def _inside(self, query: Select[Any]) -> Select[Any]:
        return query.correlate(self._parent.rows if self._parent else None)

    def _place(self) -> Iterator[ColumnElement[bool]]:
        """Tenant, and what makes the rows children of the parent's."""
        if "tenant_id" in self._table.c:  # what is published is nobody's
            yield self._table.c.tenant_id == self._builder.settings["tenant"]
        if self._relation is not None and self._parent is not None:
            for own, its in self._relation.columns.items():
                yield self._table.c[own] == self._parent.rows.c[its]
            for own, text in self._relation.constants.items():
                yield self._table.c[own] == _literal(text)

    def _sat(self, seat: FromClause) -> Iterator[ColumnElement[bool]]:
        yield seat.c.tenant_id == self._builder.settings["tenant"]
        yield seat.c.organisation_id == self._builder.settings["organisation"]

    def _seated(self) -> Iterator[ColumnElement[bool]]:
        if self._seat is not None:
            yield from self._sat(self._seat)
            yield self._seat.c.case_id == self._table.c.case_id

    def _column(self, name: str) -> ColumnElement[Any]:
        """The column, or the staff's own in its place."""
        staffs = self._entity.staffs
        if staffs is None or name not in staffs.columns or not self._builder.as_staff:
            return self._table.c[name]
        # Looked up for each row: a join would tempt the planner to read the whole of the other table.
        own = staffs.table.alias(f"{staffs.table.name}_of_{self._number}")
        found = select(own.c[name]).where(
            own.c.tenant_id == self._builder.settings["tenant"], own.c[staffs.key] == self._table.c[staffs.key]
        )
        value: ColumnElement[Any] = found.correlate(self._table).scalar_subquery()
        if name != staffs.counted:
            return value
        # Row-level security shows none of them to others. They are few, and have an index of their own.
        event = tables.event.alias(f"event_of_{self._number}")
        of_team = select(func.count()).where(
            event.c.tenant_id == self._builder.settings["tenant"],
            event.c.stream_id == self._table.c[staffs.key],
            event.c.audience == _literal("team"),
        )
        return value + of_team.correlate(self._table).scalar_subquery()

    def _at(self, name: str) -> ColumnElement[Any]:
        """The column to filter and order by."""
        seat = self._seat if name in _SEAT_COLUMNS else None
        return self._column(name) if seat is None else seat.c[name]

    def _only_by_seat(self) -> bool:
        used = {condition.column for condition in self._read.where} | {order.column for order in self._order}
        return used <= _SEAT_COLUMNS

    def _filter(self, condition: Filter) -> ColumnElement[bool]:
        if condition.comparison == "null":
            _check_column(self._path, self._entity, condition.column)
            bound = self._builder.slot(Slot(self._path, condition.column, Boolean()))
            return self._column(condition.column).is_(None) == bound
        column = _comparable(self._path, self._entity, condition.column)
        if condition.comparison == "holds":
            if not isinstance(column.type, Boolean):
                raise ReadRefusedError(self._path, f"{condition.column} is no truth value")
            return self._at(condition.column)
        several = condition.comparison == "in"
        bound = self._builder.slot(Slot(self._path, condition.column, column.type, several=several))
        left = self._at(condition.column)
        match condition.comparison:
            case "=":
                return left == bound
            case "<":
                return left < bound
            case "<=":
                return left <= bound
            case ">":
                return left > bound
            case ">=":
                return left >= bound
            case "in":
                return left == any_(bound)
            case other:
                raise ReadRefusedError(self._path, f"no comparison {other!r}")

    def _ordered(self, at: Callable[[str], ColumnElement[Any]], *, backwards: bool = False) -> list[ColumnElement[Any]]:
        return [
            at(order.column).desc() if order.descending != backwards else at(order.column).asc()
            for order in self._order
        ]

    def _beyond(self, after: tuple[Any, ...], *, backwards: bool) -> ColumnElement[bool]:
        """The rows behind `after` in the order walked."""
        if not after or len(after) != len(self._read.order):
            wanted = ", ".join(order.column for order in self._read.order)
            raise ReadRefusedError(self._path, f"{len(after)} values to begin behind, for an order by ({wanted})")
        slots = [
            self._builder.slot(Slot(self._path, order.column, self._entity.table.c[order.column].type))
            for order in self._read.order
        ]
        columns = [self._at(order.column) for order in self._read.order]
        downwards = [order.descending != backwards for order in self._read.order]
        if len(set(downwards)) == 1:
            if len(columns) == 1:
                return columns[0] < slots[0] if downwards[0] else columns[0] > slots[0]
            # Compared as rows: one range of an index that leads by these columns.
            return tuple_(*columns) < tuple_(*slots) if downwards[0] else tuple_(*columns) > tuple_(*slots)
        steps = list(zip(columns, slots, downwards, strict=True))
        column, slot, down = steps.pop()
        beyond = column < slot if down else column > slot
        for column, slot, down in reversed(steps):
            beyond = or_(column < slot if down else column > slot, and_(column == slot, beyond))
        # Implied by the rest, and a range of the index where the rest is not.
        return and_(columns[0] <= slots[0] if downwards[0] else columns[0] >= slots[0], beyond)

    def _needed(self) -> list[str]:
        """The columns that a page must hand out: to emit, to order by, and for children to refer to."""
        names = dict.fromkeys(self._read.columns)
        names.update(dict.fromkeys(order.column for order in self._order))
        for child in self._read.children:
            relation = RELATIONS.get(child.relation or "")
            if relation is not None and relation.parent == self._read.entity:
                names.update(dict.fromkeys(relation.columns.values()))
        return list(names)

    @property
    def _fixed(self) -> frozenset[str]:
        equal = frozenset(condition.column for condition in self._read.where if condition.comparison == "=")
        return equal | (self._relation.fixed if self._relation else frozenset())

    @property
    def _single(self) -> bool:
        return any(key <= self._fixed for key in self._entity.keys)

    def _total_order(self) -> tuple[Order, ...]:
        names = [order.column for order in self._read.order]
        check_distinct(self._path, names)
        for name in names:
            _comparable(self._path, self._entity, name)
            if self._entity.nullable(name):
                raise ReadRefusedError(self._path, f"{name} may be null: rows without it have no place in an order")
        known = self._fixed | frozenset(names)
        if any(key <= known for key in self._entity.keys):
            # One row needs no order, but the aggregate takes no empty one.
            return self._read.order or tuple(Order(name) for name in sorted(self._entity.keys[0]))
        if self._read.page is not None:
            keys = " or ".join(", ".join(sorted(key)) for key in self._entity.keys)
            raise ReadRefusedError(self._path, f"a page needs an order that no two rows share (with {keys})")
        return (*self._read.order, *(Order(name) for name in sorted(self._entity.keys[0] - known)))


def _placed(read: Read, path: tuple[str, ...], parent: _Parent | None) -> _Place:
    entity = ENTITIES.get(read.entity)
    if entity is None:
        raise ReadRefusedError(path, f"no entity {read.entity!r}")
    if parent is None:
        if read.relation is not None:
            raise ReadRefusedError(path, f"a root read has no relation, not even {read.relation!r}")
        return _Place(path, entity, None, None)
    relation = RELATIONS.get(read.relation or "")
    if relation is None or relation.parent != parent.read.entity or relation.child != read.entity:
        raise ReadRefusedError(path, f"no relation {read.relation!r} from {parent.read.entity} to {read.entity}")
    return _Place(path, entity, relation, parent)


def _check_row(read: Read, place: _Place) -> None:
    for name in read.columns:
        _check_column(place.path, place.entity, name)
    check_distinct(place.path, [*read.columns, *(child.key for child in read.children)])
    if read.one and read.page is not None:
        raise ReadRefusedError(place.path, "one row has no pages")


def check_distinct(path: tuple[str, ...], names: Sequence[str]) -> None:
    for name in names:
        if not _KEY.fullmatch(name):
            raise ReadRefusedError(path, f"{name!r} cannot be a key")
    if len(set(names)) < len(names):
        raise ReadRefusedError(path, f"a name stands twice in {', '.join(names)}")


def _check_column(path: tuple[str, ...], entity: EntityTable, name: str) -> None:
    if name not in entity.columns:
        raise ReadRefusedError(path, f"no column {name!r} in {entity.table.name}")


def _comparable(path: tuple[str, ...], entity: EntityTable, name: str) -> ColumnElement[Any]:
    _check_column(path, entity, name)
    column = entity.table.c[name]
    if name in entity.documents or isinstance(column.type, LargeBinary):
        raise ReadRefusedError(path, f"{name} can be read, not compared or ordered by")
    return column


def _emitted(entity: EntityTable, name: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
    if name in entity.documents:
        return cast(column, JSON)
    if isinstance(column.type, LargeBinary):
        return func.encode(column, _literal("hex"))
    return column


def _literal(text: str) -> ColumnElement[Any]:
    quoted = text.replace("'", "''")
    return literal_column(f"'{quoted}'", Text)


def json_object(pairs: Sequence[tuple[str, ColumnElement[Any]]]) -> ColumnElement[Any]:
    """A JSON object; one of many keys is put together from the texts of several."""
    parts = [
        func.json_build_object(
            *(each for key, value in pairs[start : start + _KEYS_PER_OBJECT] for each in (_literal(key), value)),
            type_=JSON,
        )
        for start in range(0, max(len(pairs), 1), _KEYS_PER_OBJECT)
    ]
    if len(parts) == 1:
        return parts[0]
    minus_one: ColumnElement[int] = literal_column("-1")
    second: ColumnElement[int] = literal_column("2")
    text: ColumnElement[Any] = cast(parts[0], Text)
    for part in parts[1:]:
        text = func.concat(
            func.left(text, minus_one), _literal(", "), func.substr(cast(part, Text), second), type_=Text
        )
    return cast(text, JSON)
