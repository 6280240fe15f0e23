"""What the pages of an offer share: a form kept, or shown again with what is wrong; the page a rule looks at."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for
from werkzeug.wrappers import Response

from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Refused
from marketplace.listings.forms.kept import KeptForm
from marketplace.listings.models import Listing, Provider
from marketplace.listings.paper_kinds import PaperKind
from marketplace.listings.proofs import working_pas
from marketplace.listings.queries.joining import joins_still
from marketplace.listings.questions import FIELDS_OF_RULES, RULES_OF_PAS, RULES_OF_WELCOME, Part, part_of_rule
from marketplace.listings.readiness import lacking_paper, pa_of
from marketplace.listings.services.providers import provider_of
from marketplace.listings.services.publishing import RulesSayNo
from marketplace.rules.results import Result
from marketplace.web.answered import onward
from marketplace.web.forms import Form


def saved(form: Form, write: Callable[[], object]) -> bool:
    """Whether the form was sent, is good, and was kept; if not, what is wrong stands at its fields."""
    if not form.is_sent:
        return False
    try:
        write()
    except RulesSayNo as refusal:
        _say_rules(form, refusal)
    except Refused as refusal:
        form.blame(refusal)
    except ChangedMeanwhile as changed:
        if not isinstance(form, KeptForm):
            raise
        form.say_changed(changed)
    else:
        return True
    return False


def _say_rules(form: Form, refusal: RulesSayNo) -> None:
    if isinstance(form, KeptForm):
        form.say_rules(refusal)
    else:
        form.blame(refusal)


def onward_or_join(done: str, endpoint: str, **values: Any) -> Response:
    """The same; whoever has nothing published yet goes back to the page that says what is still to do."""
    if joins_still(viewer=g.reader):
        return onward(done, "listings.join")
    return onward(done, endpoint, **values)


def my_provider() -> Provider:
    """The provider that the reader acts for, made on the first visit."""
    return provider_of(organisation_id=g.reader.organisation_id, by=g.reader.actor)


def part_href(listing: Listing, part: Part | None, field: str = "") -> str:
    """The page on which a part is answered, at one of its fields; None: the provider's own details."""
    anchor = field or None
    match part:
        case None:
            return url_for("listings.provider_details", _anchor=anchor)
        case Part.SPACES:
            return url_for("listings.spaces", ref=listing.ref, _anchor=anchor)
        case Part.PHOTOS:
            return url_for("listings.photos", ref=listing.ref, _anchor=anchor)
        case _:
            return url_for("listings.part", ref=listing.ref, name=part.value, _anchor=anchor)


_PAPER_OF_RULE = {
    "R23": (PaperKind.EMPLOYMENT, "sort"),
    "R24": (PaperKind.EMPLOYERS_LIABILITY, "issuer"),
    "R26": (PaperKind.SSSC, "number"),
}


def rule_href(listing: Listing, result: Result) -> str:
    """The very field in which the answer is given that a rule looks at."""
    if result.rule_id in _PAPER_OF_RULE:
        kind, field = _PAPER_OF_RULE[result.rule_id]
        pa = pa_of(listing, result)
        about = pa.ref if pa else listing.provider.ref
        return url_for("listings.put_in_paper", paper_kind=kind.value, about_ref=about, _anchor=field)
    if result.rule_id in RULES_OF_PAS:
        pa = pa_of(listing, result)
        field = FIELDS_OF_RULES[result.rule_id]
        if pa is None and not working_pas(listing):
            return url_for("listings.new_pa")
        return url_for("listings.pa", ref=pa.ref, _anchor=field) if pa else url_for("listings.pas")
    if result.rule_id in RULES_OF_WELCOME:
        return url_for("listings.offer_facts", ref=listing.ref, group="party", _anchor="assistance_dog")
    field = lacking_paper(listing) if result.rule_id == "R37" else FIELDS_OF_RULES.get(result.rule_id, "")
    return part_href(listing, part_of_rule(result.rule_id), field)
