"""The examples of the API guide, read as a story: who sends what on which day, and what comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.api.caller import Json

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WHO = re.compile(r"# as (?P<role>\w+)(?: of (?P<unit><[^>]+>))?(?:, on (?P<day>\d{4}-\d\d-\d\d))?(?P<more>.*)")
_PLACEHOLDER = re.compile(r"<[a-z ]+>")


@dataclass
class Example:
    """A document or an HTTP request, its variables, and the answer promised, None where the guide shows none."""

    line: int
    kind: str
    text: str
    variables: Json = field(default_factory=dict)
    answer: Json = None

    @property
    def sender(self) -> Mapping[str, str | None]:
        """`role`, and where they are said `unit` and `day`."""
        found = _WHO.match(self.text)
        assert found is not None, f"line {self.line}: nobody sends it"
        return found.groupdict()


def examples(text: str) -> list[Example]:
    """The guide's examples in order; JSON after one is its variables, or, with `data` or `errors`, its answer."""
    found: list[Example] = []
    for block in _BLOCK.finditer(text):
        kind, body = block.groups()
        line = text.count("\n", 0, block.start()) + 1
        if kind in {"graphql", "http"}:
            found.append(Example(line, kind, body))
        elif kind == "json":
            said = json.loads(body)
            if found[-1].kind == "http" or {"data", "errors"} & set(said):
                found[-1].answer = said
            else:
                found[-1].variables = said
    return found


def filled(value: Json, known: Mapping[str, Json]) -> Json:
    """The value with what each placeholder stands for; KeyError for one that nothing has shown yet."""
    if isinstance(value, dict):
        return {name: filled(one, known) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    if isinstance(value, str):
        if _PLACEHOLDER.fullmatch(value):
            return known[value]
        return _PLACEHOLDER.sub(lambda place: str(known.get(place[0], place[0])), value)
    return value


def unlike(promised: Json, got: Json, known: dict[str, Any], path: str = "$") -> Iterator[str]:
    """Where the answer is other than promised; a placeholder takes the first value that stands in its place."""
    if isinstance(promised, dict) and isinstance(got, dict):
        if list(promised) != list(got):
            yield f"{path}: {list(got)} instead of {list(promised)}"
            return
        for name, one in promised.items():
            yield from unlike(one, got[name], known, f"{path}.{name}")
    elif isinstance(promised, list) and isinstance(got, list):
        if len(promised) != len(got):
            yield f"{path}: {len(got)} items instead of {len(promised)}: {got}"
            return
        for place, (one, other) in enumerate(zip(promised, got, strict=True)):
            yield from unlike(one, other, known, f"{path}[{place}]")
    elif isinstance(promised, str) and _PLACEHOLDER.fullmatch(promised) and isinstance(got, str | int):
        if known.setdefault(promised, got) != got:
            yield f"{path}: {got} where {promised} is {known[promised]}"
    elif filled(promised, known) != got:
        yield f"{path}: {got!r} instead of {promised!r}"
