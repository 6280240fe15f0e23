"""Pages about accounts, by what somebody comes for: to join, to sign in, their own account, a team, an organisation."""

from marketplace.accounts.views import councils, joining, organisations, own, signing, team
from marketplace.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "councils", "joining", "organisations", "own", "signing", "team"]
