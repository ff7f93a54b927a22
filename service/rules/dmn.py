"""The classification as a decision table of DMN 1.3, for other tools to read and run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Final
from xml.etree import ElementTree as ET

from service.rules.classify import band, combine
from service.rules.ruleset import Level, Ruleset
from service.rules.sourced import Label, SourceText

NAMESPACE: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"
MOST_RULES: Final = 1000
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def classification_dmn(ruleset: Ruleset) -> str | None:
    """A table with a column for each scale, a row for each choice of levels and its colour; hit policy UNIQUE.

    Each row tells the score and the clause of its colour's band. None where nothing is classified, or where there
    would be over MOST_RULES rows.
    """
    rules = ruleset.classification
    if not rules.scales or prod(len(scale.levels) for scale in rules.scales) > MOST_RULES:
        return None
    colours = [colour.id for colour in ruleset.colours]
    identity = f"urn:trappa:ruleset:{ruleset.region}:{ruleset.procedure}"
    root = ET.Element(
        "definitions", {"xmlns": NAMESPACE, "id": "definitions", "name": _said(ruleset.title), "namespace": identity}
    )
    colour_type = ET.SubElement(root, "itemDefinition", {"name": "colour"})
    _texts(colour_type, typeRef="string")
    _texts(ET.SubElement(colour_type, "allowedValues"), text=_quoted(colours))
    for scale in rules.scales:
        own = ET.SubElement(root, "inputData", {"id": f"scale_{scale.id}", "name": _name(scale.id)})
        ET.SubElement(own, "variable", {"name": _name(scale.id), "typeRef": "number"})
    decision = ET.SubElement(root, "decision", {"id": "classification", "name": "colour"})
    _texts(decision, description=_cited(rules.source))
    ET.SubElement(decision, "variable", {"name": "colour", "typeRef": "colour"})
    for scale in rules.scales:
        needed = ET.SubElement(decision, "informationRequirement", {"id": f"needs_{scale.id}"})
        ET.SubElement(needed, "requiredInput", {"href": f"#scale_{scale.id}"})
    _table(decision, ruleset, colours)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _table(decision: ET.Element, ruleset: Ruleset, colours: Sequence[str]) -> None:
    rules = ruleset.classification
    table = ET.SubElement(decision, "decisionTable", {"id": "colours", "hitPolicy": "UNIQUE", "outputLabel": "colour"})
    for scale in rules.scales:
        column = ET.SubElement(table, "input", {"id": f"input_{scale.id}", "label": _said(scale.label)})
        _texts(ET.SubElement(column, "inputExpression", {"typeRef": "number"}), text=_name(scale.id))
        values = ", ".join(str(level.value) for level in scale.levels)
        _texts(ET.SubElement(column, "inputValues"), text=values)
    output = ET.SubElement(table, "output", {"id": "output_colour", "name": "colour", "typeRef": "colour"})
    _texts(ET.SubElement(output, "outputValues"), text=_quoted(colours))
    for name in ("levels", "score", "source"):
        ET.SubElement(table, "annotation", {"name": name})
    bands = [[one.colour, one.lowest, one.highest] for one in rules.bands]
    for levels in product(*(scale.levels for scale in rules.scales)):
        score = combine(rules.combine, [level.value for level in levels])
        colour = band(score, bands)
        if colour is not None:
            cited = next(_cited(one.source) for one in rules.bands if one.lowest <= score <= one.highest)
            _row(table, levels, colour, (_said(*(level.label for level in levels)), str(score), cited))


def _row(table: ET.Element, levels: Sequence[Level], colour: str, annotations: Sequence[str]) -> None:
    row = ET.SubElement(table, "rule", {"id": "_".join(["rule", *(str(level.value) for level in levels)])})
    for level in levels:
        _texts(ET.SubElement(row, "inputEntry"), text=str(level.value))
    _texts(ET.SubElement(row, "outputEntry"), text=_quoted([colour]))
    for annotation in annotations:
        _texts(ET.SubElement(row, "annotationEntry"), text=annotation)


def _texts(parent: ET.Element, **texts: str) -> None:
    for tag, text in texts.items():
        ET.SubElement(parent, tag).text = _FORBIDDEN.sub(" ", text)


def _quoted(colours: Sequence[str]) -> str:
    return ", ".join(f'"{one}"' for one in colours)


def _name(own_id: str) -> str:
    """An id as an expression of FEEL can name it, in which a hyphen is a minus sign."""
    return own_id.replace("-", "_")


def _said(*labels: Label) -> str:
    return _FORBIDDEN.sub(" ", ", ".join(label.sv for label in labels))


def _cited(source: SourceText) -> str:
    return f"{source.clause}: {source.derived.sv if source.derived is not None else source.quote}"
