"""A tree of hashes over a list of them, as RFC 9162 (2.1) defines it: one root for all, a short path for each."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

_LEAF, _NODE = b"\x00", b"\x01"


class Tree:
    """The tree over the leaves' values, in their order; at least one."""

    def __init__(self, values: Iterable[bytes]) -> None:
        level = [sha256(_LEAF + value).digest() for value in values]
        if not level:
            raise ValueError("a tree has a leaf at least")
        self._levels = [level]
        while len(level) > 1:
            # Nodes in pairs; the last one of an odd number goes up as it is.
            level = [
                sha256(_NODE + b"".join(pair)).digest() if len(pair := level[at : at + 2]) > 1 else pair[0]
                for at in range(0, len(level), 2)
            ]
            self._levels.append(level)

    @property
    def root(self) -> bytes:
        return self._levels[-1][0]

    def path(self, place: int) -> list[bytes]:
        """What the leaf at `place`, from 0, is hashed with on its way to the root; IndexError for no leaf."""
        if not 0 <= place < len(self._levels[0]):
            raise IndexError(place)
        found = []
        for level in self._levels[:-1]:
            if place ^ 1 < len(level):
                found.append(level[place ^ 1])
            place //= 2
        return found
