"""Pot statements to take away, of one pot and of all of one person: a page, a spreadsheet, a paper (tagged PDF)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from urllib.parse import quote

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.beside_bank import beside_bank
from marketplace.budgets.queries.person_statements import PersonMonth, PotMonth, person_month, seen_pots
from marketplace.budgets.queries.pots import rights_on
from marketplace.budgets.queries.statements import months_of, statement
from marketplace.budgets.services import pots as services
from marketplace.budgets.spreadsheet import WhatFor, as_csv, as_csv_of
from marketplace.budgets.statement import Line, Month, PaidFor, Told, no_such_month
from marketplace.budgets.views.blueprint import blueprint
from marketplace.budgets.views.reading import (
    asked_funder,
    asked_month,
    asked_text,
    is_instead,
    papers_of,
    what_for_lines,
    what_funders_read,
)
from marketplace.budgets.welfare import welfare
from marketplace.errors import NotFound
from marketplace.people.services.persons import look_at
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.pdf import NOT_HERE, NoPdf, pdf_answer


@blueprint.get("/money/<ref>/statement.csv")
@requires(Permission.SEE_MONEY)
def pot_csv(ref: str) -> Response:
    """The statement of a month for a spreadsheet."""
    found = services.look_at(ref, by=g.reader)
    month = _month_of(found.pot)
    shown = statement(found.pot, first_on=month.first_on, last_on=month.last_on)
    coding = found.pot.coding if found.rights.may_see_coding else ""
    text = as_csv(shown, told_of(shown.lines), coding=coding)
    return csv_answer(text, f"{found.pot.name} {month}")


@blueprint.get("/money/<ref>/statement.pdf")
@requires(Permission.SEE_MONEY)
def pot_pdf(ref: str) -> Answer:
    """The statement of a month as a paper: the money half, then the welfare half."""
    found = services.look_at(ref, by=g.reader)
    month = _month_of(found.pot)
    shown = statement(found.pot, first_on=month.first_on, last_on=month.last_on)
    what_for = what_for_lines(shown.lines)
    try:
        return pdf_answer(
            "pdf/statement.html",
            file_name=f"statement-{month}.pdf",
            heading=f"Pot statement, {month.words}: {found.pot.name}",
            person=found.pot.person,
            pots=[PotMonth(found.pot, shown, beside_bank([found.pot], month).get(found.pot.id))],
            what_for=what_for,
            papers=papers_of(shown.lines),
            matters=welfare(shown.lines, what_for),
            is_over=month.last_on < clock.today(),
        )
    except NoPdf:
        return no_pdf("budgets.pot", ref=ref, month=str(month))


@blueprint.get("/people/<ref>/money/statement")
@requires(Permission.SEE_MONEY)
def person_statement(ref: str) -> str:
    """All pots of one person in one month, or those of one funder alone: what moved, and what it was for."""
    found = _person_month(ref)
    return render_template(
        "budgets/person_statement.html", found=found, is_instead=is_instead(found.month), **_halves(found)
    )


@blueprint.get("/people/<ref>/money/statement.csv")
@requires(Permission.SEE_MONEY)
def person_csv(ref: str) -> Response:
    """The same for a spreadsheet."""
    found = _person_file(ref)
    several = ((one.pot.name, _coding_of(one.pot), one.statement) for one in found.pots)
    text = as_csv_of(several, _told_by(_what_for(found), _lines(found)))
    name = " ".join(filter(None, (found.person.name, found.funder, str(found.month))))
    return csv_answer(text, name)


@blueprint.get("/people/<ref>/money/statement.pdf")
@requires(Permission.SEE_MONEY)
def person_pdf(ref: str) -> Answer:
    """The same as a paper."""
    found = _person_file(ref)
    try:
        return pdf_answer(
            "pdf/statement.html",
            file_name=f"statement-{found.month}.pdf",
            heading=f"Pot statements, {found.month.words}: {found.person.name}",
            person=found.person,
            pots=found.pots,
            funder=found.funder,
            **_halves(found),
        )
    except NoPdf:
        return no_pdf("budgets.person_statement", ref=ref, month=str(found.month), funder=found.funder or None)


def csv_answer(text: str, name: str) -> Response:
    """A spreadsheet to keep, under a name that may hold any letters."""
    answer = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    quoted = quote(f"{name}.csv", safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename=\"statement.csv\"; filename*=UTF-8''{quoted}"
    answer.cache_control.no_store = True
    return answer


def no_pdf(endpoint: str, **values: str | None) -> Response:
    """Back to the page, which can be printed, where no PDF can be drawn."""
    flash(NOT_HERE, "note")
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]


def told_of(lines: Collection[Line]) -> WhatFor:
    """What each of these lines was for, as the reader may know it, and its papers."""
    return _told_by(what_for_lines(lines), lines)


def _told_by(what_for: Mapping[str, PaidFor], lines: Collection[Line]) -> WhatFor:
    papers = papers_of(lines)

    def told(line: Line) -> Told:
        words = what_for[line.reference].words if line.reference in what_for else ""
        return replace(papers.get(line, Told("")), words=words, outcome="")

    return told


def _coding_of(pot: Pot) -> str:
    """Where it is booked, for readers who book by it."""
    return pot.coding if rights_on(pot, viewer=g.reader).may_see_coding else ""


def says_of(what_for: Mapping[str, PaidFor]) -> Callable[[str], str]:
    """What each reference was for, in words alone."""
    return lambda reference: what_for[reference].words if reference in what_for else ""


def _month_of(pot: Pot) -> Month:
    """The month of a pot that a file is asked of: the latest where none is named, and never one for another."""
    there = months_of(pot)
    month = asked_month(there)
    if is_instead(month):
        raise NotFound(no_such_month("statement of this pot", there))
    return month


def _person_file(ref: str) -> PersonMonth:
    """The month that a file is asked of, as for one pot."""
    found = _person_month(ref)
    if is_instead(found.month):
        raise NotFound(no_such_month("pot statement", found.months))
    return found


def _person_month(ref: str) -> PersonMonth:
    """The month that is asked for, with a record of the look; none where there is nothing to see."""
    funder = asked_funder()
    seen_pots(ref, viewer=g.reader, funder=funder)
    look_at(ref, what="pot statement", by=g.reader)
    return person_month(ref, Month.read(asked_text()), viewer=g.reader, funder=funder)


def _lines(found: PersonMonth) -> list[Line]:
    return [line for one in found.pots for line in one.statement.lines]


def _what_for(found: PersonMonth) -> Mapping[str, PaidFor]:
    """What they were for: on what is for a funder as that funder may read it, whoever has it drawn."""
    return what_funders_read(_lines(found)) if found.funder else what_for_lines(_lines(found))


def _halves(found: PersonMonth) -> dict[str, object]:
    lines = _lines(found)
    what_for = _what_for(found)
    is_over = found.month.last_on < clock.today()
    matters = welfare(lines, what_for)
    return {"what_for": what_for, "papers": papers_of(lines), "matters": matters, "is_over": is_over}
