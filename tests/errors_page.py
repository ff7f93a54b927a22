"""Writes docs/errors.md from the codes and sentences in the source, or with --check says that it is another."""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from infra.auth.refusals import ENGLISH, SWEDISH, RefusalCode, TokenRefused
from infra.http.callers import NOT_SEATED
from service.domain.messages import MESSAGES
from service.rules.problem_words import PROBLEMS
from tests.core.refusal_sites import CLASSES, SERVICE, _codes, _functions

PROJECT = Path(__file__).parent.parent
PAGE = PROJECT / "docs" / "errors.md"
GRAPHQL: Mapping[str, tuple[str, str]] = {
    "BAD_USER_INPUT": (
        "Ett argument eller en skalär har ett otillåtet värde: id, markör, sidstorlek, månad, UUID eller text.",
        "An argument or a scalar has a value it cannot have: id, cursor, page size, month, UUID or text.",
    ),
    "GRAPHQL_INVALID": (
        "GraphQL självt avvisar dokumentet eller variablerna: syntax, okänt fält, fel typ.",
        "GraphQL itself rejects the document or the variables: syntax, unknown field, wrong type.",
    ),
    "DOCUMENT_TOO_DEEP": (
        "Dokumentet eller variablerna är för djupa.",
        "The document or its variables nest too deep.",
    ),
    "DOCUMENT_TOO_LARGE": (
        "Dokumentet är för stort: text, definitioner, variabler, direktiv, argument, fält eller rotfält.",
        "The document is too large: its text, definitions, variables, directives, arguments, fields or root fields.",
    ),
    "DOCUMENT_TOO_COSTLY": (
        "För mycket: rader × beräknade fält > 5 000, 2 reskontror, 5 förhandsvisningar, 1 simulering, 240 schemafält.",
        "Too much: rows × computed fields > 5,000, 2 ledgers, 5 previews, 1 simulation, 240 fields of the schema.",
    ),
    "ONE_COMMAND_PER_REQUEST": MESSAGES["ONE_COMMAND_PER_REQUEST"],
    "INTERNAL_ERROR": (
        "Oväntat fel; uppge `correlationId` vid felanmälan.",
        "Unexpected error; state the `correlationId` when reporting it.",
    ),
}
"""Codes of GraphQL errors, and when they come."""
NOT_GRAPHQL = (
    "Begäran är ingen GraphQL-begäran i JSON.",
    "The request is no GraphQL request in JSON; the message says what was missing.",
)


def kinds() -> Mapping[str, list[str]]:
    """Refusal code → the types that carry it, as the source raises them."""
    found: dict[str, set[str]] = defaultdict(set, {"NOT_FOUND": {"NotFound"}})
    for path in sorted(SERVICE.rglob("*.py")):
        for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            for call in ast.walk(function):
                if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                    continue
                if call.func.id in CLASSES and call.args:
                    for code in _codes(call.args[0], function):
                        found[code].add(call.func.id)
                elif call.func.id == "check_dated":
                    for given in call.args[3:]:
                        for code in _codes(given, function):
                            found[code].add("RuleRefused")
    return {code: sorted(types) for code, types in found.items()}


def http() -> Iterator[tuple[int, str, str, str]]:
    """Status, code, Swedish and English of every request that is refused before it is run."""
    yield from _stated("callers.py")
    for code, (status, sv, en) in NOT_SEATED.items():
        yield status, code, sv, en
    yield 400, "REQUEST_INVALID", *NOT_GRAPHQL
    for code in RefusalCode:
        yield 503 if TokenRefused(code).retryable else 401, str(code), SWEDISH[code], ENGLISH[code]
    yield from _stated("refusals.py")
    yield from _stated("importing.py")


def _stated(file: str) -> Iterator[tuple[int, str, str, str]]:
    """The refusals that stand in the file with their sentences."""
    tree = ast.parse((PROJECT / "infra" / "http" / file).read_text(encoding="utf-8"))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "CallerRefused":
            given = [one.value for one in call.args if isinstance(one, ast.Constant)]
            if len(given) == len(call.args):
                status, code, sv, en = given
                yield int(str(status)), str(code), str(sv), str(en)


_COUNTED = re.compile(r"{(\w+):[^{}|]*\|([^{}]*)}")


def _shown(sentence: str) -> str:
    """The sentence as it reads for several."""
    return _COUNTED.sub(r"{\1} \2", sentence)


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"| {' | '.join(head)} |", "|" + "---|" * len(head))
    yield from (f"| {' | '.join(one.replace('|', chr(92) + '|') for one in row)} |" for row in rows)


def render() -> str:
    """The page."""
    types = kinds()
    refusals = ((f"`{code}`", ", ".join(types[code]), *map(_shown, MESSAGES[code])) for code in sorted(types))
    lines = [
        "# Errors and refusals",
        "",
        "Made by `python -m tests.errors_page` from the source; not edited by hand. Codes are stable: programs go by",
        "them, people by the sentences, which come in Swedish or English by `Accept-Language`. `{…}` is filled in.",
        "",
        "## Refused commands",
        "",
        "A value of the mutation's result union that implements `Refusal`: never a GraphQL error, and nothing was",
        "written. `path` names the input field, `allowed` what is possible instead, `source` the clause that says so.",
        "A preview is refused in the same words, but never with `COMMAND_REUSED`: it looks at no command before.",
        *_table(("code", "type", "svenska", "English"), refusals),
        "",
        "## GraphQL errors",
        "",
        "In `errors`, with `extensions.code` and `extensions.correlationId`; HTTP status 200. Who accepts",
        "`application/graphql-response+json` gets 400, and no `data`, where nothing of the document was run.",
        *_table(("code", "svenska", "English"), ((f"`{code}`", *words) for code, words in sorted(GRAPHQL.items()))),
        "",
        "## Refused requests",
        "",
        "The body has the shape of a GraphQL error: one message in both languages, `extensions.code` and",
        "`extensions.correlationId`, which the header `x-correlation-id` repeats. Below `/national/v1/` it is a",
        "problem of RFC 9457, with `detail`, `code` and `correlationId`. Nothing was run, except perhaps where it says",
        "`INTERNAL_ERROR` or `STOPPING`. The development issuer speaks OAuth's own language of errors.",
        *_table(
            ("status", "code", "svenska", "English"),
            ((str(status), f"`{code}`", sv, en) for status, code, sv, en in http()),
        ),
        "",
        "## Faults of a ruleset",
        "",
        "What `trappa ruleset lint` prints and `lintRuleset` answers with: no error, and nothing is written. Each has",
        "its line and path, what is wrong there, what is allowed and the clause of the rule around it.",
        *_table(
            ("code", "svenska", "English"),
            ((f"`{code}`", words.sv, words.en) for code, words in sorted(PROBLEMS.items())),
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is another")
    if parser.parse_args().check:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == render():
            return 0
        sys.stderr.write("docs/errors.md is not what the source says: run python -m tests.errors_page\n")
        return 1
    PAGE.write_text(render(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
