"""Pages that belong to no feature: the first page, help, what we keep, accessibility, other ways to read."""

from flask import Blueprint, g, redirect, render_template
from werkzeug.wrappers import Response

from marketplace.web.access import public
from marketplace.web.navigation import home

blueprint = Blueprint("web", __name__)


@blueprint.get("/")
@public
def welcome() -> str | Response:
    """The first page: a search for visitors; everyone else goes to where their work is."""
    if g.reader.is_signed_in:
        return redirect(home())
    return render_template("web/welcome.html")


@blueprint.get("/help")
@public
def help_page() -> str:
    """How the site works, and a person to call."""
    return render_template("web/help.html")


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """What is kept about people, why, and who sees it."""
    return render_template("web/privacy.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("web/accessibility.html")


@blueprint.get("/other-ways-to-read")
@public
def other_ways() -> str:
    """Large print, by telephone, and other ways to read the site."""
    return render_template("web/other_ways.html")
