"""What tools ask to know the whole schema is answered; what asks the schema for ever more of itself is not."""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_client_schema, build_schema, lexicographic_sort_schema, print_schema

from schema.build import build
from schema.limits import MOST_INTROSPECTED
from tests.api.region import Region
from tests.rig.programs import missing

PROJECT = Path(__file__).parents[2]
SECONDS = 3.0
OPTIONS = ("descriptions", "specifiedByUrl", "directiveIsRepeatable", "schemaDescription", "inputValueDeprecation")
ASKED = {"as by default": {}, "with everything": {**dict.fromkeys(OPTIONS, True), "oneOf": True}}


async def introspection(node: str, options: dict[str, bool]) -> str:
    """The document of graphql-js, which GraphiQL, code generators and editors send."""
    if not (PROJECT / "node_modules" / "graphql").is_dir():
        missing("graphql of npm")
    script = f"process.stdout.write(require('graphql').getIntrospectionQuery({json.dumps(options)}))"
    ran = await asyncio.create_subprocess_exec(node, "-e", script, cwd=PROJECT, stdout=asyncio.subprocess.PIPE)
    document, _ = await ran.communicate()
    assert ran.returncode == 0
    return document.decode()


@pytest.mark.parametrize("options", ASKED.values(), ids=ASKED.keys())
async def test_the_question_that_tools_ask_is_answered_with_the_whole_schema(
    kalmar: Region, needs_node: str, options: dict[str, bool]
) -> None:
    seen = await kalmar.api.ask(kalmar.handler, await introspection(needs_node, options))
    assert printed(build_client_schema(seen)) == printed(build_schema(build().as_str()))


def printed(schema: GraphQLSchema) -> list[str]:
    """All of it but where scalars are specified, which tools ask for only when told to."""
    return re.sub(r" @specifiedBy\(.*\)", "", print_schema(lexicographic_sort_schema(schema))).splitlines()


def wide(path: str, times: int) -> str:
    """The names of what stands at the path, that many times over; the path's own fields count too."""
    fields = path.split()
    names = " ".join(f"n{number}: name" for number in range(times - len(fields)))
    return f"{{ __schema {{ {' { '.join(fields)} {{ {names} }} {'} ' * len(fields)} }}"


WIDE = {
    "every field": "types fields",
    "every argument": "types fields args",
    "fields of the types of fields": "types fields type ofType fields",
    "possible types": "types fields type ofType possibleTypes",
}


@pytest.mark.parametrize("path", WIDE.values(), ids=WIDE.keys())
async def test_what_is_asked_of_the_schema_itself_is_bounded(kalmar: Region, path: str) -> None:
    begun = time.perf_counter()
    answer = await kalmar.api.send(kalmar.handler, wide(path, MOST_INTROSPECTED))
    assert (answer.codes, time.perf_counter() - begun < SECONDS) == ([], True)
    more = await kalmar.api.send(kalmar.handler, wide(path, MOST_INTROSPECTED + 1))
    assert (more.codes, more.body["data"]) == (["DOCUMENT_TOO_COSTLY"], None)
    (error,) = more.body["errors"]
    assert error["message"] == "241 fields of the schema itself; allowed: 240"


async def test_the_bound_is_one_for_all_root_fields_and_fragments(kalmar: Region) -> None:
    types = " ".join(f't{number}: __type(name: "Case") {{ ...T }}' for number in range(16))
    for below, codes in ((15, []), (16, ["DOCUMENT_TOO_COSTLY"])):
        fields = " ".join(f"n{number}: name" for number in range(below))
        document = f"{{ {types} }} fragment T on __Type {{ {fields} }}"
        assert (await kalmar.api.send(kalmar.handler, document)).codes == codes


BOMBS = {
    "fields of fields of fields": "types fields type ofType fields type ofType fields",
    "fields and possible types in turn": "types fields type possibleTypes fields",
    "fields and inputs in turn": "types fields args type ofType inputFields type inputFields",
}


@pytest.mark.parametrize("path", BOMBS.values(), ids=BOMBS.keys())
async def test_the_schema_is_not_followed_into_itself_a_third_time(kalmar: Region, path: str) -> None:
    answer = await kalmar.api.send(kalmar.handler, wide(path, len(path.split()) + 1))
    assert (answer.codes, answer.body["data"]) == (["GRAPHQL_INVALID"], None)
    (error,) = answer.body["errors"]
    assert error["message"] == "Maximum introspection depth exceeded"


async def test_types_within_types_are_followed_as_deep_as_tools_ask_and_no_deeper(kalmar: Region) -> None:
    for below, codes in ((13, []), (14, ["DOCUMENT_TOO_DEEP"])):
        inner = "ofType { " * below + "name" + " }" * below
        document = f'{{ __type(name: "Case") {{ {inner} }} }}'
        assert (await kalmar.api.send(kalmar.handler, document)).codes == codes
