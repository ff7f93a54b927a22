"""What an outsider works out from what is published: for each hidden figure, the whole numbers that it can be.

This knows nothing of how figures are hidden. It sees publications: what each shows, which figures it names without a
number, the sums and inequalities that definitions state, and the rule's text: the threshold, and whether zeros are
shown. What it takes for true of all that, it hands to an integer solver, and asks for the least and the greatest of
each hidden figure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

FAR = 10**6
"""No figure of a test is as great."""


@dataclass(frozen=True)
class Adds:
    """`total` is the sum of `parts`; of unique individuals, not `exact`: as much as the most of them, at most all."""

    total: Hashable
    parts: Sequence[Hashable]
    exact: bool = True


@dataclass(frozen=True)
class NoMore:
    """`lesser` is at most `greater`."""

    lesser: Hashable
    greater: Hashable


@dataclass(frozen=True)
class Rounded:
    """A published quotient, times `factor`, rounded to its decimals."""

    numerator: Hashable
    denominator: Hashable
    value: Decimal
    factor: int = 100


@dataclass(frozen=True)
class View:
    """One publication as anybody sees it. `small`: those it tells to be hidden for being below the threshold.

    `derived` are never published, and of interest: what a numerator leaves of its denominator. `zeros` of the hidden
    may be zero even where zeros are shown: a numerator goes with its denominator.
    """

    shown: Mapping[Hashable, int]
    hidden: Iterable[Hashable]
    sums: Sequence[Adds]
    bounds: Sequence[NoMore] = ()
    quotients: Sequence[Rounded] = ()
    small: frozenset[Hashable] = frozenset()
    derived: frozenset[Hashable] = frozenset()
    zeros: frozenset[Hashable] = frozenset()


@dataclass
class _Unknowns:
    """Each figure of a publication is an unknown; one that publications do not tell apart is the same unknown."""

    threshold: int
    least: int
    number: dict[Hashable, int] = field(default_factory=dict)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    rows: list[dict[int, Fraction]] = field(default_factory=list)
    limits: list[tuple[float, float]] = field(default_factory=list)

    def of(self, name: Hashable) -> int:
        if name not in self.number:
            self.number[name] = len(self.low)
            self.low.append(0)
            self.high.append(FAR)
        return self.number[name]

    def see(self, view: View, name: Callable[[Hashable], Hashable]) -> None:
        for one, value in view.shown.items():
            self.within(name(one), value, value)
        for one in view.hidden:
            least = 0 if one in view.zeros else self.least
            self.within(name(one), least, self.threshold - 1 if one in view.small else FAR)
        for adds in view.sums:
            total, parts = name(adds.total), [name(part) for part in adds.parts]
            self.state([(total, 1), *((part, -1) for part in parts)], 0 if adds.exact else -np.inf, 0)
            if not adds.exact:
                for part in parts:
                    self.state([(part, 1), (total, -1)], -np.inf, 0)
        for bound in view.bounds:
            self.state([(name(bound.lesser), 1), (name(bound.greater), -1)], -np.inf, 0)
        for quotient in view.quotients:
            _unround(self, name(quotient.numerator), name(quotient.denominator), quotient)

    def within(self, name: Hashable, low: int, high: int) -> None:
        one = self.of(name)
        self.low[one], self.high[one] = max(self.low[one], low), min(self.high[one], high)

    def state(self, terms: Iterable[tuple[Hashable, Fraction | int]], low: float, high: float) -> None:
        row: dict[int, Fraction] = {}
        for name, factor in terms:
            one = self.of(name)
            row[one] = row.get(one, Fraction(0)) + factor
        self.rows.append(row)
        self.limits.append((low, high))


def intervals(
    views: Sequence[View],
    threshold: int,
    *,
    zero_shown: bool = True,
    changed: Mapping[tuple[int, Hashable], Hashable] | None = None,
    enough: int = FAR,
    passed: Collection[Hashable] = (),
) -> dict[Hashable, tuple[int, int]]:
    """The least and greatest value of every figure that some publication hides.

    `changed` names anew what is known to be another figure in the publication of that number than elsewhere. An
    interval with `enough` numbers in it may be told too small; those `passed` are not asked for.
    """
    unknowns, wanted = _Unknowns(threshold, int(zero_shown)), dict[Hashable, None]()
    for number, view in enumerate(views):

        def name(one: Hashable, number: int = number) -> Hashable:
            return (changed or {}).get((number, one), one)

        unknowns.see(view, name)
        wanted |= {name(one): None for one in (*view.hidden, *view.derived) if name(one) not in passed}
    return _solve(unknowns, wanted, enough)


def _unround(unknowns: _Unknowns, numerator: Hashable, denominator: Hashable, quotient: Rounded) -> None:
    """|numerator × factor − value × denominator| is at most half a unit of the last decimal × denominator."""
    value, half = Fraction(quotient.value), Fraction(10) ** int(quotient.value.as_tuple().exponent) / 2
    unknowns.state([(numerator, quotient.factor), (denominator, -(value + half))], -np.inf, 0)
    unknowns.state([(numerator, quotient.factor), (denominator, -(value - half))], 0, np.inf)


def _solve(unknowns: _Unknowns, wanted: Iterable[Hashable], enough: int) -> dict[Hashable, tuple[int, int]]:
    """Least and greatest by the solver, part by part of what hangs together; what is known is put in before."""
    found = {name: (unknowns.low[one], unknowns.high[one]) for name in wanted for one in [unknowns.number[name]]}
    asked = {unknowns.number[name]: name for name, (low, high) in found.items() if low < high}
    for members, rows in _components(unknowns):
        if asked.keys().isdisjoint(members):
            continue
        place = {one: index for index, one in enumerate(members)}
        bounds = Bounds([unknowns.low[one] for one in members], [unknowns.high[one] for one in members])
        constraint = _constraint(unknowns, rows, place)
        tables: list[NDArray[np.int64]] = []
        for one in members:
            if one not in asked:
                continue
            for sign in (1, -1):
                seen = [int(table[place[one]]) for table in tables]
                if not seen or max(seen) - min(seen) + 1 < enough:
                    tables.append(_extreme(place[one], sign, bounds, constraint))
            seen = [int(table[place[one]]) for table in tables]
            found[asked[one]] = (min(seen), max(seen))
    return found


def _constraint(unknowns: _Unknowns, rows: Sequence[int], place: Mapping[int, int]) -> LinearConstraint:
    matrix = np.zeros((len(rows), len(place)))
    low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    for index, row in enumerate(rows):
        fixed = Fraction(0)
        for one, factor in unknowns.rows[row].items():
            if one in place:
                matrix[index, place[one]] = float(factor)
            else:
                fixed += factor * unknowns.low[one]
        low[index], high[index] = (limit - float(fixed) for limit in unknowns.limits[row])
    return LinearConstraint(csr_array(matrix), low, high)


def _extreme(one: int, sign: int, bounds: Bounds, constraint: LinearConstraint) -> NDArray[np.int64]:
    """A table that is as published and has the least, or with sign −1 the greatest, number in one place."""
    goal = np.zeros(len(bounds.lb))
    goal[one] = sign
    answer = milp(
        goal, integrality=np.ones(len(goal)), bounds=bounds, constraints=constraint, options={"mip_rel_gap": 0}
    )
    assert answer.x is not None, f"no table is as published: {answer.message}"
    return np.rint(answer.x).astype(np.int64)


def _components(unknowns: _Unknowns) -> list[tuple[list[int], list[int]]]:
    """Open unknowns that rows tie to each other, with those rows."""
    parent = list(range(len(unknowns.low)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def is_open(one: int) -> bool:
        return unknowns.low[one] < unknowns.high[one]

    open_rows = [(number, [one for one in row if is_open(one)]) for number, row in enumerate(unknowns.rows)]
    for _, ones in open_rows:
        for one in ones[1:]:
            parent[root(one)] = root(ones[0])
    members: dict[int, list[int]] = {}
    rows: dict[int, list[int]] = {}
    for one in range(len(parent)):
        if is_open(one):
            members.setdefault(root(one), []).append(one)
    for number, ones in open_rows:
        if ones:
            rows.setdefault(root(ones[0]), []).append(number)
    return [(ones, rows.get(top, [])) for top, ones in members.items()]
