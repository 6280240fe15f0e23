"""Who is reading or acting: an account in one of its roles. Every query of what is not public takes one."""

from dataclasses import dataclass

from marketplace.accounts.roles import ROLES, Permission, RoleName
from marketplace.audit import Actor


@dataclass(frozen=True)
class Viewer:
    """One reader. ``organisation_id`` and ``council_id`` are those of the membership acted in, if any."""

    account_id: int | None = None
    name: str = ""
    email: str = ""
    role: RoleName | None = None
    membership_ref: str | None = None
    organisation_id: int | None = None
    organisation_name: str | None = None
    council_id: int | None = None
    reads_easily: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether this is anybody in particular."""
        return self.account_id is not None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role acted in allows. Somebody whose last role has ended still keeps their own account."""
        if self.role:
            return ROLES[self.role].permissions
        return frozenset({Permission.KEEP_OWN_ACCOUNT}) if self.is_signed_in else frozenset()

    def can(self, permission: str) -> bool:
        """Whether the role acted in has this permission."""
        return permission in self.permissions

    @property
    def actor(self) -> Actor:
        """This reader as the one who acts."""
        return Actor(name=self.name or "visitor", account_id=self.account_id, organisation_id=self.organisation_id)


VISITOR = Viewer()
