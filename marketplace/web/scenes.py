"""The drawings that come with the site: which there are, what each shows, and which suit a kind of listing.

They stand for a listing until its own photos exist, and show nothing that is claimed of it. Each is a file of
static/img/scenes; its address is ``asset_url(scene.asset)``.
"""

import json
from dataclasses import dataclass
from functools import cache

from marketplace.config import ROOT

INDEX = ROOT / "static" / "img" / "scenes" / "index.json"


@dataclass(frozen=True)
class Scene:
    """One drawing: its name (as a listing keeps it), its title, the kinds of listing it suits, and what it shows."""

    name: str
    title: str
    kinds: tuple[str, ...]
    alt: str

    @property
    def asset(self) -> str:
        """Its name among the assets."""
        return f"img/scenes/{self.name}.svg"


@cache
def scenes() -> tuple[Scene, ...]:
    """Every drawing, in the order of the index."""
    rows = json.loads(INDEX.read_text(encoding="utf-8"))
    return tuple(Scene(row["name"], row["title"], tuple(row["kinds"]), row["alt"]) for row in rows)


def scenes_for(kind: str) -> tuple[Scene, ...]:
    """Those that suit a kind of listing first, then all others."""
    return tuple(sorted(scenes(), key=lambda scene: kind not in scene.kinds))


def scene_called(name: str | None) -> Scene:
    """The drawing of this name; the signpost, which suits anything, for one that is not known."""
    by_name = {scene.name: scene for scene in scenes()}
    return by_name.get(name or "", by_name["signpost"])
