"""Versions of a profile: what was written when, by whom and in whose words; two compared; old ones erased."""

from flask import g, render_template, request

from marketplace.accounts.roles import Permission
from marketplace.errors import NotAllowed
from marketplace.people.queries.persons import known
from marketplace.people.queries.versions import compared
from marketplace.people.queries.versions import versions as versions_of
from marketplace.people.services.versions import forget_versions
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved, shown
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page


@blueprint.get("/<ref>/versions")
@requires(Permission.SEE_PEOPLE)
def versions(ref: str) -> str:
    """Every version, the latest first, with two to choose and compare."""
    who = shown(ref, what="earlier versions")
    return render_template("people/versions.html", who=who, person=who.person, rows=versions_of(who))


@blueprint.get("/<ref>/versions/compare")
@requires(Permission.SEE_PEOPLE)
def compare(ref: str) -> str:
    """What became different between two versions."""
    who = shown(ref, what="earlier versions")
    first, second = request.args.get("first", ""), request.args.get("second", "")
    older, newer, changes = compared(who, first=first, second=second)
    return render_template("people/compare.html", who=who, person=who.person, older=older, newer=newer, changes=changes)


@blueprint.route("/<ref>/versions/forget", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def forget(ref: str) -> Answer:
    """Ask once more, then erase all but what counts now."""
    who = known(ref, viewer=g.reader)
    if not who.standing.may_decide:
        raise NotAllowed(f"Only {who.person.called} can have old versions erased. Call us, and we help")
    form = Form()
    if saved(form, lambda: forget_versions(ref, by=g.reader)):
        return onward("The old versions are erased.", "people.versions", ref=ref)
    return page("people/forget.html", form, who=who, person=who.person)
