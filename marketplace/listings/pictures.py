"""The drawn scenes that stand for a listing until its provider puts up photographs."""

import json
from dataclasses import dataclass
from functools import cache

from marketplace.access_facts.kinds import ListingKind
from marketplace.config import ROOT

SCENES = ROOT / "static" / "img" / "scenes" / "index.json"


@dataclass(frozen=True)
class Picture:
    """One drawing: its file's name without ``.svg``, its title, the kinds of listing it suits, and what it shows."""

    name: str
    title: str
    kinds: frozenset[ListingKind]
    alt: str


@cache
def scenes() -> tuple[Picture, ...]:
    """Every drawing, in the order of the list."""
    entries = json.loads(SCENES.read_text(encoding="utf-8"))
    return tuple(
        Picture(entry["name"], entry["title"], frozenset(ListingKind(kind) for kind in entry["kinds"]), entry["alt"])
        for entry in entries
    )


def for_kind(kind: ListingKind) -> tuple[Picture, ...]:
    """The drawings that a listing of this kind may choose."""
    return tuple(picture for picture in scenes() if kind in picture.kinds)


@cache
def of(name: str | None, kind: ListingKind) -> Picture:
    """The drawing called ``name``, else the first that suits the kind of listing."""
    chosen = next((picture for picture in scenes() if picture.name == name), None)
    return chosen or next(iter(for_kind(kind)), scenes()[0])
