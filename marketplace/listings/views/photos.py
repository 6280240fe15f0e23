"""Photographs of a listing: put up several at once, told in words one by one, ordered, taken down, and served."""

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.listings.forms.photos import MOST_AT_ONCE, PhotosForm, TellingForm
from marketplace.listings.models import Listing, Photo
from marketplace.listings.queries.offers import own_listing
from marketplace.listings.queries.photos import photo_of, served
from marketplace.listings.services import photos as services
from marketplace.listings.services.photos import MOST_PHOTOS, PutUp, Step
from marketplace.listings.showing import to_show
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import saved
from marketplace.photographs import LARGEST_BYTES, NoPhotograph, Photograph, make
from marketplace.web.access import public, requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.web.limits import takes
from marketplace.wording import plural

MONTH_IN_SECONDS = 30 * 24 * 60 * 60
"""How long a public photo may be kept: its picture never changes, but it may be taken down."""

MOST_BYTES = (MOST_AT_ONCE + 1) * LARGEST_BYTES


@blueprint.route("/offers/<ref>/photos", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
@takes(MOST_BYTES)
def photos(ref: str) -> Answer:
    """The photos there are, and a form for more. Those that are good are kept, and each of the others is named."""
    listing = own_listing(g.reader, ref)
    form, done = PhotosForm(), PutUp(0, 0, frozenset())
    if form.is_sent:
        done = _put_up(listing, form)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(new=done.new, refused=form.refused or form.photos.errors, next=_next_href(listing))
    if request.method == "POST" and not form.errors:
        return _onward(listing, done)
    return page(
        "listings/offers/photos.html",
        form,
        listing=listing,
        done=done,
        to_show=to_show(listing),
        most=MOST_PHOTOS,
        most_at_once=MOST_AT_ONCE,
        largest_bytes=LARGEST_BYTES,
    )


def _put_up(listing: Listing, form: PhotosForm) -> PutUp:
    """Keep what can be kept; what is wrong with the others stands at the field."""
    names: dict[str, str] = {}
    good: list[Photograph] = []
    wrong: list[str] = []
    for upload in form.uploads:
        try:
            made = make(upload.content)
        except NoPhotograph as no:
            wrong.append(f"{upload.name}: {no.why}")
        else:
            good.append(made)
            names[made.digest] = upload.name
    done = services.put_up(listing_id=listing.id, photographs=good, by=g.reader.actor)
    wrong += [f"{names[digest]}: There is no room for it. Take another one down first" for digest in done.no_room]
    form.refuse(wrong)
    return done


def _onward(listing: Listing, done: PutUp) -> Response:
    """On to the first photo that has no words yet."""
    said = f"{plural(done.new, 'photo is', 'photos are')} here." if done.new else "Nothing is new."
    again = f" {plural(done.again, 'photo was', 'photos were')} here before." if done.again else ""
    return _to_next(listing, f"{said}{again}")


def _to_next(listing: Listing, said: str) -> Response:
    is_told = all(photo.words for photo in listing.photos)
    flash(said if is_told else f"{said} Say what each one shows.", "success")
    return redirect(_next_href(listing), 303)


def _next_href(listing: Listing) -> str:
    """The first photo without words; without one, all of them."""
    for photo in listing.photos:
        if not photo.words:
            return url_for("listings.photo", ref=listing.ref, photo_ref=photo.ref)
    return url_for("listings.photos", ref=listing.ref)


@blueprint.route("/offers/<ref>/photos/<photo_ref>", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def photo(ref: str, photo_ref: str) -> Answer:
    """What one photo shows, in words, and which key facts it proves."""
    listing, found = _own(ref, photo_ref)
    form = TellingForm.drawn(found, listing, seen=services.seen_telling(found))

    def keep() -> None:
        services.tell(
            listing_id=listing.id, ref=photo_ref, telling=form.telling, seen=form.seen.data, by=g.reader.actor
        )

    if saved(form, keep):
        return _to_next(listing, "What it shows is saved.")
    kept = form.differing(TellingForm.kept(found, listing)) if form.is_stale else ()
    number = listing.photos.index(found) + 1
    return page("listings/offers/photo.html", form, listing=listing, photo=found, number=number, kept=kept)


@blueprint.post("/offers/<ref>/photos/<photo_ref>/<any(first, earlier, later):to>")
@requires(Permission.KEEP_LISTINGS)
def step_photo(ref: str, photo_ref: str, to: str) -> Response:
    """Another place among the others."""
    listing, _ = _own(ref, photo_ref)
    services.step(listing_id=listing.id, ref=photo_ref, to=Step(to), by=g.reader.actor)
    return redirect(url_for("listings.photos", ref=ref, _anchor=f"photo-{photo_ref}"), 303)


@blueprint.get("/offers/<ref>/photos/<photo_ref>/take-down")
@requires(Permission.KEEP_LISTINGS)
def take_photo_down(ref: str, photo_ref: str) -> str:
    """What taking it down does, and the button that does it."""
    listing, found = _own(ref, photo_ref)
    return render_template("listings/offers/photo_down.html", listing=listing, photo=found)


@blueprint.post("/offers/<ref>/photos/<photo_ref>/take-down")
@requires(Permission.KEEP_LISTINGS)
def take_photo_down_now(ref: str, photo_ref: str) -> Response:
    listing, _ = _own(ref, photo_ref)
    services.take_down(listing_id=listing.id, ref=photo_ref, by=g.reader.actor)
    return onward("The photo is gone for good.", "listings.photos", ref=ref)


def _own(ref: str, photo_ref: str) -> tuple[Listing, Photo]:
    listing = own_listing(g.reader, ref)
    return listing, photo_of(listing, photo_ref)


@blueprint.get("/photos/<photo_ref>/<name>")
@public
def photo_file(photo_ref: str, name: str) -> Response:
    """The picture itself. What is public may be kept long; what is not, only looked at again with leave."""
    found = served(photo_ref, name, viewer=g.reader)
    answer = Response(mimetype=found.size.media_type)
    answer.set_etag(f"{photo_ref}-{name}")
    if found.is_public:
        answer.cache_control.public = answer.cache_control.immutable = True
        answer.cache_control.max_age = MONTH_IN_SECONDS
    else:
        answer.cache_control.private = answer.cache_control.no_cache = True
    if not request.if_none_match.contains(f"{photo_ref}-{name}"):
        answer.data = found.size.content
    return answer.make_conditional(request)
