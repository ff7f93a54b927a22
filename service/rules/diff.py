"""Two rulesets side by side: every difference with where it stands, what each side has, and the clause of each.

Items of a list are matched by what they are known by, not by their place. Of several with the same name, as steps or
mandates of one act, those that are most alike belong together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from service.domain.explained import Plain, Source
from service.domain.words import Words
from service.rules.ruleset import Ruleset
from service.rules.said import Speaker
from service.rules.shape import assumed, in_order, is_section, known_by
from service.rules.sourced import Label, SourceText

Kind = Literal["ADDED", "REMOVED", "CHANGED", "MOVED"]
Aspect = Literal["RULE", "WORDING", "SOURCE"]


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two has: at which path, as plain value and in words, by which clause.

    `subject` names section, item and field, the outermost first. `value` is the JSON of the field or the item; of what
    was moved it is its place among those that both have, from 1. `members` are the values of a list, one by one.
    """

    path: str
    subject: tuple[Words, ...]
    value: Plain
    said: Words
    source: Source | None
    members: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in a section of the document; a side is None where it has nothing of it.

    WORDING is what only people read, SOURCE where a rule stands; neither decides anything.
    """

    kind: Kind
    aspect: Aspect
    section: str
    before: Side | None
    after: Side | None

    @property
    def side(self) -> Side:
        """What it is now, or was."""
        side = self.after or self.before
        if side is None:
            raise ValueError("a change has a side")
        return side

    @property
    def mirrored(self) -> Change:
        """The same difference, seen from the other side."""
        kinds: Mapping[Kind, Kind] = {"ADDED": "REMOVED", "REMOVED": "ADDED"}
        return replace(self, kind=kinds.get(self.kind, self.kind), before=self.after, after=self.before)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a walk stands on one side: `source` is that of the innermost rule around it."""

    speaker: Speaker
    path: str = ""
    subject: tuple[Words, ...] = ()
    source: Source | None = None

    def at(self, name: str, label: Words) -> _Place:
        subject = self.subject if name == "value" else (*self.subject, label)
        return replace(self, path=f"{self.path}.{name}".lstrip("."), subject=subject)

    def item(self, key: str, item: BaseModel) -> _Place:
        subject = (*self.subject, self.speaker.name(item))
        return replace(self, path=f"{self.path}[{key}]", subject=subject).inside(item)

    def inside(self, value: object) -> _Place:
        """The place with the source of the rule that `value` is, where it is one."""
        own = getattr(value, "source", None)
        return replace(self, source=own.source) if isinstance(own, SourceText) else self

    def side(self, value: Plain, said: Words, members: tuple[Words, ...] = ()) -> Side:
        return Side(self.path, self.subject, value, said, self.source, members)


@dataclass(frozen=True, slots=True)
class _Both:
    """The two sides of a walk, in a section of the document."""

    before: _Place
    after: _Place
    section: str = ""
    aspect: Aspect = "RULE"

    def at(self, name: str, label: Words) -> _Both:
        outermost = self.section == ""
        return _Both(
            self.before.at(name, label),
            self.after.at(name, label),
            name if outermost else self.section,
            _ASPECTS.get(name, "RULE") if outermost else self.aspect,
        )


_ASPECTS: Final[Mapping[str, Aspect]] = {
    "format": "WORDING",
    "procedure": "WORDING",
    "region": "WORDING",
    "label": "WORDING",
    "title": "WORDING",
    "documents": "SOURCE",
}
"""What a document says of itself, and of its sources."""


def diff(before: Ruleset, after: Ruleset, roles: Mapping[str, Words] | None = None) -> list[Change]:
    """Every difference, in the order in which a ruleset is written; none where the two are equal.

    `roles` are what people call the roles. The differences the other way round are those of `mirrored`.
    """
    both = _Both(_Place(Speaker(before, roles or {})), _Place(Speaker(after, roles or {})))
    return list(_section(before, after, both))


def _section(before: BaseModel, after: BaseModel, both: _Both) -> Iterator[Change]:
    both = replace(both, before=both.before.inside(before), after=both.after.inside(after))
    for name, field in in_order(type(after)):
        label = both.after.speaker.label(type(after), name)
        old, new = (_stated(field, getattr(one, name)) for one in (before, after))
        yield from _values(old, new, (after, name), both.at(name, label))


def _stated(field: FieldInfo, value: Any) -> Any:
    """The value; None for a section that is left out, whatever holds without it."""
    return None if is_section(value) and assumed(field, value) else value


def _values(before: Any, after: Any, owner: tuple[BaseModel, str], both: _Both) -> Iterator[Change]:
    if before == after:
        return
    if is_section(before) and type(before) is type(after):
        yield from _section(before, after, both)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _mapping(before, after, owner, both)
    elif _items(before) and _items(after) and (before or after):
        yield from _lists(before, after, both)
    else:
        yield _change(before, after, owner, both)


def _items(value: object) -> bool:
    return isinstance(value, tuple) and all(map(is_section, value))


def _mapping(
    before: Mapping[str, Any], after: Mapping[str, Any], owner: tuple[BaseModel, str], both: _Both
) -> Iterator[Change]:
    for key in {**before, **after}:
        name = Words(key, key)
        yield from _values(before.get(key), after.get(key), owner, both.at(key, name))


