"""The page of joining, line by line: what is done, what is missing, and the very page where it is answered."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import url_for

from marketplace.listings.joining import ProviderSort, Step
from marketplace.listings.queries.joining import Begun, JoiningPage, StepRow
from marketplace.listings.questions import RULES_OF_PAS
from marketplace.listings.views.saving import part_href, rule_href
from marketplace.rules.registry import named


@dataclass(frozen=True)
class Line:
    """One thing. ``href``: where it is answered; ``note`` what there is to know of it."""

    words: str
    href: str
    is_done: bool
    note: str = ""
    is_next: bool = False


@dataclass(frozen=True)
class Group:
    """The lines of the provider itself, or of one listing. ``ask_ref``: it is ready to be asked for."""

    name: str
    lines: tuple[Line, ...]
    ask_ref: str = ""
    note: str = ""


def lines(found: JoiningPage) -> tuple[Group, ...]:
    """All groups; of all that is missing the first thing is next."""
    groups = [Group("You", tuple(_of_provider(found))), *(_of_listing(one, found) for one in found.begun)]
    for place, group in enumerate(groups):
        if missing := next((line for line in group.lines if not line.is_done), None):
            marked = (replace(line, is_next=line is missing) for line in group.lines)
            groups[place] = replace(group, lines=tuple(marked))
            break
        if group.ask_ref:
            break
    return tuple(groups)


def _of_provider(found: JoiningPage) -> Iterator[Line]:
    for row in found.steps:
        href = url_for("listings.join_step", step=row.step.value)
        yield Line(row.step.label, href, row.is_done, _note(row, found))
    if found.needs_pa:
        yield Line(_first_pa(found), url_for("listings.new_pa"), is_done=False)
    if found.next_step is None:
        for kind in found.to_begin:
            href = url_for("listings.join_offer", kind=kind.value)
            yield Line(f"Begin a listing: {kind.label}", href, is_done=False)


def _first_pa(found: JoiningPage) -> str:
    is_alone = found.joining is not None and found.joining.sort is ProviderSort.SOLE_PA
    if is_alone or found.provider.is_individual:
        return "Yourself as a PA: your birthday, and your PVG scheme"
    return "Your first PA: who they are, and their PVG scheme"


def _note(row: StepRow, found: JoiningPage) -> str:
    number = found.joining.registration_number if found.joining else ""
    if row.step is not Step.REGISTRATION or not number:
        return ""
    if found.registration is None:
        return f"{number} is not in the public register. Look at it again, or call us."
    active = "" if found.registration.is_active else ", not active"
    return f"The public register says: {found.registration.name}, {found.registration.service_type}{active}."


def _of_listing(begun: Begun, found: JoiningPage) -> Group:
    listing = begun.offer.listing
    row, here = begun.offer.row, url_for("listings.offer", ref=listing.ref)
    if row.waits_since:
        asked = Line("You have asked for publication. We check it now", here, is_done=True)
        return Group(listing.title, (asked, *(line for line in _of_begun(begun, found) if not line.is_done)))
    note = row.sent_back_because or row.refused_because or listing.hidden_because or ""
    done = tuple(_of_begun(begun, found))
    return Group(listing.title, done, listing.ref if begun.is_ready and begun.offer.can_ask else "", note)


def _of_begun(begun: Begun, found: JoiningPage) -> Iterator[Line]:
    listing = begun.offer.listing
    yield Line("What families look for first", part_href(listing, begun.offer.parts[0].part), is_done=True)
    for gap in begun.offer.row.missing:
        yield Line(gap.words, part_href(listing, gap.part), is_done=False)
    for result in begun.offer.results:
        if result.stops and not (found.needs_pa and result.rule_id in RULES_OF_PAS):  # that line stands above
            note = f"{result.instead} ({named(result.rule_id)})"
            yield Line(result.sentence, rule_href(listing, result), is_done=False, note=note)
    for one in begun.papers:
        kind = one.need.kind
        href = url_for("listings.put_in_paper", paper_kind=kind.value, about_ref=one.need.ref)
        words = f"Put in: {kind.label}{', ' + one.need.whose if one.need.whose else ''}"
        yield Line(words, href, is_done=False, note=kind.text.hint)
