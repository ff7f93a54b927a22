"""A region beside the nation, its sjukvårdsregion and the peers it chooses (NI-16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.national.cells import RIKET
from service.national.comparability import Comparison, compare, compare_with_pool
from service.national.definitions import Indicator, NationalPackage
from service.national.statistics import Figure, Pooled, pool


@dataclass(frozen=True, slots=True)
class Group:
    """Regions that a common value is made of, by their codes; `id` is RIKET, a sjukvårdsregion, or a region's code."""

    id: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What the group comes to, and whether the region compares with it; `comparison.change` is from the group to it."""

    group: Group
    pooled: Pooled
    comparison: Comparison


def groups_of(region: str, memberships: Mapping[str, Sequence[str]], peers: Iterable[str]) -> tuple[Group, ...]:
    """The groups that a region compares itself with: all, each sjukvårdsregion that it is in, and each peer.

    `memberships` has the sjukvårdsregioner of every region; a county that belongs to two is in both. ValueError for a
    region that it does not have.
    """
    chosen = tuple(peers)
    unknown = {region, *chosen} - memberships.keys()
    if unknown:
        raise ValueError(f"no region: {', '.join(sorted(unknown))}")
    shared = [
        Group(one, tuple(sorted(code for code, of in memberships.items() if one in of))) for one in memberships[region]
    ]
    others = dict.fromkeys(peer for peer in chosen if peer != region)
    return (Group(RIKET, tuple(sorted(memberships))), *shared, *(Group(peer, (peer,)) for peer in others))


def beside(
    package: NationalPackage,
    indicator: Indicator,
    own: Figure,
    others: Sequence[Figure],
    groups: Iterable[Group],
) -> tuple[Beside, ...]:
    """The region's figure beside each group, of `others`' figures of the same period and categories, and its own.

    Of published cells, so that a hidden part is in no common value.
    """
    figures = {one.key.region: one for one in others} | {own.key.region: own}
    found = []
    for group in groups:
        members = [figures[code] for code in group.regions if code in figures]
        pooled = pool(indicator, members, len(group.regions))
        if group.regions == (group.id,) and members:
            comparison = compare(package, indicator, members[0], own)
        else:
            comparison = compare_with_pool(package, indicator, own, members)
        found.append(Beside(group, pooled, comparison))
    return tuple(found)
