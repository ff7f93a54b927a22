"""What lint finds in a ruleset, or in another document of sourced rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from service.rules.yaml_text import Path

Severity = Literal["ERROR", "WARNING"]


@dataclass(frozen=True, slots=True)
class Finding:
    """An ERROR makes the document unfit to go by; a WARNING is what the document leaves for people to settle."""

    path: Path
    code: str
    problem: str
    allowed: str
    severity: Severity = "ERROR"


def unique(ids: Iterable[str | int], path: Path) -> Iterator[Finding]:
    """DUPLICATE_ID for each that stands twice in the list at `path`."""
    seen: set[str | int] = set()
    for position, one in enumerate(ids):
        if one in seen:
            yield Finding((*path, position), "DUPLICATE_ID", f"{one!r} stands twice", "each only once")
        seen.add(one)


def named(ones: Iterable[object], field: str) -> Iterator[tuple[Path, str]]:
    """What the field of each holds, one id or several, with its path from the list."""
    for n, one in enumerate(ones):
        value = getattr(one, field)
        if isinstance(value, tuple):
            yield from (((n, field, m), each) for m, each in enumerate(value))
        elif value is not None:
            yield (n, field), value


def unknown(
    path: Path, ids: Iterable[tuple[Path, str]], known: Sequence[str], code: str, what: str
) -> Iterator[Finding]:
    """A finding for each of `ids`, given with its path below `path`, that is not among the known ones."""
    for place, one in ids:
        if one not in known:
            yield Finding((*path, *place), code, f"{one} is no {what}", ", ".join(known))


def unlisted(value: object, documents: Collection[str], path: Path = ()) -> Iterator[Finding]:
    """UNKNOWN_DOCUMENT for each source, at any depth of a dumped document, whose document is not among the listed."""
    if isinstance(value, dict):
        document = value.get("document")
        if "clause" in value and document is not None and document not in documents:
            known = ", ".join(documents)
            yield Finding((*path, "document"), "UNKNOWN_DOCUMENT", f"{document} is no document", known)
        for key, item in value.items():
            yield from unlisted(item, documents, (*path, key))
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from unlisted(item, documents, (*path, position))
