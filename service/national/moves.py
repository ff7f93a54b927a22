"""Two tables that a reader cannot tell apart: the search for a change of figures that all published sums allow.

A *move* says by how much figures change, so that every relation still holds and nothing that is shown changes. Since
the true table is one that a reader must think possible, so is the true table with a move. Moves are thus proof of how
little is known of a figure, and no solver has to be trusted: one that is found holds, one that is missed makes
more be hidden.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
_LEAST: Final = 16
"""What the smallest figure costs: far more than its size adds, so that few are hidden rather than small ones."""
_TENSION: Final = 20
"""What a relation that does not hold yet counts for in a search; less looks longer, and hides hardly less."""
_FAR: Final = 1 << 60


@dataclass(frozen=True, slots=True)
class Sum(Generic[K]):
    """`total` is the sum of `parts`; not `exact`: it is no less than each and no more than all, as with individuals.

    A sum that the figures do not keep (a sex unknown, a region not reported) is taken as if its rest were known.
    """

    total: K
    parts: tuple[K, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class AtMost(Generic[K]):
    """`lesser` never exceeds `greater` (EX-21)."""

    lesser: K
    greater: K


Relation = Sum[K] | AtMost[K]


@dataclass(frozen=True, slots=True, eq=False)
class Bond:
    """`total` − Σ `parts` may grow by `slack`, however much it shrinks; `slack` None: it may do neither."""

    total: int
    parts: tuple[int, ...]
    slack: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """By how much figures change when it is made once; it can be made `up` times, or backwards `down` times."""

    changes: Mapping[int, int]
    down: int
    up: int
    cost: int


@dataclass(frozen=True, slots=True)
class _Partial:
    """A move under way: `strain` is by how much `total` − Σ `parts` grows for each bond where it does not stay."""

    changes: dict[int, int]
    strain: dict[Bond, int]
    down: int
    up: int
    cost: int


@dataclass(slots=True)
class Web:
    """Figures as numbers from 0, with what binds them.

    `floor`: no reader thinks a figure that is hidden smaller. `fixed` are those that readers know already.
    """

    values: list[int] = field(default_factory=list)
    floor: list[int] = field(default_factory=list)
    fixed: list[bool] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    bonds: dict[tuple[int, tuple[int, ...], int | None], Bond] = field(default_factory=dict)
    strains: list[list[tuple[Bond, int]]] = field(default_factory=list)
    costs: list[int] = field(default_factory=list)

    def add(self, value: int, *, floor: int, hidden: bool) -> int:
        """A further figure; one below its floor is a zero that is always shown."""
        self.values.append(value)
        self.floor.append(floor)
        self.fixed.append(value < floor)
        self.hidden.append(hidden)
        self.strains.append([])
        self.costs.append(_LEAST + value.bit_length())
        return len(self.values) - 1

    def bind(self, made: Iterable[Bond]) -> None:
        for bond in made:
            if self.bonds.setdefault((bond.total, bond.parts, bond.slack), bond) is bond:
                self.costs[bond.total] += _LEAST + self.values[bond.total].bit_length()
                self.strains[bond.total].append((bond, 1))
                for part in bond.parts:
                    self.strains[part].append((bond, -1))

    def bound_to(self, one: int) -> set[int]:
        """All that can be hidden of what is bound to a figure, near or far."""
        found, waiting = {one}, [one]
        while waiting:
            for bond, _ in self.strains[waiting.pop()]:
                new = {other for other in (bond.total, *bond.parts) if not self.fixed[other]} - found
                found |= new
                waiting += new
        return found

    def cost(self, one: int) -> int:
        """What it takes to let a figure change: nothing once it is hidden; more for larger ones, and for totals."""
        return 0 if self.hidden[one] else self.costs[one]

    def move(self, target: int, span: int, known: tuple[int, int], *, freely: bool, steps: int) -> Move | None:
        """The cheapest move found that leaves `target` `span` wide; `known` is how far down and up it may be already.

        Not `freely`: of hidden figures alone. None where none is found in so many steps.
        """
        order = count()
        start = self._with(_Partial({}, {}, _FAR, _FAR, 0), target, 1)
        waiting = [(0, next(order), start)]
        seen: set[frozenset[tuple[int, int]]] = set()
        for _ in range(steps):
            if not waiting:
                return None
            _, _, partial = heappop(waiting)
            broken, down, up = _broken(partial, span, known)
            if not broken:
                return Move(partial.changes, down, up, partial.cost)
            for one, change in self._repairs(broken, partial, freely=freely):
                longer = self._with(partial, one, change)
                if not _wide(longer.down, longer.up, span, known):
                    continue
                mark = frozenset(longer.changes.items())
                if mark not in seen:
                    seen.add(mark)
                    heappush(
                        waiting,
                        (longer.cost + _TENSION * len(longer.strain) + len(longer.changes), next(order), longer),
                    )
        return None

    def _with(self, partial: _Partial, one: int, change: int) -> _Partial:
        strain = dict(partial.strain)
        for bond, sign in self.strains[one]:
            strained = strain.get(bond, 0) + sign * change
            if strained:
                strain[bond] = strained
            else:
                del strain[bond]
        room = (self.values[one] - self.floor[one]) // abs(change)
        down, up = (min(partial.down, room), partial.up) if change > 0 else (partial.down, min(partial.up, room))
        return _Partial({**partial.changes, one: change}, strain, down, up, partial.cost + self.cost(one))

    def _repairs(self, broken: list[Bond], partial: _Partial, *, freely: bool) -> list[tuple[int, int]]:
        """The changes that mend the broken bond with the fewest ways to."""
        best: list[tuple[int, int]] | None = None
        for bond in broken:
            strained = partial.strain[bond]
            ways = [(part, strained) for part in bond.parts if self._open(part, partial, freely=freely)]
            if self._open(bond.total, partial, freely=freely):
                ways.append((bond.total, -strained))
            if best is None or len(ways) < len(best):
                best = ways
                if not ways:
                    break
        return best or []

    def _open(self, one: int, partial: _Partial, *, freely: bool) -> bool:
        return one not in partial.changes and not self.fixed[one] and (freely or self.hidden[one])


def _broken(partial: _Partial, span: int, known: tuple[int, int]) -> tuple[list[Bond], int, int]:
    """The bonds that forbid to make the move often enough, and how often down and up the others let it be made."""
    broken, down, up = list[Bond](), partial.down, partial.up
    for bond, strained in partial.strain.items():
        times = 0 if bond.slack is None else bond.slack // abs(strained)
        fewer = (down, min(up, times)) if strained > 0 else (min(down, times), up)
        if bond.slack is not None and _wide(*fewer, span, known):
            down, up = fewer
        else:
            broken.append(bond)
    return broken, down, up


def _wide(down: int, up: int, span: int, known: tuple[int, int]) -> bool:
    return max(down, known[0]) + max(up, known[1]) >= span


def bonds(relations: Sequence[Relation[K]], places: Mapping[K, int], values: Sequence[int]) -> list[Bond]:
    """The relations over numbered figures. An inequality that the figures break is taken as just kept."""

    def at_most(total: int, parts: tuple[int, ...]) -> Bond:
        return Bond(total, parts, max(0, sum(values[part] for part in parts) - values[total]))

    made: list[Bond] = []
    for relation in relations:
        if isinstance(relation, AtMost):
            made.append(at_most(places[relation.lesser], (places[relation.greater],)))
            continue
        total, parts = places[relation.total], tuple(places[part] for part in relation.parts)
        if relation.exact:
            made.append(Bond(total, parts, None))
        else:
            made += [at_most(total, parts), *(at_most(part, (total,)) for part in parts)]
    return made
