"""Breaks that are over when the demo begins, so that whoever accounts for the money finds some.

What a council keeps for somebody paid for a stay; its invoice was paid, disputed, sent, or is still to be written. Of
one the health service paid a part and had the whole invoice; one was paid from a fund that somebody holds.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.queries.invoicing import batches
from marketplace.demo.breaks import Table, add_part, draft_of, listing_of, manager_of, share_of, texts
from marketplace.demo.cast import Cast
from marketplace.demo.days import monday_of_week
from marketplace.demo.papers import PDF
from marketplace.files import Upload
from marketplace.payments.invoices import services as invoices

ARRANGED_WEEKS_BEFORE = 4


def bring_in(cast: Cast, refs: Mapping[str, str]) -> None:
    """Every such break of the file, the oldest first. ``refs``: the references of people by their keys."""
    today = clock.today()
    for text in texts()["past"]:
        monday, by = monday_of_week(-text["weeks_ago"], today=today), cast.viewers[text["by"]]
        with clock.set_back(timedelta(weeks=text["weeks_ago"] + ARRANGED_WEEKS_BEFORE)):
            ref = services.start_break(draft=draft_of(text, refs[text["person"]], monday), by=by)
            lines = {add_part(ref, part, text, monday, by): part for part in text["part"]}
            _agree(ref, lines, text, cast, person_ref=refs[text["person"]])
        with clock.set_back(timedelta(weeks=text["weeks_ago"] - 1)):
            services.complete(ref, by=by)
            _invoice(text, cast)


def _agree(ref: str, lines: Mapping[str, Table], text: Table, cast: Cast, *, person_ref: str) -> None:
    """Every yes there is, down to the council's order."""
    by = cast.viewers[text["by"]]
    paying = [(share_of(person_ref, pays["pot"], pays["per_cent"]), pays) for pays in text["pays"]]
    for line_ref in lines:
        services.set_shares(ref, line_ref, parts=[share for share, _ in paying], by=by)
    for share, pays in paying:
        if pays.get("leads"):
            services.name_lead(ref, pot_ref=share.pot_ref, by=by)
    services.hold(ref, by=by)
    services.request(ref, asks_longer=False, by=by)
    for line_ref, part in lines.items():
        if listing_of(part).kind.is_support:
            services.accept_provisionally(line_ref, by=manager_of(part, cast))
            services.consent_to_safety(ref, is_yes=True, by=by)
        services.accept(line_ref, by=manager_of(part, cast))
        services.say(ref, line_ref, is_yes=True, by=by)
    for share, pays in paying:
        services.agree(ref, share.pot_ref, yes=_yes(pays), by=cast.viewers[pays["by"]])


def _yes(pays: Table) -> PotYes:
    letter = Upload("letter.pdf", PDF) if "letter" in pays else None
    order, words = pays.get("purchase_order", ""), pays.get("letter", "")
    return PotYes(purchase_order=order, letter=letter, letter_words=words)


def _invoice(text: Table, cast: Cast) -> None:
    """An invoice of each provider, as far as the file says that it came."""
    if text["invoice"] == "none":
        return
    payer = cast.viewers[text["finance"]]
    sent = _sent([manager_of(part, cast) for part in text["part"]])
    if text["invoice"] == "disputed":
        invoices.dispute(sent[0], reason=text["reason"], by=payer)
    if text["invoice"] == "paid":
        for ref in sent:
            invoices.accept(ref, by=payer)
        invoices.LISTS.mark_paid(invoices.LISTS.make(sent, by=payer), by=payer)


def _sent(managers: Sequence[Viewer]) -> list[str]:
    """The invoices of these providers for all that they can invoice now."""
    each = {one.organisation_id: one for one in managers}.values()
    return [
        services.make_invoice([row.key for row in batch.rows], by=one) for one in each for batch in batches(viewer=one)
    ]
