"""Which of the two media types of GraphQL over HTTP an answer has."""

from __future__ import annotations

from typing import Final

JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"
_ANY: Final = ("application/*", "*/*")


def prefers_graphql_json(accepted: str) -> bool:
    """Whether Accept names application/graphql-response+json and nothing before it; a wildcard stands for JSON."""
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        media, *parameters = (one.strip().lower() for one in part.split(";"))
        weights[media] = max(weights.get(media, 0.0), _weight(parameters))
    graphql = weights.get(GRAPHQL_JSON, 0.0)
    plain = next((weights[one] for one in (JSON, *_ANY) if one in weights), 0.0)
    return graphql > 0 and graphql >= plain


def _weight(parameters: list[str]) -> float:
    for one in parameters:
        name, _, value = one.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
