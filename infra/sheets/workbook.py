"""What a workbook says of its sheets, its texts and its formats, before any row of it is read (ECMA-376 part 1)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import Final, Literal

from infra.sheets.package import Package
from service.usecases import xlsx_refusals as refusal

MOST_TEXT: Final = 48 * 1024**2
"""Bytes of the table of texts: it is held in memory."""
MAIN: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main ",
    "http://purl.oclc.org/ooxml/spreadsheetml/main ",
)
"""The namespaces of the two forms of the standard, transitional and strict."""
_TYPES: Final = "[Content_Types].xml"
_WORKBOOK: Final = "/officeDocument"
_SHEET: Final = "/worksheet"
# Months without a day (17), and the dates and times that need no format of their own: ECMA-376 part 1, 18.8.30.
_BUILT_IN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_BUILT_IN_MONTHS: Final = frozenset({17})
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")

Shows = Literal["DATE", "MONTH"]


@dataclass(frozen=True, slots=True)
class Workbook:
    """What cells refer to: `texts` by their places, and in `shows` the styles that show dates and months.

    `sheets` are the parts of the visible worksheets in order. `computed`: whether formulas bear values that a program
    has computed.
    """

    sheets: tuple[str, ...]
    texts: dict[str, str]
    shows: dict[str, Shows]
    from_1904: bool
    computed: bool


def workbook(package: Package) -> Workbook:
    """InvalidInput for a package that is no workbook, or one with macros."""
    if _TYPES not in package.names:
        raise refusal.broken(_TYPES)
    types = _Types()
    package.parse(_TYPES, types)
    if types.macros or any(name.lower().endswith("vbaproject.bin") for name in package.names):
        raise refusal.macros()
    if types.binary:
        raise refusal.old()
    part = next((one.target for one in _relations(package, "") if one.kind.endswith(_WORKBOOK)), None)
    if part is None:
        raise refusal.broken("workbook.xml")
    book = _Book()
    package.parse(part, book)
    related = _relations(package, part)
    targets = {one.id: one for one in related}
    sheets = tuple(targets[one].target for one in book.visible if one in targets and targets[one].kind.endswith(_SHEET))
    texts, formats = _Texts(), _Formats()
    for one in related:
        if one.kind.endswith("/sharedStrings"):
            if package.size(one.target) > MOST_TEXT:
                raise refusal.too_much_text(MOST_TEXT)
            package.parse(one.target, texts, MOST_TEXT)
        elif one.kind.endswith("/styles"):
            package.parse(one.target, formats)
    return Workbook(sheets, texts.found, formats.shows(), from_1904=book.from_1904, computed=book.computed)


@dataclass(frozen=True, slots=True)
class _Relation:
    id: str
    kind: str
    target: str


def _relations(package: Package, part: str) -> list[_Relation]:
    """What the part is related to within the package; of other files nothing is read."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in package.names:
        return []
    told = _Relations(folder)
    package.parse(rels, told)
    return told.found


def unescaped(text: str) -> str:
    """Text with what Excel writes as `_x000D_`; halves of characters and zero stay as they are written."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if code == 0 or 0xD800 <= code < 0xE000 else chr(code)  # noqa: PLR2004 - the surrogates


class _Silent:
    """Tells nothing of what it is told: a base for those that look at some elements alone."""

    def start(self, name: str, given: dict[str, str], /) -> None: ...

    def end(self, name: str, /) -> None: ...

    def text(self, text: str, /) -> None: ...


@dataclass(slots=True)
class _Types(_Silent):
    macros: bool = False
    binary: bool = False

    def start(self, _name: str, given: dict[str, str], /) -> None:
        kind = given.get("ContentType", "").lower()
        self.binary |= "sheet.binary" in kind
        self.macros |= "macroenabled" in kind and "sheet.binary" not in kind


@dataclass(slots=True)
class _Relations(_Silent):
    folder: str
    found: list[_Relation] = field(default_factory=list)

    def start(self, name: str, given: dict[str, str], /) -> None:
        if not name.endswith(" Relationship") or given.get("TargetMode") == "External":
            return
        target = given.get("Target", "")
        path = posixpath.normpath(posixpath.join("/", self.folder, target)).lstrip("/")
        self.found.append(_Relation(given.get("Id", ""), given.get("Type", ""), path))


@dataclass(slots=True)
class _Book(_Silent):
    visible: list[str] = field(default_factory=list)
    from_1904: bool = False
    computed: bool = True

    def start(self, name: str, given: dict[str, str], /) -> None:
        match name.rpartition(" ")[2]:
            case "sheet" if given.get("state", "visible") == "visible":
                self.visible.append(next((id for key, id in given.items() if key.endswith(" id")), ""))
            case "workbookPr":
                self.from_1904 = given.get("date1904", "0") in {"1", "true"}
            case "calcPr":
                self.computed = given.get("fullCalcOnLoad", "0") not in {"1", "true"}
            case _:
                pass


class _Texts(_Silent):
    """The table of texts; without the readings that East Asian texts bear above them."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._parts: list[str] = []
        self._within = self._reading = False

    def start(self, name: str, _given: dict[str, str], /) -> None:
        if name.endswith(" t"):
            self._within = not self._reading
        elif name.endswith(" rPh"):
            self._reading = True

    def end(self, name: str, /) -> None:
        if name.endswith(" t"):
            self._within = False
        elif name.endswith(" si"):
            self.found[str(len(self.found))] = unescaped("".join(self._parts)).strip()
            self._parts.clear()
        elif name.endswith(" rPh"):
            self._reading = False

    def text(self, text: str, /) -> None:
        if self._within:
            self._parts.append(text)


class _Formats(_Silent):
    """The formats of cells, in the order that cells name them by."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._of_cells: list[str] = []
        self._cells = False

    def start(self, name: str, given: dict[str, str], /) -> None:
        match name.rpartition(" ")[2]:
            case "numFmt":
                self._codes[given.get("numFmtId", "")] = given.get("formatCode", "")
            case "cellXfs":
                self._cells = True
            case "xf" if self._cells:
                self._of_cells.append(given.get("numFmtId", "0"))
            case _:
                pass

    def end(self, name: str, /) -> None:
        if name.endswith(" cellXfs"):
            self._cells = False

    def shows(self) -> dict[str, Shows]:
        found = ((str(place), self._shown(id)) for place, id in enumerate(self._of_cells))
        return {place: shown for place, shown in found if shown is not None}

    def _shown(self, id: str) -> Shows | None:
        if (code := self._codes.get(id)) is not None:
            return shown(code)
        number = int(id) if id.isascii() and id.isdecimal() else 0
        return "MONTH" if number in _BUILT_IN_MONTHS else "DATE" if number in _BUILT_IN_DATES else None


def shown(code: str) -> Shows | None:
    """What a number format shows: a date, a month of a year and no day of it, or neither."""
    letters = set(_QUOTED.sub("", code.partition(";")[0]).lower()) & set("ymdhs")
    return None if not letters else "MONTH" if letters == {"y", "m"} else "DATE"
