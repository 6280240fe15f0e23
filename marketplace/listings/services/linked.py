"""What a provider says of legal entities that belong with its own (R10)."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.models import LinkedEntity, Provider
from marketplace.listings.models.linked import key_of


def link(*, provider_id: int, name: str, is_of_one_hand: bool, is_sold_together: bool, by: Actor) -> LinkedEntity:
    """Write down that an entity belongs with a provider's own. Raises Refused for its own name, or one there is."""
    with transaction():
        provider = session.get_one(Provider, provider_id, with_for_update=True)
        key = key_of(name)
        if key == key_of(provider.legal_name or provider.name):
            raise Refused(fields={"name": "This is your own legal name. Enter the name of the other one"})
        there = select(LinkedEntity.id).where(
            LinkedEntity.provider_id == provider_id, LinkedEntity.key == key, LinkedEntity.ended_at.is_(None)
        )
        if session.scalar(there) is not None:
            raise Refused(fields={"name": "This name is in your list already"})
        made = LinkedEntity(
            provider_id=provider_id,
            name=name,
            key=key,
            is_of_one_hand=is_of_one_hand,
            is_sold_together=is_sold_together,
            made_at=clock.now(),
            made_by_account_id=by.account_id,
        )
        session.add(made)
        session.flush()
        audit.record("entity-linked", about=f"provider:{provider.ref}", by=by)
        return made


def unlink(*, entity_id: int, by: Actor) -> None:
    """Write down that an entity belongs with a provider no more. Harmless when repeated."""
    with transaction():
        entity = session.get_one(LinkedEntity, entity_id, with_for_update=True)
        entity.ended_at = entity.ended_at or clock.now()
        provider = session.get_one(Provider, entity.provider_id)
        audit.record("entity-unlinked", about=f"provider:{provider.ref}", by=by)
