"""Which figures are hidden so that none below the threshold can be worked out (PV-08, C6; EX-23, EX-23b).

Hidden is *primary* what is below the threshold, and *secondary* what more it takes. What is put out is one word for
both, and no reason. A reader then knows all that is shown, all sums and inequalities, of each publication, the
threshold and this rule; of a hidden figure, that it is at least 1 where zeros are shown, else at least 0. To be safe
it must have two possible values that lie `threshold` − 1 apart: an interval of `threshold` whole numbers or more.

That would leave EX-23b open: 4, 4 and 6 of 14 with the 6 shown could be 1 and 7. But who takes both for small, as many
will, finds 4 and 4. So in no sum with a shown total may the hidden parts all be small, unless even then each of them
could be any number from the least to the threshold − 1. Telling which figures are primary would tell too much however
much is hidden: a total below five of four figures that are not zero makes each of them one.

Safety is proven by moves (`service.national.moves`), so errors of the search hide too much and never too little.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, Literal, TypeVar

from service.national.moves import Bond, Move, Relation, Sum, Web, bonds

K = TypeVar("K", bound=Hashable)
Hidden = Literal["SUPPRESSED_PRIMARY", "SUPPRESSED_SECONDARY"]
_TRIES: Final = ((False, 100), (True, 400), (True, 6000))
"""How the cheapest move is looked for: whether more may be hidden for it, and the most steps."""


@dataclass(frozen=True, slots=True)
class Table(Generic[K]):
    """Counts and all that binds them: a relation too many hides more, one that is left out leaks.

    `unseen` are never shown but worked out by readers, as what a numerator leaves of its denominator; they and those
    `aside`, as denominators, which only accompany another count, are safe where they are not small. Each of `blocks`
    is shown whole or not at all.
    """

    cells: Mapping[K, int]
    relations: Sequence[Relation[K]]
    unseen: frozenset[K] = frozenset()
    aside: frozenset[K] = frozenset()
    blocks: Sequence[tuple[K, ...]] = ()


@dataclass(frozen=True, slots=True)
class Published(Generic[K]):
    """An earlier publication: its counts as they were, and which of them were hidden."""

    table: Table[K]
    hidden: Collection[K]


def suppress(
    table: Table[K], threshold: int, *, zero_shown: bool = True, earlier: Iterable[Published[K]] = ()
) -> dict[K, Hidden]:
    """The counts of `table` to hide, and why; those `unseen` are hidden anyhow and not among them.

    What `earlier` publications showed cannot be taken back; what they hid stays hidden as long as it does not change.
    """
    suppression = _Suppression[K](threshold, int(zero_shown))
    for one in earlier:
        suppression.know(one)
    return suppression.hide(table)


@dataclass(slots=True)
class _Suppression(Generic[K]):
    """Unknowns are counts with their values and parts: one that has the same in two publications is one unknown."""

    threshold: int
    least: int
    places: dict[tuple[K, int, frozenset[K]], int] = field(default_factory=dict)
    web: Web = field(default_factory=Web)
    small: set[int] = field(default_factory=set)
    aside: set[int] = field(default_factory=set)
    blocks: dict[int, set[int]] = field(default_factory=dict)

    def know(self, publication: Published[K]) -> None:
        for key, place in self._add(publication.table).items():
            if key in publication.hidden:
                self.web.hidden[place] = True
            elif key not in publication.table.unseen:
                self.web.fixed[place] = True

    def hide(self, table: Table[K]) -> dict[K, Hidden]:
        places = self._add(table)
        _Guard(self.web, self.threshold - 1, self.small, self.aside, self.blocks).run(set(places.values()))
        return {
            key: "SUPPRESSED_PRIMARY" if place in self.small else "SUPPRESSED_SECONDARY"
            for key, place in places.items()
            if self.web.hidden[place] and key not in table.unseen
        }

    def _add(self, table: Table[K]) -> dict[K, int]:
        parts: dict[K, set[K]] = {}
        for relation in table.relations:
            if isinstance(relation, Sum):
                parts.setdefault(relation.total, set()).update(relation.parts)
        places = {key: self._place(key, frozenset(parts.get(key, ())), table) for key in table.cells}
        self.web.bind(bonds(table.relations, places, self.web.values))
        for block in table.blocks:
            mates = {places[key] for key in block}
            for place in mates:
                self.blocks[place] = self.blocks.get(place, set()) | mates
        return places

    def _place(self, key: K, parts: frozenset[K], table: Table[K]) -> int:
        value, unseen = table.cells[key], key in table.unseen
        place = self.places.get((key, value, parts))
        if place is not None:
            return place
        place = self.web.add(value, floor=0 if unseen else self.least, hidden=unseen)
        self.places[key, value, parts] = place
        if self.least <= value < self.threshold:
            self.small.add(place)
        elif unseen or key in table.aside:
            self.aside.add(place)
        return place


@dataclass(slots=True)
class _Guard:
    """Hides until what is hidden is safe; `low` and `high` are how far moves are known to take each figure."""

    web: Web
    span: int
    small: set[int]
    aside: set[int]
    blocks: Mapping[int, Collection[int]]
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)

    def run(self, new: set[int]) -> None:
        self.low, self.high = list(self.web.values), list(self.web.values)
        self._hide(self.small & new)
        hidden = [one for one, is_hidden in enumerate(self.web.hidden) if is_hidden]
        waiting = deque(sorted(hidden, key=lambda one: -self.web.values[one]))
        while waiting:
            while waiting:
                waiting.extend(self._protect(waiting.popleft()))
            for row in self.web.bonds.values():
                if self._telling(row):
                    waiting.extend(self._hide([min(self._shown(row), key=self.web.cost)]))

    def _protect(self, one: int) -> list[int]:
        """Hides what the cheapest move takes that leaves the figure unknown enough, and tells what that is."""
        value = self.web.values[one]
        known = value - self.low[one], self.high[one] - value
        if sum(known) >= self.span or self.web.fixed[one] or one in self.aside:
            return []
        for freely, steps in _TRIES:
            move = self.web.move(one, self.span, known, freely=freely, steps=steps)
            if move is not None:
                self._keep(move)
                return self._hide(move.changes)
        return self._hide(self.web.bound_to(one))

    def _keep(self, move: Move) -> None:
        for one, change in move.changes.items():
            down, up = (move.down, move.up) if change > 0 else (move.up, move.down)
            self.low[one] = min(self.low[one], self.web.values[one] - down * abs(change))
            self.high[one] = max(self.high[one], self.web.values[one] + up * abs(change))

    def _hide(self, ones: Iterable[int]) -> list[int]:
        new = {mate for one in ones for mate in (one, *self.blocks.get(one, ())) if not self.web.hidden[mate]}
        for one in new:
            self.web.hidden[one] = True
        return sorted(new)

    def _unknown(self, one: int) -> bool:
        return self.web.hidden[one] and not self.web.fixed[one]

    def _shown(self, row: Bond) -> list[int]:
        return [one for one in (row.total, *row.parts) if not self.web.hidden[one] and not self.web.fixed[one]]

    def _telling(self, row: Bond) -> bool:
        """Whether a sum, with all that is hidden in it taken for small, tells more than that; and can be helped."""
        if row.slack is not None or self._unknown(row.total):
            return False
        hidden = [part for part in row.parts if self._unknown(part)]
        if not hidden or not self.small.issuperset(hidden):
            return False
        rest = sum(self.web.values[part] for part in hidden) - (len(hidden) - 1) * self.span
        return any(rest > self.web.floor[part] for part in hidden) and bool(self._shown(row))
