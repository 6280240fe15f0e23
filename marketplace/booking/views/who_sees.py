"""What each sort of reader would see of a person for a break."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking.queries.who_sees import who_sees as who_sees_what
from marketplace.booking.views import blueprint
from marketplace.people.services.persons import look_at
from marketplace.web.access import requires


@blueprint.get("/people/<person_ref>/who-sees")
@requires(Permission.SEE_PEOPLE)
def who_sees(person_ref: str) -> str:
    """The house sees this, the PA bank that."""
    who = look_at(person_ref, what="who sees what", by=g.reader)
    return render_template(
        "booking/who_sees.html", who=who, person=who.person, found=who_sees_what(who, viewer=g.reader)
    )
