"""What differs in substance between two regions' rules, in sentences: section by section, counts first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from service.domain.words import Words
from service.rules.change_words import Sentence, sentence
from service.rules.diff import Change, diff, keys
from service.rules.ruleset import Ruleset
from service.rules.said import Speaker, joined
from service.rules.shape import assumed, in_order, is_section

_MOST_NAMED: Final = 12
"""As many names as a sentence bears."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence on a section of the document; the last one, on what is alike, has none."""

    section: str | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class _Listed:
    subject: tuple[Words, ...]
    names: tuple[Words, ...]


def contrast(before: Ruleset, after: Ruleset, roles: Mapping[str, Words] | None = None) -> list[Statement]:
    """How the two decide differently: neither wording, sources nor mere order are told, and last what is alike.

    Of a list whose items differ it is told first how many each has, and which.
    """
    found = [one for one in diff(before, after, roles) if one.aspect == "RULE" and one.kind != "MOVED"]
    lists = tuple(dict(_lists(one, Speaker(one, roles or {}))) for one in (before, after))
    statements: list[Statement] = []
    counted = set[str]()
    for change in found:
        path = _list_of(change)
        if path is not None and path not in counted:
            counted.add(path)
            statements += [Statement(change.section, one) for one in _counted(path, lists)]
        statements.append(Statement(change.section, sentence(change)))
    differing = {one.section for one in found}
    speaker = Speaker(after, roles or {})
    alike = [
        speaker.label(type(after), name)
        for name, field in in_order(type(after))
        if name not in differing and not assumed(field, getattr(after, name)) and _decides(getattr(after, name))
    ]
    return [*statements, *([Statement(None, Sentence("ALIKE", {"subject": joined(alike)}))] if alike else [])]


def _decides(value: Any) -> bool:
    """Whether it holds rules."""
    one = value[0] if isinstance(value, tuple) and value else value
    return is_section(one)


def _list_of(change: Change) -> str | None:
    """The path of the list that an item was added to or is gone from."""
    path = change.side.path
    return path[: path.rindex("[")] if change.kind in {"ADDED", "REMOVED"} and path.endswith("]") else None


def _counted(path: str, lists: tuple[dict[str, _Listed], ...]) -> Iterator[Sentence]:
    one, other = (found.get(path) for found in lists)
    if one is None or other is None or one.names == other.names:
        return
    params: dict[str, Any] = {"subject": joined(list(other.subject)), "fewer": len(one.names), "more": len(other.names)}
    if max(params["fewer"], params["more"]) > _MOST_NAMED:
        yield Sentence("NUMBERED", params)
    else:
        yield Sentence("COUNTED", {**params, "before": _listed(one.names), "after": _listed(other.names)})


def _listed(names: tuple[Words, ...]) -> Words:
    """The names after their number, where there are any."""
    said = joined(list(names))
    return Words(f" ({said.sv})", f" ({said.en})") if names else Words("", "")


def _lists(
    value: Any, speaker: Speaker, path: str = "", subject: tuple[Words, ...] = ()
) -> Iterator[tuple[str, _Listed]]:
    """Every list of sections in the document, by its path."""
    if isinstance(value, tuple):
        if all(isinstance(one, BaseModel) for one in value):
            yield path, _Listed(subject, tuple(speaker.name(one) for one in value))
            for key, one in zip(keys(value), value, strict=True):
                yield from _lists(one, speaker, f"{path}[{key}]", (*subject, speaker.name(one)))
    elif is_section(value):
        for name, _ in in_order(type(value)):
            label = speaker.label(type(value), name)
            yield from _lists(getattr(value, name), speaker, f"{path}.{name}".lstrip("."), (*subject, label))
