"""What a provider can invoice now: pieces that are over, not invoiced yet, whose money still waits; by payer and month.

Of a cancelled line it is what was kept, at once. No name of a person is here: the payer knows whose it is by its
purchase order. Where a lead payer pays whole invoices (R48), each piece says whose share it is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.invoicing import Piece, ShareOf, Stretch, kept_of, pieces
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Agreement, Break, LeadPayer, Line, Segment, Share, Waiver
from marketplace.booking.queries.holdings import live_money
from marketplace.booking.queries.lead_payers import Led, card_pots, is_led_away, lead_pot, led
from marketplace.booking.queries.payers import debtor_of, paid_on_invoice, payer_of_pot
from marketplace.booking.queries.promises import not_paid_yet
from marketplace.booking.queries.readiness import agreements_of_each
from marketplace.booking.queries.words import segment_words
from marketplace.booking.waiving import WaiverState
from marketplace.budgets.models import Pot
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.listings.models import Listing, Provider
from marketplace.money import format_pence
from marketplace.payments.invoices.paper import PaidBack, Part, PayerKey
from marketplace.payments.invoices.queries import invoiced_pieces

is_earned = or_(
    Line.state.in_((LineState.ACCEPTED, LineState.DELIVERED))
    & Break.state.in_((BreakState.CONFIRMED, BreakState.COMPLETED)),
    (Line.state == LineState.CANCELLED) & Line.shares.any(Share.kept_pence > 0),
)
"""Lines that bring their provider something, with their breaks: booked, delivered, or cancelled and partly kept."""
_is_asked_for = exists().where(Waiver.line_id == Line.id, Waiver.state == WaiverState.ASKED)
"""Whether its provider is asked to keep less of a cancelled line: until it answers, nothing of it is invoiced."""

LONGEST_WORDS = 240
LONGEST_WHEN = 120


@dataclass(frozen=True)
class ToInvoice:
    """One piece that can be invoiced. ``key`` names it in a form; by ``place`` those of one part stand together."""

    key: str
    payer: PayerKey
    month: date
    part: Part
    line_ref: str
    place: tuple[datetime, int, int]

    @property
    def order(self) -> str:
        """The purchase order of the pot that pays it in the end."""
        return self.part.paid_back.purchase_order if self.part.paid_back else self.part.purchase_order


@dataclass(frozen=True)
class Batch:
    """All that can be on one invoice: of one payer and one month."""

    payer: PayerKey
    month: date
    rows: tuple[ToInvoice, ...]

    @property
    def pence(self) -> int:
        """All of it."""
        return sum(row.part.pence for row in self.rows)

    @property
    def key(self) -> str:
        """What names it in an address; it says nothing of whose it is."""
        named = f"{self.payer.sort}|{self.payer.council_id}|{self.payer.holder_id}|{self.payer.name}|{self.month}"
        return sha256(named.encode()).hexdigest()[:16]

    @property
    def month_words(self) -> str:
        """``March 2027``."""
        return f"{self.month:%B %Y}"


def batches(*, viewer: Viewer) -> tuple[Batch, ...]:
    """What the viewer's provider can invoice now, the oldest month first."""
    rows = sorted(to_invoice(viewer=viewer), key=_order)
    return tuple(Batch(payer, month, tuple(group)) for (month, _, payer), group in groupby(rows, key=_group))


def to_invoice(*, viewer: Viewer, break_ids: Collection[int] | None = None) -> tuple[ToInvoice, ...]:
    """Each piece of it; with ``break_ids`` of these breaks alone."""
    if viewer.organisation_id is None or not viewer.can(Permission.SEND_INVOICES):
        return ()
    wanted = earned_lines().where(Provider.organisation_id == viewer.organisation_id)
    lines = session.scalars(wanted.where(Break.id.in_(break_ids)) if break_ids is not None else wanted).all()
    return tuple(rows_of(lines))


def invoiced_shares(lines: Iterable[Line]) -> set[str]:
    """References of the shares of these lines that are paid on their provider's invoice, by whoever has it (R48).

    A provider who is not on this site sends its invoice to whoever pays it, who types it in. A fee has no invoice.
    """
    several = [line for line in lines if not line.is_fee]
    by_card = card_pots({line.break_id for line in several if lead_pot(line)})
    return {
        share.reference
        for line in several
        for share in line.shares
        if paid_on_invoice(share) or is_led_away(share, is_by_card=(line.break_id, share.pot_id) in by_card)
    }


def not_payable_yet(one: Break, lines: Iterable[Line]) -> set[str]:
    """References of shares that stay set aside when these lines of a break are over, or cancelled.

    They are paid on their provider's invoice, or their owner pays them and the money has not come yet.
    """
    return invoiced_shares(lines) | not_paid_yet(one)


