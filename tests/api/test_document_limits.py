"""Documents that ask too much are refused at once, before the event loop has done any work on them."""

from __future__ import annotations

import re
import time
from importlib import import_module
from typing import Any

import pytest

from tests.api.region import Region

SECONDS = 0.3
LARGE = {
    "repeated fields": "{ viewer { " + "a " * 450_000 + "} }",
    "variables": "query(" + " ".join(f"$v{n}: ID" for n in range(60_000)) + ") { viewer { actorId } }",
    "fragments": "{ viewer { actorId } } " + " ".join(f"fragment F{n} on Case {{ id }}" for n in range(15_000)),
    "directives": "{ viewer { actorId " + "@skip(if: true) " * 30_000 + "} }",
    "few bytes, many tokens": "{ viewer { " + "a " * 20_000 + "} }",
    "many bytes, few tokens": '{ node(id: "' + "x" * 70_000 + '") { id } }',
    "many bytes in few letters": "# " + "å" * 40_000 + "\n{ viewer { actorId } }",
    "51 definitions": "{ viewer { actorId } } " + " ".join(f"fragment F{n} on Case {{ id }}" for n in range(50)),
    "51 variables": "query(" + " ".join(f"$v{n}: ID" for n in range(51)) + ") { viewer { actorId } }",
    "101 directives": "{ viewer { actorId " + "@skip(if: true) " * 101 + "} }",
    "arguments": "{ viewer(" + " ".join(f"a{n}: 1" for n in range(600)) + ") { actorId } }",
    "fragments without a field": "{ ...F0 } "
    + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} ...F{n + 1} }}" for n in range(30)),
    "comments": "{ viewer { actorId } } " + "#\n" * 32_768,
}


@pytest.mark.parametrize("document", LARGE.values(), ids=LARGE.keys())
async def test_a_document_too_large_is_refused_at_once(kalmar: Region, document: str) -> None:
    await kalmar.api.ask(kalmar.handler, "{ viewer { actorId } }")
    begun = time.perf_counter()
    answer = await kalmar.api.send(kalmar.handler, document)
    assert time.perf_counter() - begun < SECONDS
    assert (answer.status, answer.codes, answer.body["data"]) == (200, ["DOCUMENT_TOO_LARGE"], None)


CHAIN = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(900))
SHORT_CHAIN = " ".join(f"fragment F{n} on Query {{ {'... { ' * 8}...F{n + 1}{' }' * 8} }}" for n in range(48))
DEEP = {
    "values in the document": (
        "{ cases(first: 1, filter: " + "{a: " * 60 + "1" + "}" * 60 + ") { nodes { id } } }",
        None,
        "DOCUMENT_TOO_DEEP",
    ),
    "unnamed fragments": ("{ " + "... { " * 60 + "viewer { actorId }" + " }" * 60 + " }", None, "DOCUMENT_TOO_DEEP"),
    "a chain of fragments": (
        f"{{ ...F0 }} {SHORT_CHAIN} fragment F48 on Query {{ viewer {{ actorId }} }}",
        None,
        "DOCUMENT_TOO_DEEP",
    ),
    "a long chain of fragments": (
        f"{{ ...F0 }} {CHAIN} fragment F900 on Query {{ viewer {{ actorId }} }}",
        None,
        "DOCUMENT_TOO_LARGE",
    ),
    "variables": ("query($f: CaseFilter) { cases(first: 1, filter: $f) { nodes { id } } }", 150, "DOCUMENT_TOO_DEEP"),
    "variables, lists": ("query($f: JSON) { viewer { actorId } }", 150, "DOCUMENT_TOO_DEEP"),
}


@pytest.mark.parametrize("given", DEEP.values(), ids=DEEP.keys())
async def test_no_depth_is_an_unexpected_error(kalmar: Region, given: tuple[str, int | None, str]) -> None:
    document, levels, code = given
    value: object = 1
    for level in range(levels or 0):
        value = [value] if level % 2 else {"state": value}
    answer = await kalmar.api.send(kalmar.handler, document, {"f": value} if levels else None)
    assert (answer.codes, answer.body["data"]) == ([code], None)


def aliased(times: int, fields: str) -> str:
    return " ".join(f"a{n}: {fields}" for n in range(times))


