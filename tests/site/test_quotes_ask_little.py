"""Pages of quotes and of breaks side by side ask the database as much for many rows as for few."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.quotes import services
from marketplace.quotes.drafts import HomeDraft
from marketplace.quotes.services.choices import Beside
from marketplace.quotes.sorts import Week
from tests import breaks, families
from tests.checked_client import CheckedClient
from tests.site.test_pages_ask_little import MANY, Counts, assert_same, counted

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # how many there are is the same on both

HOME = HomeDraft(name="Cheviot View", source="A call", nights=3, council_pence=900_00, person_pence=0, staff="1 for 6")


def test_many_quotes_choices_and_like_cases_ask_as_little_as_few(client: CheckedClient) -> None:
    made = breaks.planned()
    officer, refs = made.viewers["officer"], [made.ref]
    breaks.planned(made, at=made.offers["house"])
    refs.append(made.ref)
    day = clock.today() + timedelta(days=3)
    open_one = services.compare(refs[0], draft=HOME, by=officer)
    counts: list[Counts] = []
    for _ in range(2):
        several = [Beside(ref) for ref in refs]
        chosen = services.put_beside(several, title="Spring", answer_by=day, by=officer)
        services.send_choices(chosen, by=officer)
        decided = services.compare(refs[0], draft=HOME, by=officer)
        services.decide_between(decided, decided=Week.BREAK, reason="Costs less", by=officer)
        families.sign_in(client, officer)
        found = counted(client, f"/comparisons/{open_one}", "/choices", f"/breaks/{refs[0]}/quotes")
        families.sign_in(client, made.arranger)
        found |= counted(client, "/breaks", f"/choices/{chosen}", f"/breaks/{refs[0]}/comparisons")
        counts.append({address.replace(chosen, "~"): count for address, count in found.items()})
        while len(refs) < MANY + 1:
            breaks.planned(made, at=made.offers["house"])
            refs.append(made.ref)
    assert_same(*counts, most=60)
