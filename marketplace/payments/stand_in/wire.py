"""The wire as Stripe speaks it: parameters nested in form names come in, JSON documents go out."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

Document = dict[str, Any]
"""An object as it is on the wire. A name that begins with _ is kept and never sent."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: ``form`` as it came, of the query or of the body; ``headers`` by their small-letter names."""

    method: str
    path: str
    form: str
    headers: Mapping[str, str]

    def fields(self) -> dict[str, str]:
        """A plain form's fields by name."""
        return dict(parse_qsl(self.form, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


def as_json(document: Document, status: int = 200) -> Answer:
    """A document as an answer."""
    return Answer(status, json.dumps(document).encode())


def seen(document: Document) -> Document:
    """The document without what is the stand-in's own."""
    return {
        name: seen(value) if isinstance(value, dict) else value
        for name, value in document.items()
        if not name.startswith("_")
    }


def new_id(kind: str) -> str:
    """A name that nothing else has: ``pi_4f2a...``."""
    return f"{kind}_{secrets.token_hex(12)}"


def nested(form: str) -> Document:
    """The parameters of a form: ``a[b][0][c]=1`` becomes ``{"a": {"b": {"0": {"c": "1"}}}}``."""
    parameters: Document = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        *path, last = name.replace("]", "").split("[")
        place = parameters
        for step in path:
            deeper = place.setdefault(step, {})
            place = deeper if isinstance(deeper, dict) else {}
        place[last] = value
    return parameters
