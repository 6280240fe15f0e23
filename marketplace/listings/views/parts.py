"""One page for each part of a listing's questions, and one for each group of its access facts."""

from flask import abort, current_app, flash, g, redirect
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.listings import pictures
from marketplace.listings.answers import (
    Answers,
    ArrivalAnswers,
    BookingAnswers,
    DepositAnswers,
    ExtrasAnswers,
    HoursAnswers,
    PapersAnswers,
    PlaceAnswers,
    RatesAnswers,
    SeasonsAnswers,
    TermsAnswers,
    WordsAnswers,
)
from marketplace.listings.forms.arrival import ArrivalForm
from marketplace.listings.forms.deposit import DepositForm
from marketplace.listings.forms.extras import ExtrasForm
from marketplace.listings.forms.parts import PapersForm, PartForm, PlaceForm, WordsForm
from marketplace.listings.forms.rates import UNIT_WORDS, RatesForm
from marketplace.listings.forms.seasons import SeasonsForm
from marketplace.listings.forms.times import BookingForm, HoursForm, TermsForm
from marketplace.listings.models import ListingState
from marketplace.listings.queries.offers import (
    offer_page,
    own_listing,
)
from marketplace.listings.queries.proofs import registration_of
from marketplace.listings.questions import Part, parts_for
from marketplace.listings.services import editing
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import onward_or_join, part_href, saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page

_FORMS: dict[Part, tuple[type[PartForm], type[Answers], str]] = {
    Part.WORDS: (WordsForm, WordsAnswers, "Words and picture"),
    Part.PLACE: (PlaceForm, PlaceAnswers, "Place"),
    Part.PAPERS: (PapersForm, PapersAnswers, "People and papers"),
    Part.BOOKING: (BookingForm, BookingAnswers, "Stays and requests"),
    Part.TERMS: (TermsForm, TermsAnswers, "Answers and cancelling"),
    Part.ARRIVAL: (ArrivalForm, ArrivalAnswers, "When people come"),
    Part.RATES: (RatesForm, RatesAnswers, "Prices"),
    Part.SEASONS: (SeasonsForm, SeasonsAnswers, "Seasons"),
    Part.EXTRAS: (ExtrasForm, ExtrasAnswers, "Extras"),
    Part.DEPOSIT: (DepositForm, DepositAnswers, "Deposit and VAT"),
    Part.HOURS: (HoursForm, HoursAnswers, "Opening hours"),
}


_NAMES = ", ".join(part.value for part in _FORMS)


@blueprint.route(f"/offers/<ref>/<any({_NAMES}):name>", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def part(ref: str, name: str) -> Answer:
    """One part: its questions with what is answered. What two people write at once is shown to the second."""
    listing = own_listing(g.reader, ref)
    asked = Part(name)
    if asked not in parts_for(listing.kind):
        abort(404)
    form_type, answers_type, title = _FORMS[asked]
    form = form_type.drawn(listing, seen=editing.seen_answers(answers_type.of(listing)))
    if isinstance(form, PlaceForm):
        form.geocoder = current_app.extensions["geocoder"]

    def keep() -> None:
        editing.answer(listing_id=listing.id, answers=form.answers, seen=form.seen.data, by=g.reader.actor)

    if saved(form, keep):
        return _to_next_part(ref, asked, f"{title}: saved.")
    return page(
        f"listings/offers/{name}.html",
        form,
        listing=listing,
        kept=form.differing(form_type.kept(listing)) if form.is_stale else (),
        pictures=pictures.for_kind(listing.kind),
        registration=registration_of(listing.registration_number),
        unit_words=UNIT_WORDS,
    )


def _to_next_part(ref: str, done: Part, words: str) -> Response:
    """Of a draft, on to the next part with something to do; else back to the list of all parts."""
    offer = offer_page(g.reader, ref)
    if offer.listing.state is ListingState.DRAFT and (following := offer.to_do_after(done)):
        flash(words, "success")
        return redirect(part_href(offer.listing, following), 303)
    return onward_or_join(words, "listings.offer", ref=ref)
