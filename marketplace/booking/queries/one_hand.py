"""The beds and the personal care of a break that come from one hand, or are sold as a pair, as rule R10 asks."""

from collections.abc import Iterable, Iterator
from itertools import product

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.models import Line
from marketplace.listings.employing import is_care_home
from marketplace.listings.models import Listing, Provider
from marketplace.listings.queries.linked import Bond, bond_between
from marketplace.listings.queries.proofs import registration_of
from marketplace.rules.entities import BedAndCare


def pairs(lines: Iterable[Line]) -> Iterator[BedAndCare]:
    """Each bed with each care of another listing, where they have anything to do with each other."""
    listed = [(line, line.listing) for line in lines if line.listing is not None]
    beds = dict.fromkeys(listing for _, listing in listed if listing.kind is ListingKind.ACCOMMODATION)
    care = dict.fromkeys(listing for line, listing in listed if line.includes_personal_care)
    for bed, giver in product(beds, care):
        bond = bond_between(bed.provider, giver.provider)
        if bond.are_one or bond.are_linked or bond.are_sold_together:
            yield _pair(bed, giver, bond)


def _pair(bed: Listing, care: Listing, bond: Bond) -> BedAndCare:
    return BedAndCare(
        bed_by=_name(bed.provider),
        care_by=_name(care.provider),
        are_one=bond.are_one,
        are_linked=bond.are_linked,
        are_sold_together=bond.are_sold_together,
        is_care_home=is_care_home(registration_of(care.registration_number)),
    )


def _name(provider: Provider) -> str:
    return provider.legal_name or provider.name
