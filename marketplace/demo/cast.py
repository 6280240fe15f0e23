"""Who signs in to the demo: organisations, accounts in their roles, and what the sign-in page says of each."""

from dataclasses import dataclass, field, replace
from functools import cache

from marketplace.accounts import queries
from marketplace.accounts import services as accounts
from marketplace.accounts.demo import DEMO_PASSWORD
from marketplace.accounts.models import Account, Organisation
from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.accounts.services.accounts import Checked, NewAccount, check, make
from marketplace.accounts.signing_in import viewer_in
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import transaction
from marketplace.demo.people_texts import AccountText, OrganisationText, PeopleTexts


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody whom the sign-in page shall offer."""

    email: str
    words: str
    position: int


@dataclass(slots=True)
class Cast:
    """Those who have joined so far, by the keys that the files give them; managers by their provider's id."""

    viewers: dict[str, Viewer] = field(default_factory=dict)
    managers: dict[int, Viewer] = field(default_factory=dict)
    organisation_refs: dict[str, str] = field(default_factory=dict)
    offered: list[Offered] = field(default_factory=list)


def gather(texts: PeopleTexts) -> Cast:
    """Every organisation and account of ``texts``, but for those who join by a letter."""
    cast = Cast()
    organisations = {one.key: _organisation(one) for one in texts.organisations}
    cast.organisation_refs = {key: organisation.ref for key, organisation in organisations.items()}
    for text in texts.accounts:
        cast.offered.append(Offered(text.email, text.words, text.position))
        if text.role is not None:
            cast.viewers[text.key] = _join(text, text.role, organisations.get(text.organisation))
    return cast


def join(*, name: str, email: str, role: RoleName, organisation: Organisation | None) -> Viewer:
    """A new account with the demo's password, in one role; how it then reads and acts."""
    with transaction():
        account = make(replace(_with_demo_password(), name=name, email=email), by=SITE)
        return viewer_in(accounts.add_membership(account=account, role=role, organisation=organisation, by=SITE))


def offer_sign_in(cast: Cast) -> None:
    """Let the sign-in page offer them: from then on this database says that it is a demo."""
    for one in cast.offered:
        accounts.offer_in_demo(account=_account(one.email), words=one.words, position=one.position)


def _organisation(text: OrganisationText) -> Organisation:
    council_id = queries.council(text.council).id if text.council else None
    kind = OrganisationKind(text.kind)
    return accounts.add_organisation(kind=kind, name=text.name, council_id=council_id, by=SITE)


def _join(text: AccountText, role: RoleName, organisation: Organisation | None) -> Viewer:
    return join(name=text.name, email=text.email, role=role, organisation=organisation)


@cache
def _with_demo_password() -> Checked:
    """What is kept of anybody's account: all have one password, and hashing it is made to take long."""
    return check(NewAccount("Anybody", "anybody@demo.example", DEMO_PASSWORD))


def _account(email: str) -> Account:
    found = queries.account_with_email(email)
    if found is None:
        raise LookupError(email)
    return found
