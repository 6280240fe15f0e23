"""Looks that are put on record: at somebody else's break, and at what a request tells of a person (R54)."""

from dataclasses import replace

from marketplace import audit
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import NotGiven
from marketplace.booking.queries.answering import RequestPage
from marketplace.booking.queries.breaks import page_of
from marketplace.booking.queries.cases import Asked
from marketplace.booking.queries.known import break_as, known_break
from marketplace.booking.queries.not_given import one_to_decide
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.papers import paper_for
from marketplace.booking.queries.powers_ending import powers_ending
from marketplace.booking.queries.printing import LetterPage, letter_to_print
from marketplace.booking.queries.requests import line_asked, request_of
from marketplace.booking.queries.to_decide import asked_without_council
from marketplace.db import transaction
from marketplace.files import StoredFile


def look_at_break(ref: str, *, by: Viewer) -> BreakPage:
    """A break for ``by`` to read, and a record of the look for each of its people. One's own is not recorded."""
    known = known_break(ref, viewer=by)
    found = replace(page_of(known), powers=powers_ending(known))
    others = [one.ref for one in known.break_.everyone if not known.standing(one).is_self]
    if others:
        task = str(by.role or "reader").replace("_", " ")
        with transaction():
            for person_ref in others:
                audit.saw("break", about=f"person:{person_ref}", task=task, by=by.actor)
    return found


def look_at_ask(ref: str, *, rule_id: str, line_ref: str, pot_ref: str, by: Viewer) -> Asked:
    """What a rule asks of a break without a council, for the brokerage to read, and a record of the look."""
    found = asked_without_council(ref, rule_id=rule_id, line_ref=line_ref, pot_ref=pot_ref, viewer=by)
    look_at_what_is_asked(ref, by=by)
    return found


def look_at_what_is_asked(ref: str, *, by: Viewer) -> None:
    """A record that the brokerage looks at what a rule asks of a break, or of a swap in it."""
    people = [one.ref for one in break_as(ref, viewer=by).break_.everyone]
    with transaction():
        for person_ref in people:
            audit.saw("what a rule asks", about=f"person:{person_ref}", task="deciding", by=by.actor)


def look_at_paper(ref: str, file_ref: str, *, by: Viewer) -> StoredFile:
    """A letter or another paper of a break, to be kept, and a record of the look for each of its other people."""
    found = paper_for(ref, file_ref, viewer=by)
    known = break_as(ref, viewer=by)
    others = [one.ref for one in known.break_.everyone if not known.standing(one).is_self]
    task = str(by.role or "reader").replace("_", " ")
    with transaction():
        for person_ref in others:
            audit.saw("paper of a break", about=f"person:{person_ref}", task=task, by=by.actor)
    return found


def look_at_not_given(ref: str, *, by: Viewer) -> NotGiven:
    """A part of which family and provider differ, for the brokerage to read, and a record of the look."""
    word = one_to_decide(ref, viewer=by)
    with transaction():
        for person in word.line.break_.principals:
            audit.saw("whom to call", about=f"person:{person.ref}", task="deciding", by=by.actor)
    return word


def look_at_letter(ref: str, *, by: Viewer) -> LetterPage:
    """A letter to print, and a record of the look at whom it is for."""
    found = letter_to_print(ref, viewer=by)
    if found.reader:
        with transaction():
            audit.saw("letter", about=found.reader, task="printing a letter", by=by.actor)
    return found


def look_at_request(line_ref: str, *, by: Viewer) -> RequestPage:
    """A request for its provider to read, and a record of the look at needs, and at what keeps the person safe."""
    found = request_of(line_ref, viewer=by)
    line = line_asked(line_ref, viewer=by)
    people = [person.ref for person in line.break_.people_for(line.for_whom)]
    with transaction():
        for ref in people:
            audit.saw("needs", about=f"person:{ref}", task="request", by=by.actor)
            if found.safety:
                audit.saw("what keeps them safe", about=f"person:{ref}", task="request", by=by.actor)
    return found
