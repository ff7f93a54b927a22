"""`trappa`: the command line. Each command is a function from its arguments to the exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from infra.auth.issuers import KEY_TYPES
from infra.cli import (
    exporting,
    indicators,
    issuers,
    processes,
    ruleset_texts,
    rulesets,
    schemas,
    seats,
    sheets,
    simulating,
    tokens,
    working,
)
from infra.cli import replay as replaying
from infra.cli.demo import command as demo
from infra.cli.failures import EXPECTED, told
from service.domain.dates import Month

Command = Callable[[argparse.Namespace], int]
_REFUSED = 2
_INTERRUPTED = 130
_PORTS = range(1, 65536)
_LIMITS = range(10_001)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(_REFUSED, f"trappa: USAGE: {message} (see {self.prog} --help)\n")


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for what add_subparsers returns


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 done and something is wrong, 2 refused with one line on stderr, 130 interrupted."""
    given = _parser().parse_args(arguments)
    run: Command = given.run
    try:
        return run(given)
    except EXPECTED as error:
        print(f"trappa: {told(error)}", file=sys.stderr)
        return _REFUSED
    except KeyboardInterrupt:
        print("trappa: INTERRUPTED: stopped before it was done", file=sys.stderr)
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="trappa", description="Follow-up of care contracts and deviations.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _demo(commands)
    _plain(commands, "serve", processes.serve, "run the API with the settings TRAPPA_* of the environment")
    _plain(commands, "worker", working.worker, "run what is asked for as jobs, with the same settings")
    _plain(commands, "migrate", processes.migrate, "bring the database of TRAPPA_OWNER_URL to the newest schema")
    _token(commands)
    _schemas(commands)
    _ruleset(commands)
    _indicators(commands)
    _issuer(commands)
    _seat(commands)
    _import(commands)
    _replay(commands)
    _export(commands)
    _certificate(commands)
    return parser


def _plain(commands: Commands[_Parser], name: str, run: Command, does: str) -> _Parser:
    parser = commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.")
    parser.set_defaults(run=run)
    return parser


def _schemas(commands: Commands[_Parser]) -> None:
    kind = _plain(commands, "schema", schemas.regional, "print the GraphQL schema").add_mutually_exclusive_group()
    for name, run, what in (
        ("--national", schemas.national, "that of the national surface"),
        ("--openapi", schemas.rest, "the OpenAPI document of the national REST resources"),
    ):
        kind.add_argument(name, dest="run", action="store_const", const=run, help=what)


