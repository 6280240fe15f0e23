"""To print: letters for people without e-mail, each as a page for the post, and that it was posted."""

from flask import g, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking.queries.printing import letter_to_print, print_queue
from marketplace.booking.services.looking import look_at_letter
from marketplace.booking.views import blueprint
from marketplace.notifications.services import post
from marketplace.web.access import requires
from marketplace.web.answered import onward


@blueprint.get("/letters")
@requires(Permission.PRINT_LETTERS)
def to_print() -> str:
    return render_template("booking/printing/queue.html", queue=print_queue(viewer=g.reader))


@blueprint.get("/letters/<ref>")
@requires(Permission.PRINT_LETTERS)
def letter(ref: str) -> str:
    """One letter as a page. That it was looked at is recorded (R54)."""
    return render_template("booking/printing/letter.html", letter=look_at_letter(ref, by=g.reader))


@blueprint.post("/letters/<ref>/posted")
@requires(Permission.PRINT_LETTERS)
def posted(ref: str) -> Response:
    """It is in the post."""
    found = letter_to_print(ref, viewer=g.reader)
    post(found.row.ref, by=g.reader.actor)
    return onward(f"The letter to {found.row.to_name} is marked as posted.", "booking.to_print")