COSTLY = {
    "aliases below a page": "{ cases(first: 100) { nodes { " + aliased(51, "timelineText") + " } } }",
    "pages side by side": "{ "
    + aliased(20, "cases(first: 100) { nodes { " + aliased(3, "timelineText") + " } }")
    + " }",
    "through a fragment": "{ cases(last: 100) { edges { node { ...F } } } } fragment F on Case { "
    + aliased(51, "availableActions { command }")
    + " }",
    "through a variable": "query($n: Int = 100) { cases(first: $n) { nodes { " + aliased(51, "timelineText") + " } } }",
    "ledgers": "{ " + aliased(3, 'ledger(unitId: "x", from: "2025-01", until: "2025-02") { total }') + " }",
}


@pytest.mark.parametrize("document", COSTLY.values(), ids=COSTLY.keys())
async def test_a_document_too_costly_is_not_run(kalmar: Region, document: str) -> None:
    async with kalmar.api.statements() as sent:
        answer = await kalmar.api.send(kalmar.handler, document)
    assert (answer.codes, answer.body["data"]) == (["DOCUMENT_TOO_COSTLY"], None)
    assert sent == []


@pytest.mark.parametrize(("rows", "codes"), [(100, []), (101, ["BAD_USER_INPUT"])])
async def test_a_page_as_large_as_pages_may_be_is_run_with_all_a_case_computes(
    kalmar: Region, rows: int, codes: list[str]
) -> None:
    document = "query($n: Int!) { cases(first: $n) { nodes { " + aliased(50, "timelineText") + " } } }"
    answer = await kalmar.api.send(kalmar.handler, document, {"n": rows})
    assert answer.codes == codes


async def test_the_variable_says_how_many_rows_are_weighed(kalmar: Region) -> None:
    document = "query($n: Int) { cases(first: $n) { nodes { " + aliased(300, "timelineText") + " } } }"
    assert (await kalmar.api.send(kalmar.handler, document, {"n": 2})).codes == []
    assert (await kalmar.api.send(kalmar.handler, document, {"n": 100})).codes == ["DOCUMENT_TOO_COSTLY"]


async def test_a_refusal_shows_no_more_than_the_start_of_what_was_sent(kalmar: Region) -> None:
    unit = await kalmar.unit()
    given = {"procedure": "p" * 50_000, "unitId": unit, "impulse": {"knownOn": "2025-03-03", "kind": "DATA_ANALYSIS"}}
    found = await kalmar.api.refused(kalmar.handler, "openCase", given, now="2025-03-03T12:00:00+01:00")
    assert "p" * 199 + "…" in found["message"]
    assert "p" * 200 not in str(found)
    assert len(str(found)) < 3000


# What is selected of a case, and the computation behind it by the name under which it is called.
COMPUTED = {
    "availableActions { command }": "service.usecases.views.options",
    "nextStep { command }": "service.usecases.views.proposal",
    "nextStep { alias: available { command } available { allowed } }": "service.usecases.views.options",
    "nextStep { preview { ... on Preview { totalAfter } } }": "service.usecases.views.on_case",
    "nextStep { preview { ... on Preview { a: lines { month } lines { month } } } }": "schema.types.effects.LedgerLine",
    "timelineText": "schema.types.cases.printed",
    "timeline { text }": "schema.types.cases.happened",
    "sanction { lines { a: explanation { text } explanation { text } } }": "service.usecases.views.explain_entry",
    "sanction { explanation { a: text text b: nodes { id } nodes { id } } }": "schema.types.common.flatten",
    "requests { number }": "schema.types.cases.correction_request",
}


@pytest.mark.parametrize("selection", COMPUTED)
async def test_what_is_computed_is_made_once_however_many_aliases_ask(
    kalmar: Region, monkeypatch: pytest.MonkeyPatch, selection: str
) -> None:
    """As often as for one, or, where the selection has an alias of its own, as for what it is an alias of."""
    module, _, name = COMPUTED[selection].rpartition(".")
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000, "2025-04": 8000})
    case = await kalmar.until("sendCorrectionRequest", unit)
    if "sanction" in selection:
        await kalmar.act("decideSanction", case)
    original, calls = getattr(import_module(module), name), list[None]()

    def counted(*given: Any, **named: Any) -> Any:
        calls.append(None)
        return original(*given, **named)

    monkeypatch.setattr(f"{module}.{name}", counted)
    alone = re.sub(r"\b(alias|a|b): ?\w+ (\{[^{}]*\} )?", "", selection)
    times: list[int] = []
    for times_asked, selected in ((1, alone), (20, selection)):
        calls.clear()
        aliased_field = " ".join(f"f{number}: {selected}" for number in range(times_asked))
        asked = f'{{ case(id: "{case}") {{ {aliased_field} }} }}'
        await kalmar.api.ask(kalmar.office, asked, now="2025-04-14T12:00:00+02:00")
        times.append(len(calls))
    assert times[1] == times[0] > 0
