"""The pots a reader may see, and the statement of one as a page."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from flask import current_app, g, render_template, request

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.budgets.balance import OnItsWay
from marketplace.budgets.forecast import Forecast
from marketplace.budgets.models import Pot
from marketplace.budgets.queries import pots as queries
from marketplace.budgets.queries.accounts import may_account
from marketplace.budgets.queries.beside_bank import beside_bank
from marketplace.budgets.queries.dated_money import DatedMoney, dated_money
from marketplace.budgets.queries.fee_rates import fee_words
from marketplace.budgets.queries.returns import has_returns
from marketplace.budgets.queries.statements import latest_stated, months_of, statement
from marketplace.budgets.services import pots as services
from marketplace.budgets.sorts import SettlesBy, ways_words
from marketplace.budgets.statement import Line, Month, PaidFor, Told
from marketplace.budgets.views.blueprint import blueprint
from marketplace.budgets.welfare import welfare
from marketplace.people.services.persons import look_at
from marketplace.web.access import requires
from marketplace.web.paging import asked_page, pages

WHAT_FOR = "what_for"
"""Names the extension of the app that says, of references and to a reader, what each was paid for.

``Callable[[Collection[str], Viewer], Mapping[str, PaidFor]]``, wired in by whoever leaves references.
"""

AS_FUNDERS_READ = "as_funders_read"
"""Names the extension of the app that says the same as any funder may read it, whoever has the paper drawn (R54).

``Callable[[Collection[str]], Mapping[str, PaidFor]]``, wired in by whoever leaves references.
"""

PAPERS_OF = "papers_of"
"""Names the extension of the app that says, of movements, who was paid and by which papers.

``Callable[[Collection[Line]], Mapping[Line, Told]]``, wired in by whoever leaves references.
"""

COMING_BACK = "coming_back"
"""Names the extension of the app that says what was paid from a pot and is on its way back to it.

``Callable[[Pot], OnItsWay]``, wired in by whoever sends them back.
"""


@blueprint.get("/money")
@requires(Permission.SEE_MONEY)
def pots() -> str:
    """Every pot the reader may see, by person."""
    found = queries.my_money(viewer=g.reader, page=asked_page())
    services.look_over(found, by=g.reader)
    pager = pages(found.number, found.total, queries.PAGE_SIZE)
    return render_template("budgets/pots.html", money=found, pager=pager, may_account=may_account(g.reader))


@blueprint.get("/people/<ref>/money")
@requires(Permission.SEE_MONEY)
def pots_of(ref: str) -> str:
    found = queries.money_of(ref, viewer=g.reader)
    look_at(ref, what="pots of money", by=g.reader)
    return render_template("budgets/pots_of.html", one=queries.money_of(ref, viewer=g.reader), person=found.person)


@blueprint.get("/money/<ref>")
@requires(Permission.SEE_MONEY)
def pot(ref: str) -> str:
    """One pot, and its statement of a month."""
    found = services.look_at(ref, by=g.reader)
    months = months_of(found.pot)
    month = asked_month(months)
    shown = statement(found.pot, first_on=month.first_on, last_on=month.last_on)
    row = queries.row_of(found.pot)
    dated = dated_money([found.pot])[found.pot.id] if row.is_counted else None
    said = what_for_lines(shown.lines)
    return render_template(
        "budgets/pot.html",
        pot=found.pot,
        rights=found.rights,
        row=row,
        coming_back=_coming_back(found.pot),
        dated=dated,
        by_the_end=_by_the_end(found.pot, dated, row),
        stated=latest_stated(found.pot),
        fee=fee_words(found.pot),
        paid=ways_words(map(SettlesBy, found.pot.sort.settles_by)),
        statement=shown,
        what_for=said,
        papers=papers_of(shown.lines),
        matters=welfare(shown.lines, said),
        has_returns=has_returns(found.pot),
        beside=beside_bank([found.pot], month).get(found.pot.id),
        months=months,
        month=month,
        is_instead=is_instead(month),
        is_over=month.last_on < clock.today(),
    )


def _coming_back(pot: Pot) -> OnItsWay:
    says = current_app.extensions.get(COMING_BACK)
    found: OnItsWay = says(pot) if says else OnItsWay()
    return found


def _by_the_end(pot: Pot, dated: DatedMoney | None, row: queries.PotRow) -> Forecast | None:
    """What is free on the last day of a pot that has still to come, as far as its money is counted."""
    if dated is None or not dated.is_any or row.is_unsaid or pot.ends_on is None or pot.ends_on <= clock.today():
        return None
    return dated.free_by(pot.ends_on, row.balance.free_pence)


def asked_month(months: Sequence[Month]) -> Month:
    """The month asked for when there is one; the latest otherwise."""
    asked = Month.read(asked_text())
    return asked if asked is not None and asked in months else months[0]


def is_instead(month: Month) -> bool:
    """Whether another month was asked for, that there is not: a page then says so, and no file is made."""
    return asked_text() not in ("", str(month))


def asked_text() -> str:
    """The month asked for, as it stands in the address; nothing where none is."""
    return request.args.get("month", "").strip()


def asked_funder() -> str:
    """The name of the funder asked for, as it stands in the address; nothing where none is."""
    return request.args.get("funder", "").strip()


def what_for_lines(lines: Iterable[Line]) -> Mapping[str, PaidFor]:
    """What each movement was for, as the reader may know it."""
    return what_for({line.reference for line in lines if line.reference})


def what_funders_read(lines: Iterable[Line]) -> Mapping[str, PaidFor]:
    """What each movement was for, as any funder may read it."""
    says = current_app.extensions.get(AS_FUNDERS_READ)
    found: Mapping[str, PaidFor] = says({line.reference for line in lines if line.reference}) if says else {}
    return found


def papers_of(lines: Collection[Line]) -> Mapping[Line, Told]:
    """Who was paid by each movement that was for something, and its papers."""
    says = current_app.extensions.get(PAPERS_OF)
    found: Mapping[Line, Told] = says([line for line in lines if line.reference]) if says else {}
    return found


def what_for(references: Collection[str]) -> Mapping[str, PaidFor]:
    """What each of these references is for, as the reader may know it."""
    says = current_app.extensions.get(WHAT_FOR)
    found: Mapping[str, PaidFor] = says(references, g.reader) if says and references else {}
    return found