def _change(before: Any, after: Any, owner: tuple[BaseModel, str], both: _Both) -> Change:
    """A difference of one value, or of a section that one side lacks."""
    aspect = both.aspect
    if isinstance(before or after, SourceText):
        aspect = "SOURCE"
    elif isinstance(before or after, Label) and aspect == "RULE":
        aspect = "WORDING"
    kind: Kind = "ADDED" if before is None else "REMOVED" if after is None else "CHANGED"
    return Change(
        kind,
        aspect,
        both.section,
        None if before is None else _side(before, owner, both.before),
        None if after is None else _side(after, owner, both.after),
    )


def _side(value: Any, owner: tuple[BaseModel, str], place: _Place) -> Side:
    where = place.inside(value)
    if isinstance(value, SourceText):
        where = replace(where, source=value.source)
    model, name = type(owner[0]), owner[1]
    said = where.speaker.value(model, name, value)
    several = value if isinstance(value, tuple) else ()
    return where.side(_plain(value), said, tuple(where.speaker.value(model, name, one) for one in several))


def _plain(value: Any) -> Plain:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


# --- lists ------------------------------------------------------------------------------------------------------------


def _name(item: BaseModel) -> str:
    """What an item of a list is known by, as text; empty where it has no value of its own."""
    found = known_by(item)
    if found is None:
        return ""
    return "+".join(map(str, found[1])) if isinstance(found[1], tuple) else str(found[1])


def keys(items: Sequence[BaseModel]) -> list[str]:
    """The key of each item in its list; those of one name are told apart by their outcomes, and then by number."""
    names = [_name(item) for item in items]
    found: list[str] = []
    for item, name in zip(items, names, strict=True):
        outcomes = getattr(item, "outcomes", ())
        told = f"{name}:{'+'.join(outcomes)}" if outcomes and names.count(name) > 1 else name
        number = found.count(told) + sum(1 for one in found if one.startswith(f"{told}#")) + 1
        found.append(told if told and number == 1 else f"{told}#{number}")
    return found


def pairs(before: Sequence[BaseModel], after: Sequence[BaseModel]) -> list[tuple[int, int]]:
    """Places of the items that belong together, in order of the second list."""
    groups: dict[tuple[type, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((before, after)):
        for place, item in enumerate(items):
            groups[type(item), _name(item)][side].append(place)
    found: list[tuple[int, int]] = []
    for ones, others in groups.values():
        ranked = sorted(
            ((one, other) for one in ones for other in others),
            key=lambda pair: (_unlike(before[pair[0]], after[pair[1]]), sum(pair)),
        )
        free = set(ones), set(others)
        for one, other in ranked:
            if one in free[0] and other in free[1]:
                free[0].discard(one)
                free[1].discard(other)
                found.append((one, other))
    return sorted(found, key=lambda pair: pair[1])


def _unlike(one: BaseModel, other: BaseModel) -> tuple[bool, ...]:
    """Sorts those first that are alike: wholly, or in the first of their fields."""
    return (
        one != other,
        *(getattr(one, name) != getattr(other, name) for name, _ in in_order(type(one))),
    )


def _lists(before: Sequence[BaseModel], after: Sequence[BaseModel], both: _Both) -> Iterator[Change]:
    old, new = keys(before), keys(after)
    matched = pairs(before, after)
    gone = set(range(len(before))) - {one for one, _ in matched}
    moved = _moved(matched, [new[other] for _, other in matched], [old[one] for one, _ in matched])
    for place in sorted(gone):
        side = _whole(before[place], old[place], both.before)
        yield Change("REMOVED", both.aspect, both.section, side, None)
    partner = {other: one for one, other in matched}
    for place, item in enumerate(after):
        if place not in partner:
            yield Change("ADDED", both.aspect, both.section, None, _whole(item, new[place], both.after))
            continue
        one = partner[place]
        below = replace(both, before=both.before.item(old[one], before[one]), after=both.after.item(new[place], item))
        yield from _section(before[one], item, below)
        if (one, place) in moved:
            was, now = moved[one, place]
            sides = [where.side(n, Words(str(n), str(n))) for where, n in ((below.before, was), (below.after, now))]
            yield Change("MOVED", both.aspect, both.section, *sides)


def _whole(item: BaseModel, key: str, place: _Place) -> Side:
    """An item that only one side has."""
    where = place.item(key, item)
    return where.side(_plain(item), where.speaker.described(item, named=True))


def _moved(
    matched: Sequence[tuple[int, int]], new: Sequence[str], old: Sequence[str]
) -> dict[tuple[int, int], tuple[int, int]]:
    """The pairs that are out of order, each with its places among the pairs on both sides.

    Those that keep their order are as many as can be; of several such choices it is the one whose names come first,
    so that it is the same from either side.
    """
    ordered = sorted(one for one, _ in matched)
    best: list[tuple[int, tuple[tuple[str, str], ...], tuple[int, ...]]] = []
    for n, (one, _) in enumerate(matched):
        name = (min(old[n], new[n]), max(old[n], new[n]))
        before = [best[m] for m in range(n) if matched[m][0] < one]
        length, names, places = min(before, default=(0, (), ()))
        best.append((length - 1, (*names, name), (*places, n)))
    kept = set(min(best, default=(0, (), ()))[2])
    return {pair: (ordered.index(pair[0]) + 1, n + 1) for n, pair in enumerate(matched) if n not in kept}
