"""Holding a break and letting it go, asking for it, the yes of each pot, papers, cancelling."""

from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.errors import ClockMayEndLater, LineClash, Missing, NoLongerFree, NotCovered, RulesSayNo
from marketplace.booking.forms.deciding import (
    CancelForm,
    ConsentForm,
    LetterForm,
    LongerForm,
    ProtectionForm,
    ToldForm,
    WayForm,
)
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.cancel_costs import cancel_cost
from marketplace.booking.queries.cases import case_of_break
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.money_rows import PotPart
from marketplace.booking.queries.not_given import open_among
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.powers_ending import powers_ending
from marketplace.booking.queries.requesting import request_terms
from marketplace.booking.services.breaks import protection_stamp
from marketplace.booking.views import blueprint
from marketplace.booking.views.desk import asks_of
from marketplace.booking.views.saving import onward, pot_of, saved, shown, to_arrange
from marketplace.booking.views.signs import look_instead, looks_instead
from marketplace.budgets.balance import Shortfall
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.budgets.sorts import SettlesBy
from marketplace.errors import Conflict, MarketplaceError, NotAllowed, Refused
from marketplace.money import format_pence
from marketplace.rules.results import Result
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.easy import easily
from marketplace.web.forms import Form, page
from marketplace.wording import moment

IN_THE_WAY = (NoLongerFree, NotEnoughMoney, NotCovered, RulesSayNo, Refused, Conflict)
"""What may be in the way of a hold."""


