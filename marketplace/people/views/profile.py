"""The profile: needs a page at a time, measures, and what keeps a person safe."""

from flask import abort, g, render_template, request
from werkzeug.wrappers import Response

from marketplace.access_facts.needs import Strength
from marketplace.accounts.roles import Permission
from marketplace.people.forms.profile import TOPIC_WORDS, CareWishForm, MeasuresForm, NeedsForm, SafetyForm
from marketplace.people.needs import GROUPS, Group, Need, group, group_after
from marketplace.people.queries.persons import known
from marketplace.people.queries.profile import profile
from marketplace.people.representation import Scope
from marketplace.people.services import profile as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import Answer, onward, saved, shown
from marketplace.web.access import requires
from marketplace.web.forms import page


@blueprint.get("/<ref>/needs")
@requires(Permission.SEE_PEOPLE)
def needs(ref: str) -> str:
    who = shown(ref, what="needs")
    found = profile(who)
    return render_template(
        "people/needs.html",
        who=who,
        person=who.person,
        profile=found,
        groups=[(one, _of_group(found.stated, one)) for one in GROUPS],
    )


@blueprint.route("/<ref>/needs/<name>", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def needs_in(ref: str, name: str) -> Answer:
    """One page of questions; saved, it leads to the next."""
    questions = group(name)
    if questions is None:
        abort(404)
    who = shown(ref, what="needs")
    who.require(Scope.PLAN)
    kept = _of_group(profile(who).stated, questions)
    form = NeedsForm.for_group(questions, kept, seen=services.needs_stamp(who.person, questions.fact_ids))

    def keep() -> None:
        services.keep_needs(ref, asked=questions.fact_ids, needs=form.answers, seen=form.seen.data, by=g.reader)

    if saved(form, keep):
        following = group_after(name)
        if following is None:
            return onward("All answers are saved.", "people.needs", ref=ref)
        return onward(f"{questions.name}: saved.", "people.needs_in", ref=ref, name=following.id)
    return page("people/needs_in.html", form, who=who, person=who.person, questions=questions, kept=kept, groups=GROUPS)


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
    who = shown(ref, what="measures")
    who.require(Scope.PLAN)
    form = MeasuresForm(
        data={
            "chair_width_mm": who.person.chair_width_mm,
            "weight_kg": who.person.weight_kg,
            "seen": services.measures_stamp(who),
        },
        standing=who.standing,
    )
    if saved(form, lambda: services.keep_measures(ref, measures=form.measures, seen=form.seen.data, by=g.reader)):
        return onward("The measures are saved.", "people.needs", ref=ref)
    return page("people/measures.html", form, who=who, person=who.person, profile=profile(who))


@blueprint.route("/<ref>/washing", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def washing(ref: str) -> Answer:
    """Who is to help with washing and dressing."""
    who = shown(ref, what="who helps with washing")
    who.require(Scope.PLAN)
    form = CareWishForm.showing(who.person, seen=services.care_stamp(who.person))
    if saved(form, lambda: services.keep_care_wish(ref, wish=form.wish, seen=form.seen.data, by=g.reader)):
        return onward("Saved.", "people.needs", ref=ref)
    return page("people/washing.html", form, who=who, person=who.person)


@blueprint.route("/<ref>/safety", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def safety(ref: str) -> Answer:
    """What keeps the person safe: read by who may see health notes, kept by who may also plan."""
    known(ref, viewer=g.reader).require(Scope.MEDICAL)
    who = shown(ref, what="health notes")
    form = SafetyForm.showing(who.person, seen=services.safety_stamp(who.person))
    if saved(form, lambda: services.keep_safety_notes(ref, notes=form.notes, seen=form.seen.data, by=g.reader)):
        return onward("The health notes are saved.", "people.person", ref=ref)
    notes = [(TOPIC_WORDS[note.topic], note.words) for note in who.person.safety_notes]
    return page("people/safety.html", form, who=who, person=who.person, notes=notes)


def _of_group(needs: tuple[Need, ...], questions: Group) -> list[Need]:
    return [need for need in needs if need.kind.id in questions.fact_ids]
