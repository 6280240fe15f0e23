"""Who comes, as the manager of a PA bank assesses it: who is proposed, another PA put in, clinical tasks signed off."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.assessing import PutInForm, SignOffForm
from marketplace.booking.queries.assessing import Assessment, assessment, candidates
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.errors import NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.get("/requests/<ref>/who", endpoint="who_comes")
@requires(Permission.ANSWER_REQUESTS)
def who_comes(ref: str) -> str:
    """Each PA who is proposed, with what is missing and what the working time rule says."""
    return render_template("booking/answering/who_comes.html", found=_found(ref))


@blueprint.route("/requests/<ref>/who/<visit_ref>", methods=["GET", "POST"], endpoint="put_in")
@requires(Permission.ANSWER_REQUESTS)
def put_in(ref: str, visit_ref: str) -> Answer:
    """Another PA for one visit."""
    found = _found(ref)
    visit = next((one for one in found.line.segments if one.ref == visit_ref and one.space and one.space.pa), None)
    if visit is None:
        raise NotFound
    others = candidates(found.line, visit)
    form = PutInForm().choose_from(others)

    def write() -> None:
        services.put_in(ref, segment_ref=visit_ref, space_ref=form.space.data, by=g.reader)

    if answered(form, write):
        return onward("Another PA is put in. The family is told.", "booking.who_comes", ref=ref)
    return page("booking/answering/put_in.html", form, found=found, visit=visit, others=others)


@blueprint.route("/requests/<ref>/sign-off", methods=["GET", "POST"], endpoint="sign_off")
@requires(Permission.KEEP_LISTINGS)
def sign_off(ref: str) -> Answer:
    """Who signed a PA off for a clinical task for this person."""
    found = _found(ref)
    if not (found.person_called and found.clinical):
        raise NotFound
    form = SignOffForm().choose_from(found)

    def write() -> None:
        services.sign_off(
            ref,
            pa_ref=form.pa.data,
            skill_id=form.skill.data,
            signed_by=form.signed_by.data or "",
            signed_on=form.signed_on.data,
            expires_on=form.expires_on.data,
            by=g.reader,
        )

    if answered(form, write):
        return onward("Signed off. It is written down with your name.", "booking.who_comes", ref=ref)
    return page("booking/answering/sign_off.html", form, found=found)


def _found(ref: str) -> Assessment:
    """A request that has PAs to assess. Raises NotFound for any other."""
    found = assessment(ref, viewer=g.reader)
    if not found.proposals:
        raise NotFound
    return found
