"""Random reads mean the same to the compiler and to plain loops over all rows."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, LargeBinary

from infra.db.reader import PostgresReader
from infra.db.relations import ENTITIES, RELATIONS, EntityTable
from service.reads import Comparison, Entity, Filter, Order, Page, Read
from tests.reads.naive import Naive
from tests.reads.rows import GUEST, UNITS, Rows, nobody, party, staff, team, two_regions

ACTORS = (staff(), staff("12"), team(), party(), party(UNITS[2]), party(GUEST), nobody())
COMPARISONS: tuple[Comparison, ...] = ("=", "<", "<=", ">", ">=", "in", "null")
# Reads of sealed records are logged, so that this one grows while the others are read; it has tests of its own.
STILL = {name: entity for name, entity in ENTITIES.items() if name != "read_log"}
STEADY = {name: relation for name, relation in RELATIONS.items() if relation.parent in STILL}
CASES: tuple[Entity, ...] = ("case",) * 5
ROWS = two_regions()


def comparable(entity: EntityTable) -> list[str]:
    return [
        name
        for name in entity.columns
        if name not in entity.documents and not isinstance(entity.table.c[name].type, LargeBinary)
    ]


def values_of(entity: EntityTable, column: str) -> list[Any]:
    return sorted({row[column] for row in ROWS[entity.table.name] if row[column] is not None})


@st.composite
def filters(draw: st.DrawFn, entity: EntityTable) -> Filter:
    comparison = draw(st.sampled_from(COMPARISONS))
    if comparison == "null":
        return Filter(draw(st.sampled_from(entity.columns)), comparison, draw(st.booleans()))
    truths = [name for name in entity.columns if isinstance(entity.table.c[name].type, Boolean)]
    if truths and draw(st.booleans()):
        return Filter(draw(st.sampled_from(truths)), "holds", value=True)
    column = draw(st.sampled_from([name for name in comparable(entity) if values_of(entity, name)]))
    value = st.sampled_from(values_of(entity, column))
    return Filter(column, comparison, draw(st.lists(value, max_size=3).map(tuple) if comparison == "in" else value))


@st.composite
def orders(draw: st.DrawFn, entity: EntityTable, *, total: bool) -> tuple[Order, ...]:
    names = [name for name in comparable(entity) if not entity.nullable(name)]
    first = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    last = sorted(draw(st.sampled_from(entity.keys)) - set(first)) if total else []
    downwards = draw(st.sampled_from(((True,), (False,), (True, False))))
    return tuple(Order(name, draw(st.sampled_from(downwards))) for name in [*first, *last])


@st.composite
def reads(draw: st.DrawFn, key: str, name: Entity, relation: str | None, depth: int) -> Read:
    entity = ENTITIES[name]
    columns = tuple(draw(st.lists(st.sampled_from(entity.columns), unique=True, max_size=4)))
    where = tuple(draw(st.lists(filters(entity), max_size=2)))
    form = draw(st.sampled_from(("list", "one", "page")))
    order = draw(orders(entity, total=form == "page"))
    page = None
    if form == "page":
        rows = st.sampled_from(ROWS[entity.table.name])
        mark = draw(st.none() | rows.map(lambda row: tuple(row[each.column] for each in order)))
        page = Page(draw(st.integers(0, 6)), mark, draw(st.booleans()))
    # Seen from the top, so that the children of children are as likely as the first ones.
    below = [(each, RELATIONS[each].child) for each in RELATIONS if RELATIONS[each].parent == name] if depth else []
    chosen = draw(st.lists(st.sampled_from(below), max_size=2)) if below else []
    children = tuple(
        draw(reads(f"child{number}", child, each, depth - 1)) for number, (each, child) in enumerate(chosen)
    )
    return Read(key, name, columns, relation, children, where, order, page, form == "one")


@st.composite
def roots(draw: st.DrawFn) -> tuple[Read, ...]:
    # Cases have most to them, and a way of their own for parties.
    names = draw(st.lists(st.sampled_from((*sorted(STILL), *CASES)), min_size=1, max_size=3))
    return tuple(draw(reads(f"root{number}", name, None, 2)) for number, name in enumerate(names))


@pytest.mark.requirement("XC-03")
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(asked=roots(), actor=st.sampled_from(ACTORS))
async def test_a_random_read_means_what_plain_loops_find(
    reader: PostgresReader, asked: tuple[Read, ...], actor: Any
) -> None:
    assert await reader.read(asked, actor) == Naive(ROWS, actor).answer(*asked)


@pytest.mark.parametrize(
    "actor", ACTORS, ids=lambda actor: f"{actor.tenant_id}-{actor.organisation}{'-team' * actor.of_team}"
)
@pytest.mark.parametrize("name", sorted(STILL))
async def test_every_entity_is_read_with_all_its_columns(
    reader: PostgresReader, known_rows: Rows, name: Entity, actor: Any
) -> None:
    read = Read("all", name, ENTITIES[name].columns)
    assert await reader.read([read], actor) == Naive(known_rows, actor).answer(read)


@pytest.mark.parametrize(
    "actor", ACTORS, ids=lambda actor: f"{actor.tenant_id}-{actor.organisation}{'-team' * actor.of_team}"
)
@pytest.mark.parametrize("name", sorted(STEADY))
async def test_every_relation_leads_from_each_parent_to_its_children(
    reader: PostgresReader, known_rows: Rows, name: str, actor: Any
) -> None:
    relation = RELATIONS[name]
    child = Read("children", relation.child, ENTITIES[relation.child].columns, name)
    read = Read("parents", relation.parent, (), children=(child,))
    answer = await reader.read([read], actor)
    assert answer == Naive(known_rows, actor).answer(read)
    assert actor.organisation != "staff" or any(each["children"] for each in answer["parents"])