def earned_lines() -> Select[Line]:
    """Lines that bring their provider something, read whole."""
    pot = selectinload(Line.shares).joinedload(Share.pot)
    return (
        select(Line)
        .join(Listing, Listing.id == Line.listing_id)
        .join(Provider, Provider.id == Listing.provider_id)
        .join(Break, Break.id == Line.break_id)
        .where(is_earned, ~_is_asked_for)
        .options(
            joinedload(Line.listing).joinedload(Listing.provider),
            joinedload(Line.break_).joinedload(Break.lead).joinedload(LeadPayer.pot).joinedload(Pot.sort),
            selectinload(Line.segments),
            pot.joinedload(Pot.sort),
            pot.joinedload(Pot.council),
            pot.joinedload(Pot.holder),
        )
        .order_by(Line.id)
    )


def rows_of(lines: Sequence[Line]) -> Iterator[ToInvoice]:
    """What of these lines can be invoiced now, whoever pays it."""
    references = invoiced_shares(lines)
    if not references:
        return
    waiting, done = live_money(references), invoiced_pieces(references)
    agreed = agreements_of_each({line.break_id for line in lines})
    for line in lines:
        shares = {share.reference: share for share in line.shares if share.reference in waiting}
        stretches = {segment.reference: segment for segment in line.segments}
        is_off = line.state is LineState.CANCELLED
        for piece in _kept(line) if is_off else pieces_of(line):
            segment, share = stretches[piece.segment], shares.get(piece.reference)
            before = done.get((piece.reference, piece.segment))
            pence = piece.pence if before is None else before.again(piece.pence)
            if share is not None and pence and (is_off or _ends_at(segment) <= clock.now()):
                yield _row(replace(piece, pence=pence), share, segment, agreed[line.break_id])


def pieces_of(line: Line) -> tuple[Piece, ...]:
    """Every piece of a line."""
    of_segment = {segment.id: segment.reference for segment in line.segments}
    shares = [ShareOf(one.reference, of_segment.get(one.segment_id or 0, ""), one.pence) for one in line.shares]
    return pieces(shares, [Stretch(segment.reference, segment.pence) for segment in line.segments])


def _kept(line: Line) -> Iterator[Piece]:
    """What was kept of a cancelled line: the first stretches first, a levy last, for it goes back before all else."""
    order = {one.reference: (bool(one.levy_council), one.starts_at or line.break_.starts_at) for one in line.segments}
    in_time = sorted(pieces_of(line), key=lambda piece: order[piece.segment])
    return kept_of(in_time, {share.reference: share.kept_pence for share in line.shares})


def _row(piece: Piece, share: Share, segment: Segment, agreed: Mapping[int, Agreement]) -> ToInvoice:
    line, lead = share.line, lead_pot(share.line)
    pot = lead or share.pot
    words = f"{line.title}: {segment.words}"
    if piece.pence != segment.pence:
        words += f", part of {format_pence(segment.pence)}"
    if line.state is LineState.CANCELLED:
        words = f"Kept when it was cancelled: {words}"
    if lead is not None:
        words = f"Share of {debtor_of(share.pot).name}: {words}"
    part = Part(
        reference=piece.reference,
        piece=piece.segment,
        words=words[:LONGEST_WORDS],
        when=segment_words(segment)[:LONGEST_WHEN],
        purchase_order=_order_of(pot, agreed),
        pence=piece.pence,
        vat=line.vat,
        vat_per_ten_thousand=line.vat_per_ten_thousand,
        coding=pot.coding,
        paid_back=_paid_back(share, lead, agreed) if lead else None,
    )
    month = in_london(_ends_at(segment)).date().replace(day=1)
    place = (max(map(_ends_at, line.segments)), line.id, segment.id)
    return ToInvoice(f"{share.ref}.{segment.ref}", payer_of_pot(pot), month, part, line.ref, place)


def _paid_back(share: Share, lead: Pot, agreed: Mapping[int, Agreement]) -> PaidBack | None:
    """Who pays a share back to the lead, who has the invoice; none where it is the lead's own."""
    if led(share, lead, is_by_card=False) is Led.OWN:
        return None
    return PaidBack(debtor_of(share.pot), _order_of(share.pot, agreed), share.pot.coding)


def _order_of(pot: Pot, agreed: Mapping[int, Agreement]) -> str:
    return agreed[pot.id].purchase_order if pot.id in agreed else ""


def _ends_at(segment: Segment) -> datetime:
    return segment.ends_at or segment.line.break_.ends_at


def _group(row: ToInvoice) -> tuple[date, str, PayerKey]:
    return row.month, row.payer.name, row.payer


def _order(row: ToInvoice) -> tuple[date, str, str, tuple[datetime, int, int], str]:
    return row.month, row.payer.name, f"{row.payer.council_id}{row.payer.holder_id}", row.place, row.key
