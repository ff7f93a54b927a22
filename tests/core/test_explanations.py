"""Explanations: every node recomputes to its value from its inputs, cites its rule, and hides no idle input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain, combinations, product
from typing import Any

import pytest

from service.domain.explained import OPERATIONS, Node, explain, flatten, recompute, sentence
from service.domain.money import format_sek
from service.rules.accrue import explain_line, explain_total
from service.rules.commands import CloseCase
from service.rules.deadlines import breaches
from service.rules.settle import explain_entry
from tests.core.acts import led
from tests.core.histories import simulated
from tests.core.kalmar import KALMAR, TEXT, adopted, varied
from tests.core.play import LATE, play, scenarios
from tests.core.simulated_drafts import EVERY_DRAFT
from tests.core.stories import STORIES
from tests.core.vectors import SANCTIONS

OWN = adopted().id
VERSIONS = {OWN: KALMAR}


@cache
def explained() -> tuple[tuple[str, Node], ...]:
    """The explanation of every decision, ledger line and total of the played scenarios, each with its name."""
    found: list[tuple[str, Node]] = []
    for name in (*scenarios(), *STORIES):
        played = play(STORIES.get(name, name))
        found += [(f"{name} {type(one.command).__name__}", one.decision.explanation) for one in played.decided]
        for letter, case in played.cases.items():
            lines = played.lines(letter)
            found += [
                (f"{name}{letter} {line.month} {line.rate_ore}", explain_line(line, VERSIONS, OWN)) for line in lines
            ]
            found.append((f"{name}{letter} total", explain_total(lines, VERSIONS, OWN)))
            found += [
                (f"{name}{letter} {breach.ground}", breach.explanation)
                for request in case.requests
                for breach in breaches(KALMAR, request, LATE)
            ]
        entries = played.ledger()
        found += [(f"{name} ledger {entry.month} {entry.status}", explain_entry(entry, VERSIONS)) for entry in entries]
    return (*found, *_simulated())


def _simulated() -> Iterator[tuple[str, Node]]:
    """Why cases would have come out otherwise, under drafts that differ in all that a draft may differ in."""
    told = [(name, STORIES.get(name, name)) for name in (*scenarios(), *STORIES)]
    for ruleset in EVERY_DRAFT:
        for case_id, one in simulated(ruleset, *told)[1].items():
            causes = [one.cause, *(change.cause for change in one.changes)]
            yield from ((f"{ruleset.label} {case_id}", cause) for cause in causes if cause is not None)


def nodes() -> Iterator[tuple[str, Node]]:
    for name, root in explained():
        for node in root.walk():
            yield f"{name}: {node.operation}", node


@pytest.mark.requirement("C2")
def test_every_operation_of_the_core_is_met_in_the_scenarios() -> None:
    assert {node.operation for _, node in nodes()} == OPERATIONS.keys()


@pytest.mark.requirement("C2")
def test_every_node_recomputes_to_its_value() -> None:
    wrong = [where for where, node in nodes() if recompute(node) != node.value]
    assert wrong == []


@pytest.mark.requirement("C2")
def test_every_node_cites_a_rule_and_a_source_that_is_quoted_or_says_why_it_is_derived() -> None:
    for where, node in nodes():
        assert node.rule, where
        assert node.source is not None, where
        assert node.source.clause, where
        assert bool(node.source.quote) != bool(node.source.derived), where
        assert bool(node.source.document) == bool(node.source.quote), where


@pytest.mark.requirement("C2", "HV-20", "HV-21", "HV-23", "HV-26")
@pytest.mark.parametrize(
    ("name", "quote"),
    [
        ("EX-02", "utgår sanktion med 3 kr per listad och månad. Ärendet definieras därefter som rött."),
        ("EX-05", "utgår sanktion med 6 kr per listad och månad. Ärendet definieras därefter som svart."),
        ("EX-08-leap", "Sanktion utgår med 6 kr per listad och månad omedelbart"),
    ],
)
def test_a_decided_sanction_cites_the_clause_it_rests_on(name: str, quote: str) -> None:
    quoted = {
        node.source.quote
        for one in play(name).decided
        if any(event.type == "SanctionDecided" for event in one.decision.events)
        for node in one.decision.explanation.walk()
        if node.source is not None
    }
    assert quote in quoted
    assert any(text and text.startswith("Sanktionen räknas från och med det datum") for text in quoted)


@pytest.mark.requirement("C2", "HV-22", "HV-23")
@pytest.mark.parametrize(("colour", "clause"), [("YELLOW", "Gul"), ("RED", "Röd"), ("BLACK", "Svart")])
def test_the_request_and_the_sanction_cite_their_own_colour_for_the_day_they_count_from(
    colour: str, clause: str
) -> None:
    case = led(colour)
    explanations = [case.send().explanation]
    if colour != "BLACK":
        explanations.append(case.sanction(date(2025, 4, 14)).explanation)
    for root in explanations:
        (day,) = [node for node in root.walk() if node.operation == "local_date"]
        assert day.source is not None
        assert (day.rule, day.source.clause) == (f"{colour}.starts", f"{clause} färgklassificering")
        assert day.source.quote is not None
        assert day.source.quote.startswith("Sanktionen räknas från och med det datum")
        cited = {node.source.clause for node in root.walk() if node.source is not None}
        assert {one for one in cited if "färgklassificering" in one} == {f"{clause} färgklassificering"}


@pytest.mark.requirement("C2", "HV-19")
@pytest.mark.parametrize(("colour", "clause"), [("GREEN", "Grön färgklassificering"), ("YELLOW", "Flera sanktioner")])
def test_closing_cites_the_clause_on_what_is_closed(colour: str, clause: str) -> None:
    case = led(colour, sent=colour == "YELLOW")
    if colour == "YELLOW":
        case.receive(date(2025, 4, 1))
        case.approve(date(2025, 4, 2))
        case.follow_up(date(2025, 4, 14))
    source = case.do(CloseCase(date(2025, 4, 14)), date(2025, 4, 14)).explanation.source
    assert source is not None
    assert source.clause == clause


# --- no idle input --------------------------------------------------------------------------------------------------

LABELS = {("fact", "name")}
"""The name of a fact is what its sentence says of it: it changes the sentence, and not the value."""


def _moved(text: str) -> Iterator[str]:
    """Another date, month, instant or word in the place of this one."""
    try:
        for offset in (-400, -31, -1, 1, 31, 400):
            yield (date.fromisoformat(text) + timedelta(days=offset)).isoformat()
        yield from ("2000-01-01", "2099-12-31")
    except ValueError:
        pass
    else:
        return
    try:
        yield (datetime.fromisoformat(text) + timedelta(days=1)).isoformat()
    except ValueError:
        pass
    else:
        return
    try:
        month = date.fromisoformat(f"{text}-01")
        yield f"{month - timedelta(days=1):%Y-%m}"
        yield f"{month + timedelta(days=31):%Y-%m}"
    except ValueError:
        yield from (word for word in ("PRODUCT", "SUM", "MAX", "HALF_UP", "DOWN", "SIGNAL", "IMPULSE") if word != text)


def changed(value: Any) -> Iterator[Any]:
    """Values of the same kind that differ from `value`."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1, value * 3 + 1, abs(value) * 7 + 5)
        case None:
            yield from ("2000-01-01", "2050-01-01", 1)
        case str():
            yield from _moved(value)
        case list():
            yield from (value[1:], value[::-1], [*value, 1], [*value[:-1], 99])
            for place, item in enumerate(value):
                yield from ([*value[:place], other, *value[place + 1 :]] for other in changed(item))
        case dict():
            yield from (dict.fromkeys(value, True), dict.fromkeys(value, False))
            for key, item in value.items():
                yield from (value | {key: other} for other in changed(item))
        case _:
            raise AssertionError(value)


