"""Writes of rules: what was answered is kept as it was, with the facts used (DATA_MODEL 11)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, insert, select

from marketplace import audit, clock
from marketplace.accounts.models import Council
from marketplace.accounts.roles import Permission, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.rules.council_settings import CouncilSetting
from marketplace.rules.models import KeptResult, LevyOffice, Setting
from marketplace.rules.results import Result
from marketplace.rules.settings import SettingName, SettingValue, shipped_settings
from marketplace.wording import day

LONGEST_SOURCE = 200
YEARS_AHEAD = 5
DAYS_BACK = timedelta(days=366)
"""Uplifts are often agreed after the day that they count from; longer ago than a year is a slip of the hand."""

WEB = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(?:/[^\s<>\"]*)?")


def enter_setting(of: CouncilSetting, *, value: SettingValue, from_on: date, source: str, by: Viewer) -> None:
    """A council's own value, from a day on; an earlier one stays for the days before, and what was decided stays too.

    An approver enters it for their council, from a day at most a year ago. Raises Refused by field, NotFound for
    anybody else.
    """
    if by.role is not RoleName.APPROVER or by.council_id is None:
        raise NotFound
    words = " ".join(source.split())
    wrong = {}
    began = min(one.from_on for one in shipped_settings().values_of(of.name))
    first = clock.today() - DAYS_BACK
    if from_on < began or from_on.year > clock.today().year + YEARS_AHEAD:
        wrong["from_on"] = "Check the year"
    elif from_on < first:
        wrong["from_on"] = f"That is more than a year ago. What was decided stays. Enter {day(first)} or a later day"
    if not words or len(words) > LONGEST_SOURCE:
        wrong["source"] = f"Say where this is written, in {LONGEST_SOURCE} letters or fewer"
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        session.add(
            Setting(
                name=of.name.value,
                council_id=by.council_id,
                value=value,
                from_on=from_on,
                until_on=None,
                source=words,
                made_at=clock.now(),
                made_by_account_id=by.account_id,
            )
        )
        audit.record("setting-entered", about=f"setting:{of.name}", by=by.actor, reason=f"{value} from {from_on}")
        session.flush()


@dataclass(frozen=True, slots=True)
class NewScheme:
    """A visitor levy on stays from a day on, booked since another day; ``source``: where it is written."""

    from_on: date
    booked_from_on: date
    per_ten_thousand: int
    nights: int
    source: str


def enter_levy(gss_code: str, *, scheme: NewScheme, by: Viewer) -> None:
    """What a council asks from a day on (R35); a levy of nothing ends it. What was quoted before stays.

    The brokerage enters it. Raises Refused by field, NotFound for anybody else or no such council.
    """
    council_id = _council_id(gss_code, by)
    words = " ".join(scheme.source.split())
    wrong = {}
    if scheme.from_on.year > clock.today().year + YEARS_AHEAD:
        wrong["from_on"] = "Check the year"
    if scheme.booked_from_on > scheme.from_on:
        wrong["booked_from_on"] = "Nobody books after the first of these stays has begun: choose an earlier day"
    if not words or len(words) > LONGEST_SOURCE:
        wrong["source"] = f"Say where this is written, in {LONGEST_SOURCE} letters or fewer"
    if wrong:
        raise Refused(fields=wrong)
    said: dict[SettingName, SettingValue] = {
        SettingName.LEVY_PER_TEN_THOUSAND: scheme.per_ten_thousand,
        SettingName.LEVY_NIGHTS: scheme.nights,
        SettingName.LEVY_BOOKED_FROM_ON: scheme.booked_from_on,
    }
    with transaction():
        session.add_all(
            Setting(
                name=name.value,
                council_id=council_id,
                value=value.isoformat() if isinstance(value, date) else value,
                from_on=scheme.from_on,
                until_on=None,
                source=words,
                made_at=clock.now(),
                made_by_account_id=by.account_id,
            )
            for name, value in said.items()
        )
        audit.record("levy-entered", about=f"council:{gss_code}", by=by.actor, reason=f"from {scheme.from_on}")
        session.flush()


def set_levy_office(gss_code: str, *, address: str, web: str, by: Viewer) -> None:
    """Where a council takes letters about its levy. Raises Refused by field, NotFound."""
    council_id = _council_id(gss_code, by)
    lines = "\n".join(filter(None, (" ".join(line.split()) for line in address.splitlines())))
    page = web.strip()
    if page and not WEB.fullmatch(page):
        raise Refused(fields={"web": "Enter an address that begins with https://"})
    if not lines and not page:
        raise Refused(fields={"address": "Enter an address for the post, a page on the web, or both"})
    with transaction():
        office = session.get(LevyOffice, council_id) or LevyOffice(council_id=council_id)
        office.address, office.web = lines, page
        office.changed_at, office.changed_by_account_id = clock.now(), by.account_id
        session.add(office)
        audit.record("levy-office-set", about=f"council:{gss_code}", by=by.actor)
        session.flush()


def _council_id(gss_code: str, by: Viewer) -> int:
    council_id = session.scalar(select(Council.id).where(Council.gss_code == gss_code))
    if council_id is None or not by.can(Permission.KEEP_SETTINGS):
        raise NotFound
    return int(council_id)


def keep(results: Iterable[Result], *, about: str) -> None:
    """Keep what the rules answered about something, in the transaction that is open. A later rule never alters it."""
    keep_each({about: results})


def forget(about: Collection[str]) -> None:
    """Erase what the rules answered about these references, in the transaction that is open: the facts are people's."""
    session.execute(delete(KeptResult).where(KeptResult.about.in_(about)))


def keep_each(results: Mapping[str, Iterable[Result]]) -> None:
    """The same about several things, in one statement: of a break that is held there are dozens."""
    now = clock.now()
    rows = [
        {
            "about": about,
            "rule_id": result.rule_id,
            "answer": result.answer.value,
            "sentence": result.sentence,
            "facts": [[fact.label, fact.value] for fact in result.facts],
            "instead": result.instead or None,
            "at": now,
        }
        for about, some in results.items()
        for result in some
    ]
    if rows:
        session.execute(insert(KeptResult), rows)
