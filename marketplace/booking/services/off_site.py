"""Parts that are not from our listings: brokered from a provider elsewhere, or somebody's own arrangement."""

from dataclasses import replace
from datetime import date

from marketplace import audit, clock, files
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_NAME, LONGEST_TITLE, Acceptance, BrokeredPart, LineTerms, OwnPart
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line
from marketplace.booking.queries.own_cost import cost_rates, council_of
from marketplace.booking.queries.twice import WORKED
from marketplace.booking.quote import quote_charges, quote_on_costs
from marketplace.booking.services.address_book import write_down
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.booking.services.lines import begin
from marketplace.booking.services.moving import move_line
from marketplace.booking.sorts import AcceptedHow, LineSort, Why
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.people.writing import one_line
from marketplace.periods import first_shared
from marketplace.wording import span_words


def add_brokered_line(
    ref: str, *, part: BrokeredPart, terms: LineTerms, town: str = "", picked: str = "", by: Viewer
) -> str:
    """Something from a provider that is not on the site, with its acceptance if there is one; the line's reference.

    ``town``: where the provider is; ``picked``: who of the address book it is. Raises Refused by field.
    """
    _refuse_bad_part(part.title, part.provider_name, part.provider_contact, part.employer, part.charges)
    with transaction():
        known = locked_to_plan(ref, by=by)
        line = Line(
            sort=LineSort.BROKERED,
            state=LineState.PROPOSED,
            kind=part.kind,
            title=one_line(part.title),
            provider_name=one_line(part.provider_name),
            provider_contact=one_line(part.provider_contact),
            counts_as_cover=part.counts_as_cover,
            includes_personal_care=part.includes_personal_care,
            registration_number=one_line(part.registration_number).upper(),
            is_individual=part.is_individual,
            sleeps_there=part.sleeps_there,
            guests=part.guests,
            employer=one_line(part.employer),
        )
        begin(known.break_, line, replace(terms, title=""), quote_charges(part.charges), by=by)
        write_down(line, part, town=town, picked=picked, by=by)
        if part.acceptance:
            _accept(line, part.acceptance, by)
        audit.record("line-added", about=line.about, by=by.actor)
        session.flush()
        return line.ref


def add_own_arrangement(ref: str, *, part: OwnPart, terms: LineTerms, by: Viewer) -> str:
    """My own PA, my usual provider, family; the line's reference. Their yes is what somebody says of it, never assumed.

    Raises Refused by field.
    """
    _refuse_bad_part(part.title, part.who, "", part.employer, part.charges)
    _refuse_at_once(part)
    with transaction():
        known = locked_to_plan(ref, by=by)
        line = Line(
            sort=LineSort.OWN_ARRANGEMENT,
            state=LineState.PROPOSED,
            kind=part.kind,
            title=one_line(part.title),
            provider_name=one_line(part.who),
            counts_as_cover=part.counts_as_cover,
            includes_personal_care=part.includes_personal_care,
            registration_number=one_line(part.registration_number).upper(),
            is_individual=part.is_individual,
            sleeps_there=part.sleeps_there,
            employer=one_line(part.employer),
            confirms_pvg=part.confirms_pvg,
        )
        wages = quote_charges(part.charges)
        rates = cost_rates(_first_on(part.charges), council=council_of(known.break_))
        on_top = quote_on_costs(wages, part.on_top, rates)
        begin(known.break_, line, replace(terms, title=""), (*wages, *on_top), by=by)
        if part.acceptance:
            _accept(line, part.acceptance, by)
        audit.record("line-added", about=line.about, by=by.actor)
        session.flush()
        return line.ref


def record_acceptance(ref: str, line_ref: str, *, acceptance: Acceptance, by: Viewer) -> None:
    """Write down that a provider who is not on the site said yes. Raises Refused by field, NotFound."""
    with transaction():
        known = locked_to_plan(ref, by=by)
        line = known.line(line_ref)
        if line.sort not in {LineSort.BROKERED, LineSort.OWN_ARRANGEMENT}:
            raise Refused("Only the yes of somebody who is not on this site is written down. Others answer themselves")
        if line.state is not LineState.PROPOSED:
            raise NotNow("Their yes is written down already, or this part is not in the break any more")
        _accept(line, acceptance, by)
        audit.record("line-acceptance", about=line.about, by=by.actor)
        confirm_if_all_agreed(known.break_, by=by.actor)


def _first_on(charges: tuple[drafts.Charge, ...]) -> date:
    """The first day that somebody works; today where no time is said."""
    return min((in_london(one.period.starts_at).date() for one in charges if one.period), default=clock.today())


def _accept(line: Line, acceptance: Acceptance, by: Viewer) -> None:
    who = one_line(acceptance.by_name)
    wrong = drafts.text_problems({"accepted_by": (who, LONGEST_TITLE)})
    if not who:
        wrong["accepted_by"] = "Say who said yes there"
    if acceptance.at > clock.now():
        wrong["accepted_at"] = "This is in the future"
    if acceptance.how is AcceptedHow.ON_SITE:
        wrong["accepted_how"] = "Say how they said yes: by telephone, e-mail or letter, or in person"
    if wrong:
        raise Refused(fields=wrong)
    if acceptance.paper:
        line.paper_id = files.keep(acceptance.paper, field="paper", by_account_id=by.account_id).id
    line.accepted_how, line.accepted_by, line.accepted_at = acceptance.how, who, acceptance.at
    line.accepted_recorded_by_account_id = by.account_id
    move_line(line, LineState.ACCEPTED, Why.PROVIDER_ACCEPTED, by=by.actor)


def _refuse_at_once(part: OwnPart) -> None:
    """One person is paid once for each hour. Raises Refused."""
    if part.kind is not ListingKind.SOLE_PA:
        return
    both = first_shared(one.period for one in part.charges if one.period and one.unit in WORKED)
    if both:
        when = span_words(both.starts_at, both.ends_at)
        why = f"{one_line(part.who)} is there twice at the same time: {when}. End one before the other starts"
        raise Refused(fields={"charges": why})


def _refuse_bad_part(
    title: str, provider: str, contact: str, employer: str, charges: tuple[drafts.Charge, ...]
) -> None:
    wrong = drafts.text_problems(
        {
            "title": (one_line(title), LONGEST_TITLE),
            "provider": (one_line(provider), LONGEST_NAME),
            "contact": (one_line(contact), LONGEST_NAME),
            "employer": (one_line(employer), LONGEST_NAME),
        }
    )
    if not one_line(title):
        wrong["title"] = "Say what it is"
    if not one_line(provider):
        wrong["provider"] = "Say who it is from"
    if problem := drafts.charge_problems(charges):
        wrong["charges"] = problem
    if wrong:
        raise Refused(fields=wrong)
