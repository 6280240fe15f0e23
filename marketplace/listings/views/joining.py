"""Joining as a provider: one page with what is done, missing and next; one page for each thing that is asked."""

from collections.abc import Callable
from functools import partial

from flask import abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import Permission
from marketplace.listings.forms.joining import EmployingForm, LinksForm, RegistrationForm, WhatForm, WhoForm
from marketplace.listings.forms.starting import StartForm
from marketplace.listings.joining import ProviderSort, Step, WhoEmploys
from marketplace.listings.models import Joining, Provider
from marketplace.listings.queries.joining import half_made, joining_of, joining_page, steps
from marketplace.listings.services import joining as services
from marketplace.listings.views import blueprint
from marketplace.listings.views.joining_lines import lines
from marketplace.listings.views.saving import my_provider, saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page

Write = Callable[[], object]


@blueprint.get("/join", endpoint="join")
@requires(Permission.KEEP_LISTINGS)
def join() -> str:
    """What is done, what is missing and what is next, each with a link to the very page."""
    found = joining_page(my_provider(), viewer=g.reader)
    groups = lines(found)
    following = next((line for group in groups for line in group.lines if line.is_next), None)
    return render_template("listings/joining/join.html", found=found, groups=groups, following=following)


@blueprint.route("/join/<any(what, who, registration, links, employing):step>", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def join_step(step: str) -> Answer:
    """One page of joining. It is kept by itself; the first one says which others are asked."""
    asked, provider = Step(step), my_provider()
    joining = joining_of(provider)
    if asked not in {row.step for row in steps(provider, joining)}:
        abort(404)
    if asked is not Step.WHAT and joining is None:
        return redirect(url_for("listings.join_step", step=Step.WHAT.value), 303)
    form, write = _FORMS[asked](provider, joining)  # type: ignore[arg-type]
    if saved(form, write):
        return _next(asked, form)
    return page("listings/joining/step.html", form, step=asked, provider=provider)


@blueprint.route("/join/offer/<kind>", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def join_offer(kind: str) -> Answer:
    """The first page of a listing."""
    if kind not in set(ListingKind):
        abort(404)
    form = StartForm.for_kind(ListingKind(kind))
    made: list[str] = []

    def start() -> None:
        made.append(services.start_listing(provider=my_provider(), start=form.start, by=g.reader.actor).title)

    if saved(form, start):
        return onward(f"{made[0]} is begun. Here is what it still needs.", "listings.join")
    return page("listings/joining/offer.html", form, kind=ListingKind(kind))


def _next(done: Step, form: Form) -> Response:
    """To the next page that is not answered; whoever belongs with somebody says who first."""
    flash(f"{done.label}: saved.", "success")
    if isinstance(form, LinksForm) and form.others.answer:
        return redirect(url_for("listings.linked"), 303)
    provider = my_provider()
    following = next((row.step for row in steps(provider, joining_of(provider)) if not row.is_done), None)
    if following is None:
        return redirect(url_for("listings.join"), 303)
    return redirect(url_for("listings.join_step", step=following.value), 303)


def _what(provider: Provider, joining: Joining | None) -> tuple[Form, Write]:
    form = WhatForm.drawn(joining, half_made=half_made(provider))

    def write() -> None:
        services.say_what(
            provider_id=provider.id,
            sort=ProviderSort(form.sort.data),
            kinds=form.offers,
            includes_care=form.includes_care.answer if "includes_care" in form else None,
            by=g.reader.actor,
        )

    return form, write


def _who(provider: Provider, joining: Joining) -> tuple[Form, Write]:
    form = WhoForm.drawn(provider, joining)
    keep = partial(services.say_who, provider_id=provider.id, by=g.reader.actor)
    return form, lambda: keep(entity=form.entity)


def _registration(provider: Provider, joining: Joining) -> tuple[Form, Write]:
    form = RegistrationForm.drawn(joining)
    keep = partial(services.say_registration, provider_id=provider.id, by=g.reader.actor)
    return form, lambda: keep(number=form.number.data or "")


def _links(provider: Provider, joining: Joining) -> tuple[Form, Write]:
    form = LinksForm.drawn(joining)
    keep = partial(services.say_links, provider_id=provider.id, by=g.reader.actor)
    return form, lambda: keep(has_others=bool(form.others.answer))


def _employing(provider: Provider, joining: Joining) -> tuple[Form, Write]:
    form = EmployingForm.drawn(joining)
    keep = partial(services.say_employing, provider_id=provider.id, by=g.reader.actor)
    return form, lambda: keep(who=WhoEmploys(form.who.data), employer=form.employer.data or "")


_FORMS = {
    Step.WHAT: _what,
    Step.WHO: _who,
    Step.REGISTRATION: _registration,
    Step.LINKS: _links,
    Step.EMPLOYING: _employing,
}
