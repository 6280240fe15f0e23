"""Legal entities that belong together (R10): what a provider has said, and how two providers stand to each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import LinkedEntity, Provider
from marketplace.listings.models.linked import key_of


@dataclass(frozen=True, slots=True)
class Bond:
    """How two providers stand to each other."""

    are_one: bool
    are_linked: bool = False
    are_sold_together: bool = False


def linked_with(provider: Provider) -> Sequence[LinkedEntity]:
    """What a provider has said that belongs with it, by name."""
    standing = select(LinkedEntity).where(LinkedEntity.provider_id == provider.id, LinkedEntity.ended_at.is_(None))
    return session.scalars(standing.order_by(LinkedEntity.name, LinkedEntity.id)).all()


def own_linked(ref: str, *, viewer: Viewer) -> LinkedEntity:
    """One of these of the viewer's own provider. Raises NotFound."""
    found = session.scalar(
        select(LinkedEntity)
        .join(Provider, Provider.id == LinkedEntity.provider_id)
        .where(LinkedEntity.ref == ref, Provider.organisation_id == viewer.organisation_id)
        .where(LinkedEntity.ended_at.is_(None))
    )
    if found is None or not viewer.can(Permission.KEEP_LISTINGS):
        raise NotFound
    return found


def bond_between(one: Provider, other: Provider) -> Bond:
    """How two providers stand to each other, whichever of them has said so."""
    mine, theirs = key_of(one.legal_name or one.name), key_of(other.legal_name or other.name)
    if one.id == other.id or mine == theirs:
        return Bond(are_one=True)
    said = session.scalars(
        select(LinkedEntity).where(
            LinkedEntity.ended_at.is_(None),
            or_(
                (LinkedEntity.provider_id == one.id) & (LinkedEntity.key == theirs),
                (LinkedEntity.provider_id == other.id) & (LinkedEntity.key == mine),
            ),
        )
    ).all()
    return Bond(
        are_one=False,
        are_linked=any(each.is_of_one_hand for each in said),
        are_sold_together=any(each.is_sold_together for each in said),
    )
