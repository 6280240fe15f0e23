"""A provider's papers: what is missing and what ends when; one put in or renewed, from a phone; the paper itself."""

from flask import abort, g, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.listings.forms.papers import PaperForm
from marketplace.listings.models import Paper, Provider
from marketplace.listings.paper_kinds import PaperKind
from marketplace.listings.queries.joining import employment_of
from marketplace.listings.queries.papers import paper_for, papers_page, place_of, standing_at
from marketplace.listings.services import papers as services
from marketplace.listings.services.papers import PaperRecord
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import my_provider, onward_or_join, saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page


@blueprint.get("/papers")
@requires(Permission.KEEP_LISTINGS)
def papers() -> str:
    return render_template("listings/papers/papers.html", found=papers_page(my_provider()))


@blueprint.route("/papers/put-in/<paper_kind>/<about_ref>", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def put_in_paper(paper_kind: str, about_ref: str) -> Answer:
    """A paper of one kind, for the provider, a listing or a PA."""
    if paper_kind not in set(PaperKind):
        abort(404)
    kind = PaperKind(paper_kind)
    place = place_of(kind, about_ref, viewer=g.reader)
    stands = standing_at(place, kind)
    form = PaperForm.for_kind(kind, _before(stands.newest or stands.accepted, kind, place.provider))

    def put_in() -> None:
        upload = form.file.upload if "file" in form else None
        services.put_in(place=place, kind=kind, record=form.record, upload=upload, by=g.reader.actor)

    if saved(form, put_in):
        return onward_or_join(f"{kind.label}: we have it, and check it next.", "listings.papers")
    return page("listings/papers/put_in.html", form, kind=kind, place=place, stands=stands)


@blueprint.get("/papers/<paper_ref>/file")
@requires(Permission.KEEP_LISTINGS, Permission.CHECK_LISTINGS)
def paper_file(paper_ref: str) -> Response:
    """The paper as it was uploaded, to be kept: never shown as a page of this site."""
    kept = paper_for(paper_ref, viewer=g.reader).file
    if kept is None:
        abort(404)
    answer = Response(kept.content, mimetype=kept.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=kept.name)
    return answer


def _before(paper: Paper | None, kind: PaperKind, provider: Provider) -> PaperRecord:
    """What need not be typed again: all that the last paper said but its days, or what was said on joining."""
    if paper is None:
        sort, employer = employment_of(provider) if kind is PaperKind.EMPLOYMENT else ("", "")
        return PaperRecord(sort=sort, holder_name=employer)
    return PaperRecord(
        sort=paper.sort,
        number=paper.number,
        issuer=paper.issuer,
        holder_name=paper.holder_name,
        holder_postcode=paper.holder_postcode,
        conditions=paper.conditions,
    )
