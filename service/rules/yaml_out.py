"""A ruleset as the YAML text that people write: loaded again it is the same one, and written again the same text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from service.rules.shape import assumed, in_order
from service.rules.yaml_text import Path, YamlText

_WIDTH: Final = 120
_WORDS: Final = re.compile(r"[^\W\d_](?:[\w \-–/.()§+;?!’”]|:(?=\w)|,)*(?<! )")
"""Text that stands without quotes: it begins with a letter, and holds nothing that YAML could take for its own."""
_FLOW: Final = frozenset(",?")
"""What ends such text within brackets."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_RESERVED: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def ruleset_yaml(ruleset: BaseModel) -> str:
    return written(ruleset)[0]


def written(ruleset: BaseModel) -> tuple[str, YamlText]:
    """The text, and what it holds with the line of each path, as `read_yaml` finds them.

    Fields that hold what is assumed without them are left out.
    """
    writer = _Writer()
    tree = _tree(ruleset)
    writer.section(tree)
    return "".join(f"{line}\n" for line in writer.out), YamlText(tree, writer.lines)


def _tree(value: Any) -> Any:
    """What YAML can hold of the value, fields in the order in which they are written."""
    if isinstance(value, BaseModel):
        return {
            name: _tree(own) for name, field in in_order(type(value)) if not assumed(field, own := getattr(value, name))
        }
    if isinstance(value, Mapping):
        return {key: _tree(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_tree(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


class _Writer:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.lines: dict[Path, int] = {(): 1}

    def section(self, tree: Mapping[str, Any]) -> None:
        for key, value in tree.items():
            if self.out and not _short(f"{key}: ", value):
                self.out.append("")
            self._below(f"{_scalar(key)}: ", value, 0, (key,))

    def _below(self, head: str, value: Any, indent: int, path: Path) -> None:
        """The value after `head`, on the same line where it is short."""
        self._here(path)
        if _short(head, value):
            self._line(head, value, path)
            return
        self.out.append(head.rstrip())
        if isinstance(value, Mapping):
            self._mapping(value, indent + 2, path, " " * (indent + 2))
        else:
            for place, item in enumerate(value):
                self._item(item, indent + 2, (*path, place))

    def _mapping(self, value: Mapping[str, Any], indent: int, path: Path, head: str) -> None:
        for key, below in value.items():
            self._below(f"{head}{_scalar(key)}: ", below, indent, (*path, key))
            head = " " * indent

    def _item(self, item: Any, indent: int, path: Path) -> None:
        self._here(path)
        head = f"{' ' * indent}- "
        if isinstance(item, Mapping) and not _short(head, item):
            self._mapping(item, indent + 2, path, head)
        else:
            self._line(head, item, path)

    def _line(self, head: str, value: Any, path: Path) -> None:
        self._inside(value, path)
        self.out.append(f"{head}{_flow(value) if isinstance(value, Mapping | list) else _scalar(value)}")

    def _inside(self, value: Any, path: Path) -> None:
        """All that is written on the present line."""
        self._here(path)
        if isinstance(value, Mapping):
            for key, below in value.items():
                self._inside(below, (*path, key))
        elif isinstance(value, list):
            for place, below in enumerate(value):
                self._inside(below, (*path, place))

    def _here(self, path: Path) -> None:
        self.lines[path] = len(self.out) + 1


def _short(head: str, value: Any) -> bool:
    """Whether it is written on one line: a plain value, a list of such, or a few of them by name without a source."""
    if not isinstance(value, Mapping | list) or not value:
        return True
    if isinstance(value, list):
        return not any(isinstance(one, Mapping | list) for one in value)
    flat = all(
        not isinstance(one, list) and (not isinstance(one, Mapping) or not any(map(_nested, one.values())))
        for one in value.values()
    )
    return flat and "source" not in value and len(head) + len(_flow(value)) <= _WIDTH


def _nested(value: Any) -> bool:
    return isinstance(value, Mapping | list)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key, flow=True)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, flow=True)


def _scalar(value: Any, *, flow: bool = False) -> str:
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    text = str(value)
    if _DAY.fullmatch(text):
        return text
    if _WORDS.fullmatch(text) and text.casefold() not in _RESERVED and not (flow and _FLOW.intersection(text)):
        return text
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
