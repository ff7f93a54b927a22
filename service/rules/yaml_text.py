"""YAML that remembers where it stood: duplicate keys are refused, every path knows its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]
MOST_ITEMS = 300
_DEEPEST = 40


class YamlProblem(ValueError):  # noqa: N818 - an outcome the product defines
    """Text that is not YAML of the accepted kind: `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class YamlText:
    value: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest ancestor that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.SafeLoader):
    """Dates stay text: the typed model reads them, so that a bad date is an error with a path.

    Only `true` and `false` are booleans, as in YAML 1.2: `on`, `no` and their like are words. YamlProblem for an alias,
    a tag, or nesting so deep that composing it would take time or stack without end.
    """

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = (event.start_mark.line if event.start_mark else 0) + 1
        if isinstance(event, yaml.AliasEvent):
            raise YamlProblem(line, "aliases are not allowed")
        if getattr(event, "tag", None) is not None:
            raise YamlProblem(line, "tags are not allowed")
        self._depth += isinstance(event, yaml.CollectionStartEvent)
        if self._depth > _DEEPEST:
            raise YamlProblem(line, f"it is nested more than {_DEEPEST} deep")
        node = super().compose_node(parent, index)
        self._depth -= isinstance(event, yaml.CollectionStartEvent)
        return node


_BOOL, _TIMESTAMP = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag not in (_BOOL, _TIMESTAMP)]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


def _index(loader: _Loader, node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node)
            line = key_node.start_mark.line + 1
            if not isinstance(key, str):
                raise YamlProblem(line, f"the key {key!r} is not text")
            if key in seen:
                raise YamlProblem(line, f"the key {key!r} stands twice")
            seen.add(key)
            lines[(*path, key)] = line
            _index(loader, value_node, (*path, key), lines)
    elif isinstance(node, yaml.SequenceNode):
        if len(node.value) > MOST_ITEMS:
            raise YamlProblem(node.start_mark.line + 1, f"it is a list of over {MOST_ITEMS} items")
        for position, item in enumerate(node.value):
            _index(loader, item, (*path, position), lines)


def read_yaml(text: str) -> YamlText:
    """One YAML document; YamlProblem for a syntax error, a duplicate or non-text key, an alias, a tag."""
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise YamlProblem(1, "the file is empty")
            lines: dict[Path, int] = {}
            _index(loader, node, (), lines)
            return YamlText(loader.construct_document(node), lines)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise YamlProblem(mark.line + 1 if mark else 1, error.problem or "not YAML") from error
    except yaml.YAMLError as error:
        raise YamlProblem(1, "not YAML text") from error
    except YamlProblem:
        raise
    except ValueError as error:  # a number, by its digits, that is none
        raise YamlProblem(1, f"a value is not what it is said to be: {error}") from error