def _value(node: Node, inputs: Mapping[str, Any]) -> object:
    """The value with other inputs; a refusal to compute is an answer of its own."""
    try:
        return OPERATIONS[node.operation].compute(**inputs)
    except (ValueError, TypeError, KeyError, StopIteration, OverflowError) as error:
        return type(error)


def decides(node: Node, name: str) -> bool:
    """Whether some change of the input changes the value, alone or beside changes of one or two other inputs."""
    others = {other: list(changed(node.inputs[other]))[:6] for other in node.inputs if other != name}
    single = ({other: value} for other, values in others.items() for value in values)
    pairs = (
        {one: here, two: there}
        for one, two in combinations(others, 2)
        for here, there in product(others[one], others[two])
    )
    for changes in chain([{}], single, pairs):
        context = {**node.inputs, **changes}
        plain = _value(node, context)
        if isinstance(plain, type):
            continue
        for value in changed(node.inputs[name]):
            other = _value(node, {**context, name: value})
            if not isinstance(other, type) and other != plain:
                return True
    return False


def alone(node: Node) -> bool:
    """Whether a change of one input by itself changes the value."""
    return any(
        _value(node, {**node.inputs, name: value}) != node.value
        for name in node.inputs
        if (node.operation, name) not in LABELS
        for value in changed(node.inputs[name])
    )


