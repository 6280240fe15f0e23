"""What whoever arranges a break does on its pages: starts it, adds parts from a search, says who pays, holds, asks."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.golden.days import Weekend
from scripts.golden.seen import state_of
from scripts.golden.visitor import Page, Visitor

SECONDS_TO_CHARGE = 30


@dataclass(frozen=True)
class Shift:
    """A row of a form about times: a day counted from the Friday, from when to when; who, where somebody is named."""

    day: int
    start: str
    end: str
    who: str = ""


@dataclass
class Arranging:
    """One break in the hands of whoever arranges it. ``where``: the address of its page."""

    by: Visitor
    weekend: Weekend
    where: str = ""
    title: str = ""

    def start(self, title: str, *, town: str, starts: Shift, ends: Shift, whose: str, needs_cover: bool) -> Page:
        """From "My breaks" to the ways to add a part; who is in it was filled in before."""
        by = self.by
        by.fill("What do you call this break?", title)
        by.tick(whose, under="Whose break is it?")
        by.fill("First day", self.weekend.typed(starts.day))
        by.fill("Starts at", starts.start)
        by.fill("Last day", self.weekend.typed(ends.day))
        by.fill("Ends at", ends.end)
        by.fill("Town, if you know it", town)
        by.tick("Yes" if needs_cover else "No", under="Must somebody be there all the time?")
        by.press("Keep it and go on")
        self.where, self.title = by.page.url.removesuffix("/add"), title
        return by.page

    def break_page(self) -> Page:
        """Back on the page of the break."""
        return self.by.open(self.where)

    def when_confirmed(self) -> Page:
        """The page of the break once its cards are charged, or as it is when that takes too long."""
        last = time.monotonic() + SECONDS_TO_CHARGE
        while state_of(self.break_page()) == "being confirmed" and time.monotonic() < last:
            time.sleep(0.2)
        return self.by.page

    def choose(self, way: str, listing: str, unit: str = "") -> Page:
        """From the break to the form of one listing: by a way to add, the search it leads to and the listing's page.

        What was looked for a break is added to it, and not asked again to which.
        """
        by = self.by
        by.open(self.where)
        by.follow("Add a part")
        by.follow(way)
        by.follow(listing)
        by.follow("Add to my break")
        if unit:
            by.follow(unit)
        return by.page

    def add_nights(self, way: str, listing: str, *, nights: int, guests: int, room: str = "") -> Page:
        """Nights from the Friday."""
        self.choose(way, listing)
        self.by.fill("First night", self.weekend.typed(0))
        self.by.fill("Day you leave", self.weekend.typed(nights))
        self.by.fill("How many people sleep there?", str(guests))
        if room:
            self.by.fill("Which room or unit?", room)
        return self.by.press("Add it to my break")

    def add_times(self, rows: Sequence[Shift], *, row: str, is_counted: bool = False, asks: str = "") -> Page:
        """Fill in the rows of the form that is open, and add it. ``is_counted``: one of each, as journeys are."""
        by = self.by
        if sum(legend.startswith(f"{row} ") for legend in by.page.questions) < len(rows):
            by.press("More rows")
        for number, legend in enumerate(one for one in by.page.questions if one.startswith(f"{row} ")):
            self._fill_row(legend, rows[number] if number < len(rows) else None, is_counted=is_counted)
        if asks:
            by.fill("What the provider needs to know for this part", asks)
        return by.press("Add it to my break")

    def _fill_row(self, legend: str, shift: Shift | None, *, is_counted: bool) -> None:
        by = self.by
        if is_counted:
            by.fill("How many", "1" if shift else "", under=legend)
        if shift is None:
            for label in () if is_counted else ("From", "Until"):
                by.fill(label, "", under=legend)
            return
        if not shift.start:
            return
        by.fill("Day", self.weekend.listed(shift.day), under=legend)
        by.fill("From", shift.start, under=legend)
        by.fill("Until", shift.end, under=legend)
        if shift.who:
            by.fill("Who", shift.who, under=legend)

    def pay(self, part: str, amounts: Mapping[str, str], *, outcome: str) -> Page:
        """Say who pays for one part: an amount or a per cent for each pot, and what it is for, where that is asked."""
        by = self.by
        by.open(f"{self.where}/who-pays")
        by.follow(f"Say who pays for {part},")
        for pot, amount in amounts.items():
            by.fill(f"How much from {pot}?", amount)
            for_what = f"What is the money from {pot} for?"
            if for_what in by.page.labels:
                by.fill(for_what, outcome)
        return by.press("Save who pays")

    def who_pays(self) -> Page:
        """The page of who pays."""
        return self.by.open(f"{self.where}/who-pays")

    def hold(self) -> Page:
        """Hold all of it."""
        self.by.open(self.where)
        self.by.follow("Hold all of it")
        return self.by.press("Hold all of it")

    def ask(self) -> Page:
        """Ask everyone; no longer time is asked for, where the page offers that."""
        by = self.by
        by.open(self.where)
        by.follow("Ask everyone")
        for label in by.page.labels:
            if label.startswith("Go on with"):
                by.tick(label)
        return by.press("Ask everyone")
