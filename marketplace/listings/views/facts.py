"""The access facts of a listing: a page for each group, and what is said of another listing of the same provider."""

from flask import g
from werkzeug.wrappers import Response

from marketplace.access_facts.measuring import help_for
from marketplace.accounts.roles import Permission
from marketplace.listings.forms.facts import CopyForm, FactsForm
from marketplace.listings.models import Listing
from marketplace.listings.queries.fact_words import open_disputes
from marketplace.listings.queries.offers import (
    FactGroup,
    fact_group,
    fact_groups,
    facts_elsewhere,
    listing_to_measure,
    own_listing,
)
from marketplace.listings.services import editing
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.wording import plural


@blueprint.route("/offers/<ref>/facts/copy", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def copy_facts(ref: str) -> Answer:
    """What is known of another listing of one's own, copied to this one where nobody has said it yet."""
    listing = own_listing(g.reader, ref)
    others = facts_elsewhere(listing)
    form = CopyForm.drawn(others)
    counts = {one.ref: count for one, count in others}

    def copy() -> None:
        chosen = own_listing(g.reader, form.other.data)
        editing.copy_facts(listing_id=listing.id, from_listing_id=chosen.id, by=g.reader.actor)

    if saved(form, copy):
        done = (
            f"{plural(counts.get(form.other.data, 0), 'fact')} copied. Go through them here, and measure what matters."
        )
        return onward(done, "listings.offer", ref=ref)
    return page("listings/offers/copy_facts.html", form, listing=listing, others=others)


@blueprint.route("/offers/<ref>/facts/<group>", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS, Permission.CHECK_LISTINGS)
def offer_facts(ref: str, group: str) -> Answer:
    """The access facts of one group; saved, it leads to the next. The brokerage may put in what it has measured."""
    listing = listing_to_measure(g.reader, ref)
    facts = fact_group(listing, group)
    is_brokerage = g.reader.can(Permission.CHECK_LISTINGS)
    form = FactsForm.drawn(
        listing, facts.kinds, seen=editing.seen_facts(listing, facts.kinds), is_brokerage=is_brokerage
    )

    def keep() -> None:
        editing.state_facts(
            listing_id=listing.id,
            group=group,
            facts=form.facts,
            seen=form.seen.data,
            by=g.reader.actor,
            is_brokerage=is_brokerage,
            is_looked_at=form.looked_at.data,
        )

    if saved(form, keep):
        return _to_next_group(listing, facts, is_brokerage=is_brokerage)
    kept = FactsForm.kept(listing, facts.kinds, is_brokerage=is_brokerage)
    return page(
        "listings/offers/facts.html",
        form,
        listing=listing,
        group=facts,
        kept=form.differing(kept) if form.is_stale else (),
        is_brokerage=is_brokerage,
        known=listing.known_facts,
        help_for=help_for,
        disputes=[word for word in open_disputes(listing) if word.kind in facts.kinds],
    )


def _to_next_group(listing: Listing, done: FactGroup, *, is_brokerage: bool) -> Response:
    if is_brokerage:
        return onward(f"{done.name}: saved.", "listings.check", ref=listing.ref)
    ids = [group.id for group in fact_groups(listing)]
    following = ids[ids.index(done.id) + 1 :][:1]
    if following:
        return onward(f"{done.name}: saved.", "listings.offer_facts", ref=listing.ref, group=following[0])
    return onward("All access facts are saved.", "listings.offer", ref=listing.ref)
