"""`trappa indicators`: lint, schema."""

from __future__ import annotations

import argparse
import json

from infra.cli.failures import file_text
from service.national.form import national_schema
from service.national.load import problems_in


def lint(given: argparse.Namespace) -> int:
    found = problems_in(file_text(given.file), file=str(given.file))
    for problem in found:
        print(problem)
    if not found:
        print(f"{given.file}: inga problem · no problems")
    return int(any(one.severity == "ERROR" for one in found))


def schema(_given: argparse.Namespace) -> int:
    print(json.dumps(national_schema(), ensure_ascii=False, indent=2))
    return 0
