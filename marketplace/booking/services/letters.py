"""Letters owed about a break, written in the transaction of what they tell. Each reader is told what is theirs (R54).

Who has no e-mail address gets a page for the post, which the adviser prints.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from marketplace.booking.lifecycle import KEPT, LineState
from marketplace.booking.models import Agreement, Break, Line, Segment
from marketplace.booking.queries.calendar import FILE_NAME, family_calendar, provider_calendar
from marketplace.booking.queries.halves import half_warnings
from marketplace.booking.queries.invoicing import invoiced_shares
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.providers import needs_two_steps
from marketplace.booking.queries.readiness import agreements_of, is_agreed, latest_says, shares_paid, whose_say
from marketplace.booking.queries.requests import awaited_of, purchase_orders
from marketplace.booking.queries.words import line_words, segment_words, when_words
from marketplace.booking.services.recipients import agreeing_for, arranger_of, deciding_for, providers_of, readers_of
from marketplace.booking.stages import by_words
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import AgreedBy
from marketplace.calendars import MEDIA_TYPE
from marketplace.notifications.services import File, owe, speaking_for
from marketplace.people.models import Person
from marketplace.people.services.readers import once, recipient


def ask_provider(line: Line, *, until: datetime | None = None, is_reminder: bool = False) -> None:
    """Ask the provider of a line; ``until``: by when, where that is not until all of its break is held."""
    for reader in providers_of(line):
        owe(
            "break-asked",
            to=reader,
            is_reminder=is_reminder,
            about=line.about,
            listing=line.title,
            when=when_words(line),
            words=line_words(line),
            pence=line.pence,
            asks=line.asks,
            until=until or line.break_.hold_until,
            longer_until=line.break_.asked_until,
            rest_by=_rest_by(line.break_),
            is_in_two_steps=needs_two_steps(line),
            ref=line.ref,
        )


def tell_accepted_at_once(line: Line) -> None:
    """Tell the provider of a line that its standing word said yes."""
    for reader in providers_of(line):
        owe(
            "break-accepted-at-once",
            to=reader,
            about=line.about,
            listing=line.title,
            when=when_words(line),
            words=line_words(line),
            pence=line.pence,
            asks=line.asks,
            until=line.break_.hold_until,
            ref=line.ref,
        )


def ask_says(one: Break, *, is_reminder: bool = False) -> None:
    """Ask everyone whose yes or no a line needs and who has not said it yet."""
    lines = one.lines_now
    said = latest_says(lines)
    wanted: dict[int, list[Line]] = {}
    people: dict[int, Person] = {}
    for line in lines:
        for person in whose_say(line):
            if (line.id, person.id) not in said or said[line.id, person.id].is_yes is None:
                wanted.setdefault(person.id, []).append(line)
                people[person.id] = person
    for person_id, theirs in wanted.items():
        for reader in once((recipient(people[person_id]), *deciding_for(people[person_id]))):
            owe(
                "break-say-wanted",
                to=reader,
                is_reminder=is_reminder,
                about=one.about,
                called="" if reader == recipient(people[person_id]) else people[person_id].called,
                title=one.title,
                period=one.period,
                lines=[(line.title, line_words(line)) for line in theirs],
                rest_by=_rest_by(one),
                until=one.hold_until,
                ref=one.ref,
            )


def ask_agreements(one: Break, *, is_reminder: bool = False) -> None:
    """Ask whoever says yes for a pot that has not said it to all that it pays now."""
    agreed = agreements_of(one)
    for pot in pots_of(one.lines_now):
        if is_agreed(one, pot, agreed.get(pot.id)):
            continue
        for reader in agreeing_for(one, pot):
            owe(
                "break-agreement-wanted",
                to=reader,
                is_reminder=is_reminder,
                about=one.about,
                called=pot.person.called,
                pot=pot.name,
                pence=sum(share.pence for share in shares_paid(one, pot)),
                is_letter=pot.sort.agreed_by is AgreedBy.LETTER,
                rest_by=_rest_by(one),
                until=one.hold_until,
                ref=one.ref,
            )


def tell_answer(line: Line) -> None:
    """Tell whoever arranged it what a provider answered."""
    one, awaited = line.break_, awaited_of(line)
    for reader in arranger_of(one):
        owe(
            "break-answer",
            to=reader,
            about=one.about,
            title=one.title,
            line=line.title,
            provider=line.provider,
            state=line.state.label,
            is_in=line.state.is_in,
            is_for_good=line.state is LineState.ACCEPTED,
            awaited=awaited.called if awaited else "",
            reason=line.words,
            until=one.hold_until,
            ref=one.ref,
        )


def tell_not_agreed(one: Break, pot: Pot, *, by_name: str, reason: str) -> None:
    """Tell whoever arranged it that a pot said no."""
    for reader in arranger_of(one):
        owe(
            "break-not-agreed",
            to=reader,
            about=one.about,
            title=one.title,
            pot=pot.name,
            by_name=by_name,
            reason=reason,
            until=one.hold_until,
            ref=one.ref,
        )


def tell_part_out(line: Line, *, was_not_given: bool = False) -> None:
    """Tell those whose break it is and whoever arranged it that a part will not be, or was not given, and why."""
    one = line.break_
    for reader in readers_of(one):
        owe(
            "break-part-out",
            to=reader,
            about=one.about,
            title=one.title,
            line=line.title,
            when=when_words(line),
            reason=line.words,
            is_kept=one.state in KEPT,
            was_not_given=was_not_given,
            kept_pence=line.kept_pence,
            until=one.hold_until,
            ref=one.ref,
        )


def tell_arranged_again(line: Line) -> None:
    """Tell those whose break it is and whoever arranged it that a part is arranged again; never why (R17)."""
    one = line.break_
    for reader in readers_of(one):
        owe(
            "break-arranged-again",
            to=reader,
            about=one.about,
            title=one.title,
            line=line.title,
            when=when_words(line),
            ref=one.ref,
        )


def tell_pa_changed(line: Line, segment: Segment) -> None:
    """Tell those whose break it is and whoever arranged it that somebody else comes to a visit; never why (R17)."""
    one = line.break_
    for reader in readers_of(one):
        owe(
            "break-pa-changed",
            to=reader,
            about=one.about,
            title=one.title,
            line=line.title,
            provider=line.provider,
            when=segment_words(segment),
            name=segment.space.name if segment.space else "",
            line_ref=line.ref,
            ref=one.ref,
        )


def tell_provider_of_end(line: Line) -> None:
    """Tell the provider of a line that it will not be: the time is free again."""
    for reader in providers_of(line):
        owe(
            "break-part-over",
            to=reader,
            about=line.about,
            listing=line.title,
            when=when_words(line),
            kept_pence=line.kept_pence,
            is_invoiced=line.kept_pence > 0 and bool(invoiced_shares([line])),
        )


def warn_other_half(line: Line) -> None:
    """When the carer's half or the person's half fails, warn about the other."""
    for sentence in half_warnings(line.break_):
        for reader in readers_of(line.break_):
            owe(
                "break-half-fails",
                to=reader,
                about=line.break_.about,
                title=line.break_.title,
                sentence=sentence,
                ref=line.break_.ref,
            )


def tell_confirmed(one: Break) -> None:
    """Tell everyone whose break it is, whoever arranged it, and each provider."""
    lines = one.lines_in
    calendar = calendar_file(one)
    for reader in readers_of(one):
        owe(
            "break-confirmed",
            to=reader,
            about=one.about,
            files=calendar if reader.email else (),
            has_calendar=bool(reader.email),
            title=one.title,
            period=one.period,
            lines=[(line.title, line.provider, line_words(line), line.pence, when_words(line)) for line in lines],
            pots=[(pot.name, sum(share.pence for share in shares_paid(one, pot))) for pot in pots_of(lines)],
            pence=one.pence,
            ref=one.ref,
        )
    agreed = agreements_of(one)
    for line in lines:
        tell_booked(line, agreed)


def tell_booked(line: Line, agreed: Mapping[int, Agreement]) -> None:
    """Tell the provider of a line that it is booked; ``agreed``: the agreements of its break."""
    readers = providers_of(line)
    calendar = _calendar(provider_calendar(line, site=speaking_for())) if readers else ()
    for reader in readers:
        owe(
            "break-confirmed-provider",
            to=reader,
            about=line.about,
            files=calendar,
            listing=line.title,
            when=when_words(line),
            words=line_words(line),
            pence=line.pence,
            orders=purchase_orders(line, agreed),
            ref=line.ref,
        )


def calendar_file(one: Break) -> tuple[File, ...]:
    """All of a confirmed break, for the calendars of those whose it is."""
    return _calendar(family_calendar(one, one.lines_in, site=speaking_for()))


def _calendar(content: bytes) -> tuple[File, ...]:
    return (File(FILE_NAME, MEDIA_TYPE, content),)


def tell_cancelled(one: Break) -> None:
    """Tell everyone whose break it was, and whoever arranged it."""
    for reader in readers_of(one):
        owe(
            "break-cancelled",
            to=reader,
            about=one.about,
            title=one.title,
            reason=one.words,
            kept_pence=one.kept_pence,
            ref=one.ref,
        )


def tell_time_is_over(one: Break, *, was_charging: bool) -> None:
    """Tell everyone who was asked that nothing is held any more; ``was_charging``: only a card was waited for."""
    tell_asked_providers(one.lines_in)
    for reader in readers_of(one):
        owe("break-time-over", to=reader, about=one.about, title=one.title, was_charging=was_charging, ref=one.ref)


def tell_asked_providers(lines: Iterable[Line]) -> None:
    """Tell the providers of these lines that were asked that the time for an answer is over, and theirs is free."""
    for line in lines:
        for reader in providers_of(line) if line.asked_at else ():
            owe("break-time-over-provider", to=reader, about=line.about, listing=line.title, when=when_words(line))


def _rest_by(one: Break) -> str:
    """By when the rest must be agreed, where a part that comes first is asked for; else blank."""
    return by_words(one.rest_by) if one.rest_by and one.is_first_only else ""