def _demo(commands: Commands[_Parser]) -> None:
    does = "start everything on this machine, play the worked examples over HTTP, leave the server running"
    parser = _plain(commands, "demo", demo.demo, does)
    parser.add_argument(
        "--port", type=_port, help="port of the API on 127.0.0.1 (default 8000; with --check a free one)"
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--fresh", action="store_true", help="erase the demo's database first")
    kind.add_argument(
        "--check",
        action="store_true",
        help="in a temporary database: print expected and got, exit 1 on any difference, leave nothing running",
    )


def _token(commands: Commands[_Parser]) -> None:
    parser = _plain(commands, "token", tokens.token, "print a token of the development issuer (TRAPPA_ENV=dev only)")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--region", metavar="CODE", help="the region's code, such as 08")
    place.add_argument("--national", action="store_true", help="a token of the national body instead of a region's")
    parser.add_argument(
        "--role",
        action="append",
        default=[],
        metavar="ROLE",
        help="a role; may be repeated; none for somebody with seats alone",
    )
    parser.add_argument("--unit", metavar="ID", help="the care unit of a party, as UUID or global id")
    parser.add_argument("--subject", help="who it is for (default: the demo's person with the first role)")


def _ruleset(commands: Commands[_Parser]) -> None:
    about = "check, compare, simulate, export and adopt rulesets"
    parser = commands.add_parser("ruleset", help=about, description=f"{about[0].upper()}{about[1:]}.")
    below = parser.add_subparsers(required=True, metavar="COMMAND")
    lint = _plain(
        below, "lint", rulesets.lint, "print what is wrong with a ruleset file, exit 1 unless warnings are all"
    )
    lint.add_argument("file", type=Path, metavar="FILE")
    _plain(below, "schema", rulesets.schema, "print the JSON Schema of a ruleset file")
    does = "print what differs between two files: each change of a region's rules, or how two regions' rules differ"
    compare = _plain(below, "diff", ruleset_texts.compare, does)
    compare.add_argument("before", type=Path, metavar="A")
    compare.add_argument("after", type=Path, metavar="B")
    compare.add_argument("--language", choices=("sv", "en"), default="sv", help="sv (default) or en")
    table = _plain(below, "dmn", ruleset_texts.dmn, "print a file's classification as a decision table of DMN 1.3")
    table.add_argument("file", type=Path, metavar="FILE")
    export = _plain(below, "export", ruleset_texts.export, "print the adopted version that is in force, as a file")
    export.add_argument("--region", required=True, metavar="CODE", help="the region's code, such as 08")
    export.add_argument("--procedure", required=True, metavar="ID", help="the procedure that the ruleset governs")
    export.add_argument("--at", type=_day, metavar="DAY", help="in force on that day, YYYY-MM-DD (default: today)")
    adopt = _plain(below, "adopt", rulesets.adopt, "adopt a ruleset file for a region, as the operator")
    adopt.add_argument("file", type=Path, metavar="FILE")
    adopt.add_argument("--region", required=True, metavar="CODE", help="the region's code, such as 08")
    _simulate(below)


def _simulate(below: Commands[_Parser]) -> None:
    does = "print what a ruleset file would have come to over a region's history, case by case and in total"
    parser = _plain(below, "simulate", simulating.simulate, does)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--region", required=True, metavar="CODE", help="the region's code, such as 08")
    governs = "the day from which the draft would have governed, and the period's first (default: since ever)"
    parser.add_argument("--from", dest="since", type=_day, metavar="DATE", help=governs)
    parser.add_argument("--until", type=_day, metavar="DATE", help="the first day after the period (default: no end)")
    most = "how many of the cases to print, those that differ most (default 20)"
    parser.add_argument("--limit", type=_limit, default=20, metavar="N", help=most)


def _indicators(commands: Commands[_Parser]) -> None:
    about = "check a national list of indicators"
    parser = commands.add_parser("indicators", help=about, description=f"{about[0].upper()}{about[1:]}.")
    below = parser.add_subparsers(required=True, metavar="COMMAND")
    does = "print what is wrong with the file of a list, exit 1 unless warnings are all"
    _plain(below, "lint", indicators.lint, does).add_argument("file", type=Path, metavar="FILE")
    _plain(below, "schema", indicators.schema, "print the JSON Schema of such a file")


def _issuer(commands: Commands[_Parser]) -> None:
    about = "register and withdraw issuers of tokens, as the operator"
    below = commands.add_parser("issuer", help=about, description=f"{about[0].upper()}{about[1:]}.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    add = _plain(below, "register", issuers.register, "register an issuer, or register it anew")
    _whose(add.add_mutually_exclusive_group(required=True))
    add.add_argument("--iss", required=True, metavar="URL", help="the issuer, exactly as its tokens name it")
    add.add_argument("--jwks", required=True, metavar="URL", help="where its keys are published")
    add.add_argument("--audience", required=True, help="the audience of its tokens: TRAPPA_AUDIENCE")
    add.add_argument("--algorithm", action="append", choices=KEY_TYPES, help="may be repeated (default ES256)")
    add.add_argument("--roles-claim", metavar="CLAIM", help="the claim that names roles")
    add.add_argument("--unit-claim", metavar="CLAIM", help="the claim that names the care unit of a party, as UUID")
    add.add_argument(
        "--allow", action="append", metavar="ROLE", help="a role that its --roles-claim may give; none by default"
    )
    end = _plain(below, "withdraw", issuers.withdraw, "trust an issuer no longer")
    end.add_argument("--iss", required=True, metavar="URL")
    _of_region_or_platform(end)
    _plain(below, "list", issuers.show, "print every issuer")
    told = _plain(below, "history", issuers.history, "print what became of a region's issuers and seats")
    _of_region_or_platform(told)


def _whose(group: argparse._MutuallyExclusiveGroup) -> None:
    group.add_argument("--region", metavar="CODE", help="the region's code, such as 08")
    group.add_argument("--national", metavar="BODY", help="a national body")
    group.add_argument("--counterpart", metavar="ID", help="a counterpart of the regions, of tenants/counterparts.yaml")


def _of_region_or_platform(parser: _Parser) -> None:
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--region", metavar="CODE", help="the region's code, such as 08")
    group.add_argument("--platform", action="store_true", help="that of national bodies and counterparts")


def _seat(commands: Commands[_Parser]) -> None:
    about = "seat a region's first administrator, who seats everybody else over the API"
    below = commands.add_parser("seat", help=about, description=f"{about[0].upper()}{about[1:]}.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    add = _plain(below, "administrator", seats.administrator, "grant the seat of an administrator, as the operator")
    add.add_argument("--region", required=True, metavar="CODE", help="the region's code, such as 08")
    add.add_argument("--issuer", required=True, metavar="URL", help="an issuer that is registered for the region")
    add.add_argument("--subject", required=True, help="the person, as the issuer's tokens name it in `sub`")
    add.add_argument("--name", required=True, help="the person's name; stored encrypted")
    add.add_argument("--until", type=_instant, metavar="TIME", help="when the seat ends (ISO 8601 with offset)")


def _import(commands: Commands[_Parser]) -> None:
    about = "import a CSV file for a region, as the operator: all of it, or nothing where a row is wrong (exit 1)"
    below = commands.add_parser("import", help=about, description=f"{about[0].upper()}{about[1:]}.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    for name, run, what in (
        ("units", sheets.units, "care units, each with its agreement"),
        ("listed-counts", sheets.listed_counts, "how many persons are listed at units, month by month"),
    ):
        one = _plain(below, name, run, f"import {what}")
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument("--region", required=True, metavar="CODE", help="the region's code, such as 08")
        one.add_argument("--preview", action="store_true", help="check every row and write nothing")


def _replay(commands: Commands[_Parser]) -> None:
    does = "verify a region's hash chain and recompute every settled line and projection, exit 1 on any finding"
    parser = _plain(commands, "replay", replaying.replay, does)
    _of_region_or_platform(parser)
    parser.add_argument(
        "--as-of", type=_instant, metavar="TIME", help="also print each unit's sum as known then (ISO 8601 with offset)"
    )


def _export(commands: Commands[_Parser]) -> None:
    about = "print what leaves a region as a file"
    below = commands.add_parser("export", help=about, description=f"{about[0].upper()}{about[1:]}.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    settled = _plain(below, "settlement", exporting.settlement, "print a settled month for the system that pays")
    settled.add_argument("--region", required=True, metavar="CODE", help="the region's code, such as 08")
    settled.add_argument("--month", required=True, type=_month, metavar="MONTH", help="the settled month, YYYY-MM")
    settled.add_argument("--format", choices=exporting.FORMATS, default="json", help="json (default) or csv")


def _certificate(commands: Commands[_Parser]) -> None:
    does = "write a certificate of what a care unit owes, and the script that verifies it offline"
    parser = _plain(commands, "certificate", exporting.certificate, does)
    parser.add_argument("--region", required=True, metavar="CODE", help="the region's code, such as 08")
    parser.add_argument("--unit", required=True, metavar="ID", help="the care unit, as UUID or global id")
    parser.add_argument(
        "--from", dest="first", required=True, type=_month, metavar="MONTH", help="first month, YYYY-MM"
    )
    parser.add_argument("--until", required=True, type=_month, metavar="MONTH", help="last month, inclusive, YYYY-MM")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="where to write; made if it is not there"
    )
    parser.add_argument(
        "--known-at", type=_instant, metavar="TIME", help="as it was known then (ISO 8601 with offset; default: now)"
    )
    does = "verify a region's chain and print the root that certificates are compared with"
    parser = _plain(commands, "anchor", exporting.anchor, does)
    parser.add_argument("--region", required=True, metavar="CODE", help="the region's code, such as 08")
    parser.add_argument("--events", type=int, metavar="N", help="as of event N, such as a certificate states it")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) in _PORTS):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: allowed is a whole number from 1 to 65535")
    return int(text)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month: allowed is YYYY-MM") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: allowed is YYYY-MM-DD") from None


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) in _LIMITS):
        raise argparse.ArgumentTypeError(f"{text!r} is no limit: allowed is a whole number from 0 to {_LIMITS[-1]}")
    return int(text)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: allowed is ISO 8601 with an offset")
    return instant
