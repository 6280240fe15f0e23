"""The PAs of the demo at work: what they are trained in, when they work, when they are away."""

from collections.abc import Iterator
from datetime import timedelta

from marketplace import clock, geo
from marketplace.accounts.viewer import Viewer
from marketplace.demo.days import monday_of_week
from marketplace.demo.supply_texts import PAText
from marketplace.demo.weeks import stretches, weekdays
from marketplace.listings.models import Provider
from marketplace.listings.services import leave, pas, working
from marketplace.listings.services.pas import PARecord
from marketplace.listings.services.working import WorkRecord
from marketplace.listings.skills import Training, skill_of
from marketplace.listings.working_week import week_of


def bring_in(text: PAText, *, record: PARecord, of: Provider, by: Viewer) -> None:
    """A PA with all that the file says of them."""
    pa = pas.add(provider_id=of.id, record=record, by=by.actor)
    working.keep_work(pa_id=pa.id, record=_work(text), by=by.actor)
    nights = {day for days in text.nights for day in weekdays(days)}
    working.keep_week(pa_id=pa.id, week=week_of(stretches(text.hours), nights), by=by.actor)
    if text.skills:
        working.train(pa_id=pa.id, trainings=tuple(_trainings(text)), by=by.actor)
    if text.leave:
        week, days = text.leave
        first = monday_of_week(week, today=clock.today())
        leave.take_leave(pa_id=pa.id, first_on=first, last_on=first + timedelta(days=days - 1), by=by.actor)


def _work(text: PAText) -> WorkRecord:
    point = geo.find(text.base).point if text.base else None
    return WorkRecord(
        opts_out=text.opts_out,
        languages=text.languages,
        base=text.base,
        latitude=point.lat if point else None,
        longitude=point.lon if point else None,
        travels_km=round(geo.kilometres(text.miles)) if text.miles else None,
        care_as=text.care_as,
    )


def _trainings(text: PAText) -> Iterator[Training]:
    today = clock.today()
    for skill_id, (ago, *on) in text.skills.items():
        expires_on = today + timedelta(days=on[0]) if on else None
        yield Training(skill_of(skill_id), today - timedelta(days=ago), expires_on)
