"""Who walks through the golden breaks: people of the demo, by their first names, each with a browser of their own."""

from dataclasses import dataclass, field

from scripts.golden.site import Site
from scripts.golden.visitor import Look, Visitor

PEOPLE = {
    "Isobel": "isobel@cranston.example",
    "Callum": "callum@cranston.example",
    "Gordon": "gordon@laidlaw.example",
    "Jean": "jean@laidlaw.example",
    "Grant": "grant@blyth.example",
    "Iain": "iain.bell@carerscorner.example",
    "Mhairi": "mhairi.scott@borders-council.example",
    "Elspeth": "elspeth.kerr@cheviotcircle.example",
    "Tam": "tam@lull.example",
    "Ruth": "ruth.cockburn@mersehousing.example",
    "Kit": "kit.purves@mersehousing.example",
    "Kirsty": "kirsty.dalgleish@tweedpabank.example",
    "Robbie": "robbie.hogarth@blackadder.example",
    "Flora": "flora.swan@stanemoor.example",
    "Davie": "davie.aitchison@mersehousing.example",
    "Alan": "alan.forsyth@cuddybridge.example",
    "Morven": "morven.ballantyne@leithensupport.example",
    "Moira": "moira.dickson@venlaw.example",
}


@dataclass
class Cast:
    """Those who have come in so far. ``look``: who looks hard at each of their pages, besides."""

    site: Site
    look: Look | None = None
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Visitor:
        """Somebody who is signed in: they sign in when they are first called."""
        if name not in self.visitors:
            visitor = Visitor(name, self.site.address, PEOPLE[name], look=self.look)
            visitor.sign_in()
            self.visitors[name] = visitor
        return self.visitors[name]

    @property
    def pages(self) -> set[str]:
        """The pages that any of them saw, each of one shape once."""
        return {shape for visitor in self.visitors.values() for shape in visitor.walked}

    @property
    def requests(self) -> int:
        """How many pages they opened in all."""
        return sum(len(visitor.walked) for visitor in self.visitors.values())
