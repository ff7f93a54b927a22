"""No error of GraphQL repeats a value that was sent: it says where the value is and what is allowed there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_required_argument,
    is_required_input_field,
)

from schema.values import ALLOWED, MOST_ERRORS
from tests.api.caller import Answer, Json
from tests.api.documents import COMMANDS
from tests.api.fields import contract
from tests.api.region import NO_CASE, NO_UNIT, Region

SCHEMA = contract()
CANARY = "HEMLIGT-Kim-Kimsson"
VALID = {
    "Boolean": True,
    "Date": "2025-03-03",
    "DateTime": "2025-03-03T12:00:00+01:00",
    "ID": NO_CASE,
    "Int": 1,
    "Money": "1.00",
    "Month": "2025-03",
    "String": "x",
    "UUID": "018f3c1e-0000-7000-8000-000000000001",
}
FREE = {"ID", "String"}
"""What any text is a value of."""
Path = tuple[str | int, ...]


class Word(str):
    """A text that stands without quotes in a document."""

    __slots__ = ()


def valid(of: Any) -> Json:
    of = get_nullable_type(of)
    if isinstance(of, GraphQLList):
        return [valid(of.of_type)]
    if isinstance(of, GraphQLInputObjectType):
        return {name: valid(field.type) for name, field in of.fields.items()}
    return Word(next(iter(of.values))) if isinstance(of, GraphQLEnumType) else VALID[of.name]


def places(of: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place in a value of the type, with the type that it has there."""
    yield path, of
    of = get_nullable_type(of)
    if isinstance(of, GraphQLList):
        yield from places(of.of_type, (*path, 0))
    elif isinstance(of, GraphQLInputObjectType):
        for name, field in of.fields.items():
            yield from places(field.type, (*path, name))


def changed(value: Json, path: Path, to: Json) -> Json:
    if not path:
        return to
    step, further = path[0], path[1:]
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[step] = changed(value[step], further, to)
    return copy


