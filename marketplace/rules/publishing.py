"""What is asked before a listing may be shown, in the order of the rules' ids, and asked again of what can lapse."""

from dataclasses import dataclass
from datetime import date

from marketplace.rules.care import R9, R11, CareLine
from marketplace.rules.employing import R23, R24, R26, EmployersCover, Employment, WorkerRegistration
from marketplace.rules.entities import R10, BedAndCare
from marketplace.rules.results import Result
from marketplace.rules.settings import Settings
from marketplace.rules.stays import R37, R42, StayPapers, Welcome
from marketplace.rules.workers import R13, R16, R17, Worker


@dataclass(frozen=True, slots=True)
class ListingPapers:
    """All that the rules ask of a listing. ``workers`` and what follows of them: none where it offers no PA."""

    on: date
    care: CareLine
    stay: StayPapers
    welcome: Welcome
    workers: tuple[Worker, ...] = ()
    bed_and_care: BedAndCare | None = None
    employments: tuple[Employment, ...] = ()
    cover: EmployersCover | None = None
    worker_registrations: tuple[WorkerRegistration, ...] = ()


def publishing_results(papers: ListingPapers, settings: Settings) -> tuple[Result, ...]:
    """What each rule says of a listing, in the order of their ids. One that ``stops`` keeps it unpublished.

    R9 speaks for R11 where personal care is given, so that one mistake is not told twice.
    """
    type_rule = R9 if papers.care.includes_personal_care else R11
    bed, cover = papers.bed_and_care, papers.cover
    results = [
        type_rule.result(papers.care, settings, on=papers.on),
        R10.result(bed, settings, on=papers.on) if bed and bed.bed_by and bed.care_by else None,
        *(rule.result(worker, settings, on=papers.on) for rule in (R13, R16, R17) for worker in papers.workers),
        *(R23.result(one, settings, on=papers.on) for one in papers.employments),
        R24.result(cover, settings, on=papers.on) if cover and cover.employs else None,
        *(R26.result(one, settings, on=papers.on) for one in papers.worker_registrations if one.is_asked),
        R37.result(papers.stay, settings, on=papers.on),
        R42.result(papers.welcome, settings, on=papers.on),
    ]
    return tuple(result for result in results if result is not None)


def is_publishable(results: tuple[Result, ...]) -> bool:
    """Whether nothing stops a listing from being shown."""
    return not any(result.stops for result in results)
