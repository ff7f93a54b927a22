"""Random tables of several shapes to be hidden and attacked, and a made one as large as the nation; all by seed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from service.national.disclosure import Published, Table, suppress
from service.national.moves import AtMost, Relation, Sum
from tests.core.attack import Adds, NoMore, View, intervals

Cells = dict[Hashable, int]
Figure = tuple[str, ...]
WEIGHTS = (2400, 1700, 950, 600, 480, 470, 370, 340, 300, 290, 290, 280, 280, 280, 270, 240, 200, 160, 130, 60, 1400)
"""How large 21 regions are, to begin with."""


@dataclass(frozen=True)
class Case:
    """Publications of one kind of table, one after the other."""

    tables: Sequence[Table[Hashable]]
    threshold: int = 5
    zero_shown: bool = True

    def small(self, count: int) -> bool:
        return int(self.zero_shown) <= count < self.threshold


def cube(cells: Mapping[Figure, int], *, inexact: frozenset[int] = frozenset()) -> Table[Hashable]:
    """The cells with their totals, `T`, over every dimension and each combination, and the sums that give them."""
    size = len(next(iter(cells)))
    values = [sorted({key[d] for key in cells}) for d in range(size)]
    full: dict[Figure, int] = dict(cells)
    relations: list[Relation[Hashable]] = []
    for d in range(size):
        for key in product(*([*values[e], "T"] if e < d else ["T"] if e == d else values[e] for e in range(size))):
            full[key] = sum(full[*key[:d], value, *key[d + 1 :]] for value in values[d])
    for key in full:
        relations += [
            Sum(key, tuple((*key[:d], value, *key[d + 1 :]) for value in values[d]), exact=d not in inexact)
            for d in range(size)
            if key[d] == "T"
        ]
    return Table(dict(full), relations)


def drawn(rng: Random, *sizes: int) -> dict[Figure, int]:
    """Cells of so many categories by dimension: rows and columns of different weight, many small, some zero."""
    weights = [[rng.lognormvariate(0, 1) for _ in range(size)] for size in sizes]
    scale = rng.choice((3, 6, 12, 25))
    cells: dict[Figure, int] = {}
    for key in product(*(range(size) for size in sizes)):
        mean = float(scale)
        for d, one in enumerate(key):
            mean *= weights[d][one]
        cells[tuple(f"{'rsc'[d]}{one}" for d, one in enumerate(key))] = int(rng.expovariate(1 / mean))
    return cells


def region_sex(rng: Random) -> list[Table[Hashable]]:
    return [cube(drawn(rng, rng.randint(2, 8), 2))]


def region_sex_category(rng: Random) -> list[Table[Hashable]]:
    return [cube(drawn(rng, rng.randint(2, 5), 2, rng.randint(2, 3)))]


def months(rng: Random) -> list[Table[Hashable]]:
    """Regions by month with quarters and the year; half of them of individuals, who do not add up."""
    exact = rng.random() < 0.5
    regions = [f"r{n}" for n in range(rng.randint(2, 4))]
    cells: Cells = {}
    relations: list[Relation[Hashable]] = []
    for region in regions:
        for quarter in range(2):
            parts = {(region, quarter, month): int(rng.expovariate(1 / 9)) for month in range(3)}
            cells |= parts
            cells[region, quarter] = _over(rng, list(parts.values()), exact=exact)
            relations.append(Sum((region, quarter), tuple(parts), exact=exact))
        halves = ((region, 0), (region, 1))
        cells[(region,)] = _over(rng, [cells[half] for half in halves], exact=exact)
        relations.append(Sum((region,), halves, exact=exact))
    for rest in {key[1:] for key in cells}:
        cells["00", *rest] = sum(cells[region, *rest] for region in regions)
        relations.append(Sum(("00", *rest), tuple((region, *rest) for region in regions)))
    return [Table(cells, relations)]


def _over(rng: Random, parts: Sequence[int], *, exact: bool) -> int:
    return sum(parts) if exact else rng.randint(max(parts), sum(parts))


def individuals_and_contacts(rng: Random) -> list[Table[Hashable]]:
    """Individuals are at most contacts, region by region and for each sex."""
    contacts = drawn(rng, rng.randint(2, 6), 2)
    individuals = {key: rng.randint((count + 2) // 3, count) for key, count in contacts.items()}
    tables = {"contacts": cube(contacts), "individuals": cube(individuals)}
    cells: Cells = {(name, key): n for name, table in tables.items() for key, n in table.cells.items()}
    relations: list[Relation[Hashable]] = [
        Sum((name, one.total), tuple((name, part) for part in one.parts))
        for name, table in tables.items()
        for one in table.relations
        if isinstance(one, Sum)
    ]
    relations += [AtMost(("individuals", key), ("contacts", key)) for key in tables["contacts"].cells]
    return [Table(cells, relations)]


def shares(rng: Random) -> list[Table[Hashable]]:
    """Numerators of denominators, all that is left of them derived, over regions and sexes."""
    whole = drawn(rng, rng.randint(2, 5), 2)
    chance = rng.choice((0.2, 0.5, 0.9))
    part = {key: sum(rng.random() < chance for _ in range(count)) for key, count in whole.items()}
    tables = {"of": cube(whole), "n": cube(part)}
    cells: Cells = {(name, key): n for name, table in tables.items() for key, n in table.cells.items()}
    keys = list(tables["of"].cells)
    cells |= {("rest", key): cells["of", key] - cells["n", key] for key in keys}
    relations: list[Relation[Hashable]] = [
        Sum((name, one.total), tuple((name, part) for part in one.parts))
        for name, table in tables.items()
        for one in table.relations
        if isinstance(one, Sum)
    ]
    relations += [Sum(("of", key), (("n", key), ("rest", key))) for key in keys]
    rests = frozenset(("rest", key) for key in keys)
    aside = rests | {("of", key) for key in keys}
    return [Table(cells, relations, rests, aside, [(("n", key), ("of", key)) for key in keys])]


def publications(rng: Random) -> list[Table[Hashable]]:
    """A late region comes in, then one figure is corrected: the same table two or three times."""
    last = drawn(rng, rng.randint(3, 7), 2)
    tables = [last]
    key = rng.choice(list(last))
    if rng.random() < 0.7:
        tables.insert(0, last | {key: max(0, last[key] + rng.randint(-4, 4))})
    late = rng.choice(sorted({region for region, _ in last}))
    tables.insert(0, {one: count for one, count in tables[0].items() if one[0] != late})
    return [cube(cells) for cells in tables]


SHAPES = (
    region_sex,
    region_sex_category,
    months,
    individuals_and_contacts,
    shares,
    publications,
)


def case(seed: int) -> Case:
    rng = Random(seed)  # noqa: S311 - tables to test with, not secrets
    tables = SHAPES[seed % len(SHAPES)](rng)
    return Case(tables, rng.choice((5, 5, 5, 7, 10)), zero_shown=rng.random() < 0.7)


def published(case: Case) -> list[Published[Hashable]]:
    """Each table hidden in the knowledge of those before."""
    done: list[Published[Hashable]] = []
    for table in case.tables:
        hidden = suppress(table, case.threshold, zero_shown=case.zero_shown, earlier=done)
        done.append(Published(table, frozenset(hidden)))
    return done


def seen(publication: Published[Hashable]) -> View:
    """A publication as its readers get it; what is derived is of interest where it is below the threshold."""
    table = publication.table
    sums = [one for one in table.relations if isinstance(one, Sum)]
    bounds = [one for one in table.relations if isinstance(one, AtMost)]
    return View(
        shown={key: n for key, n in table.cells.items() if key not in publication.hidden and key not in table.unseen},
        hidden=frozenset(publication.hidden),
        sums=[Adds(one.total, one.parts, one.exact) for one in sums],
        bounds=[NoMore(one.lesser, one.greater) for one in bounds],
        derived=table.unseen,
        zeros=frozenset(key for block in table.blocks for key in block),
    )


def names(done: Sequence[Published[Hashable]]) -> dict[tuple[int, Hashable], Hashable]:
    """What is another number than in the publication before, or made of other parts, is another figure."""
    found: dict[tuple[int, Hashable], Hashable] = {}
    for number, publication in enumerate(done):
        parts: dict[Hashable, frozenset[Hashable]] = {}
        for one in publication.table.relations:
            if isinstance(one, Sum):
                parts[one.total] = parts.get(one.total, frozenset()) | set(one.parts)
        for key, value in publication.table.cells.items():
            found[number, key] = (key, value, parts.get(key, frozenset()))
    return found


def leaks(case: Case, done: Sequence[Published[Hashable]]) -> dict[Hashable, tuple[int, int]]:
    """What an outsider knows to be one of fewer numbers than the threshold, though the rule does not let him."""
    name = names(done)
    passed = {
        name[number, key]
        for number, one in enumerate(done)
        for key, value in one.table.cells.items()
        if (case.zero_shown and value == 0) or (key in one.table.aside and not case.small(value))
    }
    found = intervals(
        [seen(one) for one in done],
        case.threshold,
        zero_shown=case.zero_shown,
        changed=name,
        enough=case.threshold,
        passed=passed,
    )
    return {one: (low, high) for one, (low, high) in found.items() if high - low + 1 < case.threshold}


def guessed(case: Case, done: Sequence[Published[Hashable]]) -> dict[Hashable, tuple[int, int]]:
    """Hidden parts of a sum that are all small, and known better than that by who guesses that they are.

    Only of single sums whose total is shown: who guesses which figures of a whole table are small may learn more.
    """
    found: dict[Hashable, tuple[int, int]] = {}
    for publication in done:
        cells, view = publication.table.cells, seen(publication)
        for adds in view.sums:
            parts = [part for part in adds.parts if part in publication.hidden]
            if adds.total not in view.shown or not adds.exact or not all(case.small(cells[part]) for part in parts):
                continue
            shown = {one: view.shown[one] for one in (adds.total, *adds.parts) if one in view.shown}
            alone = View(shown, parts, [adds], small=frozenset(parts))
            known = intervals([alone], case.threshold, zero_shown=case.zero_shown)
            found |= {one: ends for one, ends in known.items() if ends != (int(case.zero_shown), case.threshold - 1)}
    return found
