"""The pages of "About me": one page of questions each, saved as one goes, and the list that says how far it is."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, g, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.access_facts.needs import Strength
from marketplace.accounts.roles import Permission
from marketplace.people.about import HEALTH, TOPICS, WEIGHT, following, part_of
from marketplace.people.forms.profile import (
    TOPIC_WORDS,
    AboutForm,
    CareWishForm,
    MeasuresForm,
    NeedsForm,
    NotesForm,
    SafetyForm,
    TimesForm,
)
from marketplace.people.needs import Group, Need, group
from marketplace.people.queries.easy import easy
from marketplace.people.queries.persons import Known, known
from marketplace.people.queries.profile import profile
from marketplace.people.queries.versions import last_words, lines_for, progress
from marketplace.people.representation import Scope
from marketplace.people.services import about as notes_services
from marketplace.people.services import profile as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved, shown
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page

_PAGES = {"measures": "measures", "times": "times", "washing": "washing", HEALTH: "safety"}
_ENDPOINTS = {part_id: f"people.{name}" for part_id, name in _PAGES.items()} | dict.fromkeys(TOPICS, "people.notes")


def page_of(ref: str, part_id: str) -> str:
    """The address of one page of "About me"."""
    return url_for(_ENDPOINTS.get(part_id, "people.needs_in"), **_named(ref, part_id))


@blueprint.get("/<ref>/needs")
@requires(Permission.SEE_PEOPLE)
def needs(ref: str) -> str:
    """All of it in short, how far it is, and the way to each page."""
    who = shown(ref, what="needs")
    found, by_question = progress(who), easy(who)
    if g.reader.reads_easily and who.standing.may_plan:
        return render_template("people/easy/about.html", who=who, person=who.person, found=by_question)
    return render_template(
        "people/needs.html",
        who=who,
        person=who.person,
        profile=profile(who),
        progress=found,
        easy=by_question,
        hrefs={part.id: page_of(ref, part.id) for part in found.parts},
        said={part.id: lines_for(who, part.id) for part in found.parts if part.id in {"times", *TOPICS}},
    )


@blueprint.route("/<ref>/needs/<name>", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def needs_in(ref: str, name: str) -> Answer:
    """One page of questions about a place or about who gives support."""
    questions = group(name)
    if questions is None:
        abort(404)
    who = _who(ref, "needs")
    questions = questions if who.standing.may_see_medical else questions.without_weight()
    kept = _of_group(profile(who).stated, questions)
    form = NeedsForm.for_group(
        questions,
        kept,
        seen=services.needs_stamp(who.person, questions.fact_ids),
        who=who,
        last=last_words(who, viewer=g.reader),
        is_easy=g.reader.reads_easily,
    )

    def keep(**told: Any) -> None:
        services.keep_needs(ref, asked=questions.fact_ids, needs=form.answers, **told)

    return _page_of_about(form, name, keep, template="people/needs_in.html", questions=questions, kept=kept)


@blueprint.post("/<ref>/needs/drop")
@requires(Permission.KEEP_PROFILE)
def drop_need(ref: str) -> Response:
    strength = request.form.get("strength", "")
    if strength not in set(Strength):
        abort(404)
    services.drop_need(ref, fact_id=request.form.get("fact", ""), strength=Strength(strength), by=g.reader)
    return onward("It is taken off.", "people.needs", ref=ref)


@blueprint.route("/<ref>/measures", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def measures(ref: str) -> Answer:
    """How big the chair is, and what is lifted."""
    who = _who(ref, "measures")
    form = MeasuresForm.showing(who, last=last_words(who, viewer=g.reader), seen=services.measures_stamp(who))

    def keep(**told: Any) -> None:
        services.keep_measures(ref, measures=form.measures, **told)

    shown_parts = ("measures", WEIGHT) if who.standing.may_see_medical else ("measures",)
    lines = [line for part in shown_parts for line in lines_for(who, part)]
    return _page_of_about(form, "measures", keep, template="people/measures.html", lines=lines)


@blueprint.route("/<ref>/support-times", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def times(ref: str) -> Answer:
    """Who is to be there, by part of the day."""
    who = _who(ref, "support by time of day")
    stamp = notes_services.times_stamp(who.person)
    form = TimesForm.showing(who, last=last_words(who, viewer=g.reader), seen=stamp)

    def keep(**told: Any) -> None:
        notes_services.keep_times(ref, levels=form.levels, **told)

    return _page_of_about(form, "times", keep, template="people/times.html")


@blueprint.route("/<ref>/notes/<name>", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def notes(ref: str, name: str) -> Answer:
    """What is good to know, in words."""
    if name not in TOPICS:
        abort(404)
    who = _who(ref, "what is good to know")
    stamp = notes_services.notes_stamp(who.person, name)
    form = NotesForm.for_page(name, who=who, last=last_words(who, viewer=g.reader), seen=stamp)

    def keep(**told: Any) -> None:
        notes_services.keep_notes(ref, part=name, notes=form.notes, **told)

    return _page_of_about(form, name, keep)


@blueprint.route("/<ref>/washing", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def washing(ref: str) -> Answer:
    """Who is to help with washing and dressing."""
    who = _who(ref, "who helps with washing")
    form = CareWishForm.showing(who, last=last_words(who, viewer=g.reader), seen=services.care_stamp(who.person))

    def keep(**told: Any) -> None:
        services.keep_care_wish(ref, wish=form.wish, **told)

    return _page_of_about(form, "washing", keep, template="people/washing.html")


@blueprint.route("/<ref>/safety", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def safety(ref: str) -> Answer:
    """What keeps the person safe: read by who may see health notes, kept by who may also plan."""
    known(ref, viewer=g.reader).require(Scope.MEDICAL)
    who = shown(ref, what="health notes")
    told_before = [(TOPIC_WORDS[note.topic], note.words) for note in who.person.safety_notes]
    if not who.standing.may_plan and request.method == "GET":
        return render_template("people/safety_read.html", who=who, person=who.person, notes=told_before)
    form = SafetyForm.showing(who, last=last_words(who, viewer=g.reader), seen=services.safety_stamp(who.person))

    def keep(**told: Any) -> None:
        services.keep_safety_notes(ref, notes=form.notes, **told)

    return _page_of_about(form, HEALTH, keep, template="people/safety.html")


def _who(ref: str, what: str) -> Known:
    who = shown(ref, what=what)
    who.require(Scope.PLAN)
    return who


def _page_of_about(
    form: AboutForm,
    part_id: str,
    keep: Callable[..., object],
    *,
    template: str = "people/about_part.html",
    **facts: object,
) -> Answer:
    """One page: saved, it leads to the next one, and after the last to all of it."""
    who, ref = form.who, form.who.person.ref
    part, parts = part_of(part_id), progress(who).parts

    def write() -> None:
        told: Mapping[str, object] = {"seen": form.seen.data, "in_words": form.in_words, "by": g.reader}
        keep(**told)

    if saved(form, write):
        after = following(part_id, [part_of(one.id) for one in parts])
        if after is None:
            return onward("All of it is saved.", "people.needs", ref=ref)
        return onward(f"{part.name}: saved.", _ENDPOINTS.get(after.id, "people.needs_in"), **_named(ref, after.id))
    steps = [{"name": one.name, "href": page_of(ref, one.id)} for one in parts]
    number = [one.id for one in parts].index(part_id) + 1
    facts = {"lines": lines_for(who, part_id), **facts}
    return page(template, form, who=who, person=who.person, part=part, steps=steps, number=number, **facts)


def _named(ref: str, part_id: str) -> dict[str, Any]:
    return {"ref": ref} if part_id in _PAGES else {"ref": ref, "name": part_id}


def _of_group(needs: tuple[Need, ...], questions: Group) -> list[Need]:
    return [need for need in needs if need.kind.id in questions.fact_ids]