@dataclass(frozen=True)
class InTheWay:
    """Everything that keeps a break from being held. ``message`` where it is none of the others."""

    status: int
    message: str = ""
    clashes: tuple[LineClash, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    missing: tuple[Missing, ...] = ()
    results: tuple[Result, ...] = ()


@blueprint.route("/breaks/<ref>/hold", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def hold(ref: str) -> Answer:
    """What is going to be held; then all of it or nothing, and what is in the way."""
    form = Form()
    if form.is_sent:
        try:
            held = services.hold(ref, by=g.reader)
        except IN_THE_WAY as refusal:
            return not_held(ref, in_the_way(refusal))
        for short in held.warnings:
            flash(
                f"{short.name}: {format_pence(short.short_pence)} more is set aside than is said to be in it.", "note"
            )
        return onward(f"{_what(shown(ref))} is held for you until {moment(held.until)}.", ref=ref)
    found = to_arrange(ref)
    if moved := services.figure_fees_anew(ref, by=g.reader):
        found = to_arrange(ref)
        for fee in moved:
            flash(f"{fee.words}. It is worked out again on the day of the hold.", "note")
    return render_template("booking/hold.html", found=found, form=form, way=None, looks_instead=looks_instead(found))


def in_the_way(refusal: MarketplaceError) -> InTheWay:
    """What a refused hold says, part by part."""
    match refusal:
        case NoLongerFree():
            return InTheWay(refusal.status, clashes=refusal.clashes)
        case NotEnoughMoney():
            return InTheWay(refusal.status, shortfalls=tuple(refusal.shortfalls))
        case NotCovered():
            return InTheWay(refusal.status, missing=refusal.missing)
        case RulesSayNo():
            return InTheWay(refusal.status, results=refusal.results)
        case _:
            return InTheWay(refusal.status, message=refusal.message)


@blueprint.route("/breaks/<ref>/let-go", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def let_go(ref: str) -> Answer:
    """Ask once more, then let all of it go."""
    form = Form()
    if form.is_sent:
        services.let_go(ref, rest_only=request.args.get("rest") == "yes", by=g.reader)
        return onward(_let_go_words(shown(ref)), ref=ref)
    return page("booking/let_go.html", form, found=to_arrange(ref))


def _what(found: BreakPage) -> str:
    """What is held now."""
    if found.stages is None:
        return "All of it"
    return found.stages.first if found.stages.is_first_only else "The rest"


def _let_go_words(found: BreakPage) -> str:
    if found.state is BreakState.PART_KEPT and found.stages is not None:
        return f"The rest is let go. {found.stages.first} is kept for you still."
    return "Nothing is held now. You can change anything, and hold it again."


@blueprint.route("/breaks/<ref>/ask", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def ask_all(ref: str) -> Answer:
    """Ask everyone whose yes it needs. Where the council may answer too late, that is said first (R47)."""
    found = to_arrange(ref)
    if request.method == "GET" and not found.rights.may_request:
        flash(f"{found.state.sentence}. It is asked for while it is held.", "note")
        return redirect(url_for("booking.break_page", ref=ref), 303)
    terms = request_terms(ref, viewer=g.reader)
    form: Form = Form()
    is_later = terms.is_clock_later and terms.clock_ends_at is not None and found.state is BreakState.HELD
    if is_later and terms.clock_ends_at:
        form = LongerForm(until_words=moment(terms.until), longer_words=moment(terms.clock_ends_at))
    asked: list[str] = []

    def write() -> None:
        longer = form.asks_longer if isinstance(form, LongerForm) else None
        asked.append(moment(services.request(ref, asks_longer=longer, by=g.reader)))

    try:
        if saved(form, write):
            return onward(f"Everyone is asked. {_what(found)} is held until {asked[0]}.", ref=ref)
    except ClockMayEndLater:
        return redirect(url_for("booking.ask_all", ref=ref), 303)
    return page("booking/ask_all.html", form, found=found, terms=terms, is_later=is_later)


@blueprint.route("/breaks/<ref>/pots/<pot_ref>/agree", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def agree(ref: str, pot_ref: str) -> Answer:
    """A pot's yes: of whoever's money it is, as they told it, or by a letter of its funder."""
    found = shown(ref)
    pot = pot_of(found, pot_ref)
    asks = pot.agreement
    if not (asks.may_agree or asks.may_tell or asks.may_attach_letter):
        if not asks.is_agreed:
            raise NotAllowed("There is nothing to agree here now, or not by you.")
        said = (
            "You have said yes already."
            if asks.by_name == g.reader.name
            else f"The yes for {pot.name} is there already."
        )
        flash(f"{said} You need do nothing more about it.", "note")
        return redirect(url_for("booking.break_page", ref=ref), 303)
    if asks.may_agree and g.reader.can(Permission.AGREE_SPENDING):
        return redirect(url_for("booking.decision", ref=ref, pot_ref=pot_ref))
    case = case_of_break(found, pot_ref)
    shows = {"found": found, "pot": pot, "case": case, "open_asks": asks_of(case)}
    if case.stopping:
        status = RulesSayNo.status if request.method == "POST" else 200
        return render_template(easily("booking/agree.html"), form=Form(), powers=(), **shows), status
    form = _agree_form(pot)
    if saved(form, lambda: services.agree(ref, pot_ref, yes=_yes(form), by=g.reader)):
        if isinstance(form, WayForm) and form.chosen is SettlesBy.CARD:
            return redirect(url_for("booking.card", ref=ref, pot_ref=pot_ref), 303)
        return onward(f"{pot.name}: the yes is written down.", "booking.who_pays", ref=ref)
    powers = powers_ending(known_break(ref, viewer=g.reader))
    return page(easily("booking/agree.html"), form, powers=powers, **shows)


@blueprint.post("/breaks/<ref>/pots/<pot_ref>/take-back")
@requires(Permission.ARRANGE_BREAKS)
def take_back(ref: str, pot_ref: str) -> Response:
    """Take back a pot's yes before all have agreed."""
    pot = pot_of(shown(ref), pot_ref)
    services.withdraw_agreement(ref, pot_ref, by=g.reader)
    return onward(f"{pot.name}: the yes is taken back.", "booking.who_pays", ref=ref)


@blueprint.route("/breaks/<ref>/protection", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def protection(ref: str) -> Answer:
    """Who organises a package holiday, and how the money is safe (R39)."""
    found, one = to_arrange(ref), known_break(ref, viewer=g.reader).break_
    kept = {"organiser": one.package_organiser, "protection": one.package_protection}
    form = ProtectionForm(data=kept | {"seen": protection_stamp(one)})

    def write() -> None:
        services.record_protection(
            ref,
            organiser=form.organiser.data or "",
            protection=form.protection.data or "",
            seen=form.seen.data,
            by=g.reader,
        )

    if saved(form, write):
        return onward("The protection is written down.", ref=ref)
    return page("booking/protection.html", form, found=found, one=known_break(ref, viewer=g.reader).break_)


@blueprint.route("/breaks/<ref>/safety", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def safety(ref: str) -> Answer:
    """Whether supporters may read what keeps the person safe (R54)."""
    found = shown(ref)
    if not found.rights.may_consent:
        raise NotAllowed("Only the person, or whoever decides for them, says who reads this.")
    form = ConsentForm(data={"answer": found.safety_consent})
    if saved(form, lambda: services.consent_to_safety(ref, is_yes=bool(form.answer.answer), by=g.reader)):
        return onward("Your answer is written down.", ref=ref)
    return page("booking/safety.html", form, found=found)


@blueprint.route("/breaks/<ref>/cancel", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def cancel(ref: str) -> Answer:
    """Cancel all of a break."""
    found = to_arrange(ref)
    cost = cancel_cost(ref, viewer=g.reader)
    form = CancelForm(was_asked=found.was_asked, data={"seen": str(cost.pence)})

    def write() -> None:
        services.cancel_break(ref, reason=form.reason.data or "", seen=form.seen.data, by=g.reader)

    if saved(form, write):
        told = " Everybody who was asked is told." if found.was_asked else ""
        return onward(f"The break is cancelled.{told}", ref=ref)
    return page(easily("booking/cancel.html"), form, found=found, line=None, cost=cost)


@blueprint.route("/breaks/<ref>/over", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def over(ref: str) -> Answer:
    """Whether the break went as planned; sent, everything in it was given."""
    form = Form()
    if form.is_sent:
        services.complete(ref, by=g.reader)
        return onward("The break is over.", ref=ref)
    found = to_arrange(ref)
    if not found.rights.may_complete:
        flash("There is nothing to say about the end of this break now.", "note")
        return redirect(url_for("booking.break_page", ref=ref), 303)
    return page("booking/over.html", form, found=found, said=open_among([line.ref for line in found.lines]))


@blueprint.get("/breaks/<ref>/papers/<file_ref>")
@requires(Permission.ARRANGE_BREAKS, Permission.DECIDE_WITHOUT_COUNCIL)
def paper(ref: str, file_ref: str) -> Response:
    """A letter or acceptance that was attached, to be kept: never shown as a page of this site."""
    kept = services.look_at_paper(ref, file_ref, by=g.reader)
    answer = Response(kept.content, mimetype=kept.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=kept.name)
    return answer


def not_held(ref: str, way: InTheWay) -> tuple[str, int]:
    """The page of the hold with what is in the way: nothing is held, and nothing that was typed is lost."""
    found = shown(ref)
    lines = {line.ref: line for line in found.lines}
    looks = {ref: look_instead(found, line) for ref, line in lines.items()} if found.rights.may_add else {}
    shows = {"found": found, "way": way, "lines": lines, "looks": looks, "looks_instead": looks_instead(found)}
    return render_template("booking/hold.html", form=Form(), **shows), way.status


def _agree_form(pot: PotPart) -> Form:
    if pot.agreement.may_attach_letter:
        return LetterForm()
    if pot.agreement.may_tell:
        return ToldForm()
    return WayForm(pot.settling.ways) if pot.settling else Form()


def _yes(form: Form) -> PotYes:
    match form:
        case WayForm():
            return PotYes(way=form.chosen)
        case LetterForm():
            return PotYes(letter=form.letter.upload, letter_words=form.letter_words.data or "")
        case ToldForm():
            return PotYes(told_by=form.told_by.data or "")
        case _:
            return PotYes()
