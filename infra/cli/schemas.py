"""`trappa schema`: what the service's interfaces are, as the project keeps them."""

from __future__ import annotations

import argparse

from infra.http.national_openapi import openapi_text
from schema.build import build
from schema.national.build import build as build_national


def regional(_given: argparse.Namespace) -> int:
    print(build().as_str())
    return 0


def national(_given: argparse.Namespace) -> int:
    print(build_national().as_str())
    return 0


def rest(_given: argparse.Namespace) -> int:
    print(openapi_text())
    return 0