@pytest.mark.requirement("C2")
def test_every_input_of_every_node_decides_its_value() -> None:
    idle = {
        f"{where}({name}={node.inputs[name]!r})"
        for where, node in nodes()
        for name in node.inputs
        if (node.operation, name) not in LABELS and not decides(node, name)
    }
    assert idle == set()


@pytest.mark.requirement("C2")
def test_every_leaf_changes_with_a_change_of_its_inputs() -> None:
    assert [where for where, node in nodes() if not node.because and not alone(node)] == []


def test_the_search_finds_an_idle_input() -> None:
    spare = Node("fact", 3, {"name": "antal", "stated": 3})
    assert decides(spare, "stated")
    assert not decides(spare, "name")


# --- what the tree says ---------------------------------------------------------------------------------------------


def _agree(parent: Node, child: Node) -> bool:
    """Whether the child's value stands among the parent's inputs or in them."""
    return any(
        child.value == given or (isinstance(given, list) and child.value in given) for given in parent.inputs.values()
    )


@pytest.mark.requirement("C2")
def test_the_amount_of_a_line_stands_on_the_values_of_its_children() -> None:
    checked = 0
    for name in SANCTIONS:
        played = play(name)
        for letter in played.cases:
            for line in played.lines(letter):
                root = explain_line(line, VERSIONS, OWN)
                assert root.value == (line.amount_ore if line.listed is not None else "AWAITING_LISTED_COUNT")
                if line.listed is None:
                    continue
                assert sum(child.value for child in root.because if child.operation == "days") == line.days
                assert all(_agree(root, child) for child in root.because if child.operation == "fact")
                checked += 1
    assert checked > 50


@pytest.mark.requirement("C2")
def test_the_total_is_explained_by_the_lines_it_sums() -> None:
    played = play("EX-05")
    root = explain_total(played.lines(), VERSIONS, OWN)
    assert format_sek(root.value) == SANCTIONS["EX-05"]["total"]
    assert [child.value for child in root.because] == root.inputs["amounts"]


@pytest.mark.requirement("C2", "EX-11")
def test_every_ledger_entry_is_explained_by_its_own_figures_the_correction_by_what_was_settled() -> None:
    for name in SANCTIONS:
        for entry in play(name).ledger():
            expected = "AWAITING_LISTED_COUNT" if entry.amount_ore is None else entry.amount_ore
            assert explain_entry(entry, VERSIONS).value == expected
    (correction,) = [entry for entry in play("EX-11").ledger() if entry.correction]
    root = explain_entry(correction, VERSIONS)
    assert (root.inputs["owed"], root.inputs["settled"], root.value) == (2142000, 2160000, -18000)


@pytest.mark.requirement("C2", "EX-01")
def test_a_colour_is_explained_by_its_score_and_the_score_by_its_levels() -> None:
    root = next(one.decision for one in play("EX-02").decided if type(one.command).__name__ == "Classify").explanation
    score = root.because[0]
    assert (root.value, score.value) == ("YELLOW", 4)
    assert root.inputs["score"] == score.value
    assert [leaf.value for leaf in score.because] == score.inputs["values"] == [2, 2]


@pytest.mark.requirement("C2", "XC-07")
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_node_says_itself_in_both_languages(language: str) -> None:
    for where, node in nodes():
        said = sentence(node, language)
        assert said, where
        assert "{" not in said.replace(str(node.value), "") or node.operation == "ladder", where


@pytest.mark.requirement("XC-07")
def test_the_two_languages_are_two() -> None:
    differ = {operation for operation in OPERATIONS.values() if operation.sv != operation.en}
    assert OPERATIONS.keys() - {operation.name for operation in differ} == {"fact"}


def test_a_tree_as_a_list_names_each_nodes_parent_before_the_node() -> None:
    for _, root in explained():
        flat = flatten(root)
        assert [one.id for one in flat] == list(range(len(flat)))
        assert [one.node for one in flat] == list(root.walk())
        for one in flat[1:]:
            assert one.parent is not None
            assert one.parent < one.id
            assert one.node in flat[one.parent].node.because


def test_an_unknown_operation_is_an_error_and_a_second_registration_too() -> None:
    with pytest.raises(KeyError):
        explain("guess", listed=1)


@pytest.mark.requirement("A10")
def test_a_changed_parameter_is_cited_by_the_line_it_changes() -> None:
    source = {"clause": "ny räkning", "derived": "a test's own parameter"}
    ruleset = varied(accrual__proration__value="WHOLE_STARTED_MONTHS", accrual__proration__source=source)
    (first, *_) = play("EX-02", ruleset).lines()
    root = explain_line(first, {OWN: ruleset}, OWN)
    assert (root.value, root.source) == (2400000, ruleset.accrual.proration.source.source)
    assert "ny räkning" not in TEXT
