"""Who stayed says whether it was as the page said."""

from flask import g

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.stayed import StayedForm
from marketplace.booking.queries.stayed import facts_to_say
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved, shown
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.easy import easily
from marketplace.web.forms import page


@blueprint.route("/breaks/<ref>/parts/<line_ref>/facts", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def stayed(ref: str, line_ref: str) -> Answer:
    """It was so, or it was not: of each key fact, once."""
    found = shown(ref)
    line, facts = facts_to_say(ref, line_ref, viewer=g.reader)
    form = StayedForm.of(facts)
    disputes: list[int] = []

    def write() -> None:
        disputes.append(services.say_of_facts(ref, line_ref, said=form.said, by=g.reader))

    if saved(form, write):
        done = "Thank you. Others can rely on it more now."
        if disputes[0]:
            done = "Thank you. The page says so now, and the provider and we look into it."
        return onward(done, "booking.part", ref=ref, line_ref=line_ref)
    return page(easily("booking/stayed.html"), form, found=found, line=line, facts=facts)
