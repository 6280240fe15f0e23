"""How a PA works is kept: base and languages, the weekly pattern, training. Bookings that stand are never undone."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Self

from sqlalchemy import select

from marketplace import audit
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import NotFound
from marketplace.listings.models import PA, PAHours, PANight, PATraining, PAWork
from marketplace.listings.skills import Training
from marketplace.listings.working_week import WorkingWeek
from marketplace.rules.intimate_care import CarerSex


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """What is kept of how a PA works. ``latitude`` and ``longitude``: of ``base``, both or neither."""

    opts_out: bool = False
    languages: str = ""
    base: str = ""
    latitude: float | None = None
    longitude: float | None = None
    travels_km: int | None = None
    care_as: CarerSex | None = None

    @classmethod
    def of(cls, pa: PA) -> Self:
        """What is kept now."""
        if pa.work is None:
            return cls()
        return cls(**{name: getattr(pa.work, name) for name in cls.__dataclass_fields__})


def keep_work(*, pa_id: int, record: WorkRecord, seen: str | None = None, by: Actor) -> None:
    """Keep how a PA works. Raises ChangedMeanwhile."""
    with transaction():
        pa = _locked(pa_id)
        now = WorkRecord.of(pa)
        if record == now:
            return
        refuse_changed(seen, stamp(now))
        pa.work = pa.work or PAWork()
        for name, value in asdict(record).items():
            setattr(pa.work, name, value)
        audit.record("pa-work-changed", about=f"pa:{pa.ref}", by=by)


def keep_week(*, pa_id: int, week: WorkingWeek, seen: str | None = None, by: Actor) -> None:
    """Keep when a PA works: it decides on new bookings alone. Raises ChangedMeanwhile."""
    with transaction():
        pa = _locked(pa_id)
        if week == pa.week:
            return
        refuse_changed(seen, stamp(pa.week))
        pa.hours[:] = [
            PAHours(weekday=one.weekday, opens_minute=one.opens, closes_minute=one.closes) for one in week.hours
        ]
        kept = {row.weekday: row for row in pa.nights}
        pa.nights[:] = [kept.get(day) or PANight(weekday=day) for day in sorted(week.nights)]
        audit.record("pa-week-changed", about=f"pa:{pa.ref}", by=by)


def train(*, pa_id: int, trainings: Collection[Training], by: Actor) -> None:
    """Write trainings down; one in the same skill takes the place of the older one."""
    with transaction():
        pa = _locked(pa_id)
        kept = {row.skill: row for row in pa.trainings}
        for one in trainings:
            row = kept.get(one.skill.id)
            if row is None:
                row = PATraining(skill=one.skill.id)
                pa.trainings.append(row)
            row.trained_on, row.expires_on = one.trained_on, one.expires_on
        audit.record("pa-trained", about=f"pa:{pa.ref}", by=by)


def forget_training(*, pa_id: int, skill_id: str, by: Actor) -> None:
    """Take a training away that was written down by mistake. Raises NotFound."""
    with transaction():
        pa = _locked(pa_id)
        row = next((one for one in pa.trainings if one.skill == skill_id), None)
        if row is None:
            raise NotFound
        pa.trainings.remove(row)
        audit.record("pa-training-removed", about=f"pa:{pa.ref}", by=by)


def _locked(pa_id: int) -> PA:
    """The PA's row, taken: two who keep one PA's week at once come one after the other."""
    return session.scalars(
        select(PA).where(PA.id == pa_id).with_for_update().execution_options(populate_existing=True)
    ).one()