def written(value: Json) -> str:
    """The value as it stands in a document."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return value if isinstance(value, Word) else json.dumps(value)


def told(answer: Answer) -> list[Json]:
    """The errors of an answer, in which nothing that was sent is repeated."""
    errors: list[Json] = answer.body.get("errors", [])
    assert CANARY not in json.dumps(errors), errors
    assert all(one["extensions"]["code"] in {"GRAPHQL_INVALID", "BAD_USER_INPUT"} for one in errors), errors
    return errors


@pytest.mark.parametrize("name", COMMANDS)
async def test_no_field_of_a_command_is_repeated_and_each_error_says_where_it_is(kalmar: Region, name: str) -> None:
    given = SCHEMA.type_map[COMMANDS[name].given]
    right, wrong = valid(given), ({"nope": CANARY}, 1.5, CANARY, [CANARY])
    stated = f"query($given: {given}!) {{ preview {{ {name}(input: $given) {{ __typename }} }} }}"
    for path, of in places(given):
        for value in wrong[:2] if get_named_type(of).name in FREE else wrong:
            sent = changed(right, path, value)
            errors = told(await kalmar.api.send(kalmar.handler, stated, {"given": sent}))
            places_told = [one["extensions"]["path"] for one in errors]
            assert places_told, (path, value)
            assert all(one[: len(path) + 1] == ["given", *path] for one in places_told), (path, places_told)
            document = f"{{ preview {{ {name}(input: {written(sent)}) {{ __typename }} }} }}"
            assert told(await kalmar.api.send(kalmar.handler, document)), document


@pytest.mark.parametrize("name", COMMANDS)
async def test_what_is_missing_or_null_is_told_at_its_own_place(kalmar: Region, name: str) -> None:
    given = SCHEMA.type_map[COMMANDS[name].given]
    right = valid(given)
    document = f"mutation($given: {given}!) {{ {name}(input: $given) {{ __typename }} }}"
    for path, of in places(given):
        named = get_nullable_type(of)
        if not isinstance(named, GraphQLInputObjectType):
            continue
        for field_name, field in named.fields.items():
            if not is_required_input_field(field):
                continue
            within: Json = right
            for step in path:
                within = within[step]
            without = {key: one for key, one in within.items() if key != field_name}
            for kept, problem in ((without, "is missing"), ({**within, field_name: None}, "is null")):
                answer = await kalmar.api.send(kalmar.handler, document, {"given": changed(right, path, kept)})
                (error,) = told(answer)
                assert error["extensions"]["path"] == ["given", *path, field_name]
                assert f"{field_name} {problem}; allowed: {field.type}" in error["message"]


async def test_an_error_says_what_is_allowed(kalmar: Region) -> None:
    document = "mutation($input: DecidePlanInput!) { decidePlan(input: $input) { __typename } }"
    given = {"caseId": NO_CASE, "verdict": CANARY, "decidedOn": CANARY, "nope": CANARY, f"{CANARY}!": 1}
    answer = await kalmar.api.send(kalmar.handler, document, {"input": given})
    fields = "caseId, verdict, decidedOn, followUpOn, expectedVersion, commandId"
    assert [(one["message"], one["extensions"]["path"]) for one in told(answer)] == [
        (
            "$input.verdict has a value it cannot have; allowed: Verdict!, one of APPROVED, REJECTED",
            ["input", "verdict"],
        ),
        ("$input.decidedOn has a value it cannot have; allowed: Date!, a day, YYYY-MM-DD", ["input", "decidedOn"]),
        (
            f"$input.nope is no field of DecidePlanInput; allowed: DecidePlanInput!, an object with {fields}",
            ["input", "nope"],
        ),
        (
            f"$input has a field that is none of DecidePlanInput; allowed: DecidePlanInput!, an object with {fields}",
            ["input"],
        ),
    ]


def test_every_scalar_that_can_be_sent_has_words_for_what_it_allows() -> None:
    sent = {get_named_type(of).name for one in COMMANDS.values() for _, of in places(SCHEMA.type_map[one.given])}
    scalars = {name for name in sent if not hasattr(SCHEMA.type_map[name], "fields")}
    assert {name for name in scalars if not isinstance(SCHEMA.type_map[name], GraphQLEnumType)} == set(VALID)
    assert set(VALID) <= ALLOWED.keys()


def of_query() -> Iterator[tuple[str, str]]:
    query = SCHEMA.type_map["Query"]
    assert isinstance(query, GraphQLObjectType)
    return ((name, argument) for name, field in query.fields.items() for argument in field.args)


@pytest.mark.parametrize(("name", "argument"), list(of_query()))
async def test_no_argument_of_a_query_is_repeated(kalmar: Region, name: str, argument: str) -> None:
    query = SCHEMA.type_map["Query"]
    assert isinstance(query, GraphQLObjectType)
    arguments, of = query.fields[name].args, query.fields[name].args[argument].type
    below = " { __typename }" if hasattr(get_named_type(query.fields[name].type), "fields") else ""
    given = {key: valid(one.type) for key, one in arguments.items() if is_required_argument(one)}
    if "first" in arguments:
        given["first"] = 1
    refused = 0
    for path, here in places(of):
        for value in (CANARY, {"nope": CANARY}, [CANARY], 10**6, f"{NO_UNIT}{CANARY}"):
            sent = {**given, argument: changed(valid(of), path, value)}
            stated = ", ".join(f"{key}: {written(one)}" for key, one in sent.items() if key != argument)
            both = ", ".join(one for one in (stated, f"{argument}: $given") if one)
            as_variable = f"query($given: {of}) {{ {name}({both}){below} }}"
            errors = told(await kalmar.api.send(kalmar.handler, as_variable, {"given": sent[argument]}))
            written_out = ", ".join(f"{key}: {written(one)}" for key, one in sent.items())
            told(await kalmar.api.send(kalmar.handler, f"{{ {name}({written_out}){below} }}"))
            refused += bool(errors)
            assert errors or get_named_type(here).name in FREE or isinstance(value, int), (path, value)
    assert refused


SPELT = {
    "a text too many": f'{{ node(id: "x" "{CANARY}") {{ id }} }}',
    "a text where a field is": f'{{ "{CANARY}" }}',
    "a text without its end": f'{{ node(id: "{CANARY}',
    "a wrong escape": f'{{ node(id: "\\u{{{CANARY}}}") {{ id }} }}',
    "a word too many": f"{{ viewer {{ actorId }} }} {CANARY.replace('-', '_')}",
    "a default": f'query($m: Month = "{CANARY}") {{ settlement(month: $m) {{ total }} }}',
    "a directive": f'{{ viewer @include(if: "{CANARY}") {{ actorId }} }}',
}


@pytest.mark.parametrize("document", SPELT.values(), ids=SPELT.keys())
async def test_nothing_of_a_document_that_cannot_be_read_is_repeated(kalmar: Region, document: str) -> None:
    errors = told(await kalmar.api.send(kalmar.handler, document))
    assert errors[0]["locations"]
    assert CANARY.replace("-", "_") not in json.dumps(errors)


async def test_no_more_is_told_of_much_that_is_wrong_than_helps(kalmar: Region) -> None:
    document = "mutation($given: RecordListedCountsInput!) { recordListedCounts(input: $given) { __typename } }"
    given = {"unitId": NO_UNIT, "counts": [{"month": CANARY, "listed": CANARY}] * 1000}
    assert len(told(await kalmar.api.send(kalmar.handler, document, {"given": given}))) == MOST_ERRORS


async def test_a_variable_that_is_left_out_or_null_is_told_by_its_name(kalmar: Region) -> None:
    for document in ("query($id: ID!) { case(id: $id) { id } }", "query($id: ID = null) { case(id: $id) { id } }"):
        for given in ({}, {"id": None}):
            errors = (await kalmar.api.send(kalmar.handler, document, given)).body["errors"]
            assert "$id" in errors[0]["message"] or "'id'" in errors[0]["message"], errors


async def test_an_operation_is_named_where_there_are_several(kalmar: Region) -> None:
    document = "query One { viewer { actorId } } query Two { viewer { unitId } }"
    async with kalmar.api.statements() as sent:
        answer = await kalmar.api.send(kalmar.handler, document)
    assert (answer.status, answer.codes, answer.body["data"], sent) == (200, ["GRAPHQL_INVALID"], None, [])
    for name, expected in (("One", "actorId"), ("Two", "unitId")):
        seen = await kalmar.api.ask(kalmar.handler, document, operation=name)
        assert list(seen["viewer"]) == [expected]
    missing = await kalmar.api.send(kalmar.handler, document, operation=CANARY)
    assert (missing.status, missing.codes) == (400, ["REQUEST_INVALID"])
    assert CANARY not in json.dumps(missing.body)
    fragments = await kalmar.api.send(kalmar.handler, "{ ...F } fragment F on Query { viewer { actorId } }")
    assert fragments.codes == []
