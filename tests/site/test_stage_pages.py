"""One part first, on each page that says it: planning it, the request, the break, what waits, the caseload."""

from datetime import timedelta

import time_machine

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.people.representation import Capacity, Scope
from tests import breaks, families, golden, staged
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.paper import errors, links, send, words

pytestmark = on_both


def test_the_house_comes_first_from_the_form_to_the_providers_yes_and_on_to_the_rest(client: CheckedClient) -> None:
    made = breaks.planned()
    breaks.add_support(made)
    where, house = f"/breaks/{made.ref}", made.lines["house"]
    families.sign_in(client, made.arranger)
    assert f"{where}/first" in links(client.get(where)).values()
    answers = {"first": [house], "rest_on": staged.rest_on().isoformat()}
    assert send(client, f"{where}/first", answers, press="Save what comes first").status_code == 303
    shown = words(client.get(where))
    assert "First: Whin Lodge" in shown
    assert "comes later" in shown
    assert "Hold the first part" in shown
    held = words(client.get(f"{where}/hold"))
    assert "The first part alone is held. All else comes later." in held
    assert "Tweed PA Bank" not in held
    assert send(client, f"{where}/hold", press="Hold the first part").status_code == 303
    asked = words(client.get(f"{where}/ask"))
    assert "If all say yes, Whin Lodge is kept for you until the end of" in asked
    assert "Tweed PA Bank" not in asked
    services.request(made.ref, asks_longer=False, by=made.arranger)
    families.sign_in(client, made.offers["house"].by)
    request = words(client.get(f"/requests/{house}"))
    assert "This part comes first" in request
    assert "free of charge" in request
    golden.accept(made, "house")
    golden.say_yes(made)
    families.sign_in(client, made.viewers["officer"])
    desk = words(client.get(f"/desk/{made.ref}/money/{made.pots['virtual']}"))
    assert "This is for the first part alone: Whin Lodge." in desk
    assert "Agree £200.00" in desk
    golden.agree(made, "virtual")
    families.sign_in(client, made.arranger)
    shown = words(client.get(where))
    assert "Kept for you: Whin Lodge" in shown
    assert "1 part, not held yet" in shown
    assert "Hold the rest" in shown
    assert "plan the rest" in words(client.get("/waiting"))
    assert "first part kept, the rest to come" in words(client.get("/breaks"))


def test_what_each_pot_pays_of_the_rest_is_beside_what_is_set_aside_for_the_first_part(client: CheckedClient) -> None:
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    where = f"/breaks/{made.ref}/hold"
    families.sign_in(client, made.arranger)
    services.have_first(made.ref, first=[made.lines["house"]], rest_on=staged.rest_on(), by=made.arranger)
    first = words(client.get(where))
    assert "What is held now £200.00" in first
    assert "£200.00 of the £1,000.00 that are free. Left after: £800.00" in first
    golden.ask(made)
    golden.accept(made, "house")
    golden.say_yes(made)
    golden.agree(made, "virtual")
    assert "£98.40 of the £800.00 that are free. Left after: £701.60" in words(client.get(where))


def test_while_the_first_part_is_kept_the_rest_is_held_asked_let_go_and_all_cancelled(client: CheckedClient) -> None:
    made = staged.with_rest(staged.kept())
    where = f"/breaks/{made.ref}"
    families.sign_in(client, made.arranger)
    assert "Whin Lodge is kept for you already" in words(client.get(f"{where}/hold"))
    assert send(client, f"{where}/hold", press="Hold the rest").status_code == 303
    assert "The rest must be agreed by then" in words(client.get(f"{where}/ask"))
    assert "Whin Lodge is kept for you still" in words(client.get(f"{where}/let-go"))
    answer = send(client, f"{where}/let-go", press="Let the rest go")
    assert "The rest is let go. Whin Lodge is kept for you still." in client.get(answer.location).text
    assert "It costs nothing" in words(client.get(f"{where}/let-go"))
    families.sign_in(client, made.viewers["person"])
    client.post("/account/easy-words", data={"easy": "yes"})
    assert "A part is kept for me. The rest is not sure yet." in words(client.get("/my-say"))
    families.sign_in(client, made.arranger)
    assert send(client, f"{where}/cancel", {"reason": "He is ill"}).status_code == 303
    assert made.break_.state is BreakState.CANCELLED


def test_the_caseload_says_by_when_the_rest_must_be_agreed(client: CheckedClient) -> None:
    made = staged.kept()
    officer = made.viewers["officer"]
    families.acts_for(officer, made.people["person"], Scope.PLAN, capacity=Capacity.CARE_MANAGER)
    families.sign_in(client, officer)
    shown = words(client.get("/caseload"))
    assert "the rest by" in shown
    assert "plan the rest, hold it and ask for it" in shown


def test_what_is_wrong_is_said_at_its_field_and_all_can_be_had_together_again(client: CheckedClient) -> None:
    made = breaks.planned()
    where = f"/breaks/{made.ref}"
    families.sign_in(client, made.arranger)
    too_late = golden.friday().isoformat()
    house = [made.lines["house"]]
    for answers, fields in (
        ({"rest_on": ""}, {"first", "rest_on"}),
        ({"first": house, "rest_on": clock.today().isoformat()}, {"rest_on"}),
        ({"first": house, "rest_on": too_late}, {"rest_on"}),
        ({"first": house, "rest_on": "soon"}, {"rest_on"}),
    ):
        assert set(errors(send(client, f"{where}/first", answers, press="Save what comes first"))) == fields
    services.have_first(made.ref, first=house, rest_on=staged.rest_on(), by=made.arranger)
    assert send(client, f"{where}/first", press="Have all of it together").status_code == 303
    assert "First: Whin Lodge" not in words(client.get(where))
    golden.ask(made)
    assert client.get(f"{where}/first").status_code == 403
    families.sign_in(client, families.viewer("Stranger"))
    assert client.get(f"{where}/first").status_code == 404
    assert client.post(f"{where}/all-together").status_code == 404


def test_once_the_day_is_over_the_page_says_so_and_what_to_do(client: CheckedClient) -> None:
    made = staged.kept()
    with time_machine.travel(staged.rest_by() + timedelta(minutes=1)):
        services.expire_over()
        families.sign_in(client, made.arranger)
        shown = words(client.get(f"/breaks/{made.ref}"))
        assert "The day for the rest is over." in shown
        assert "Change what comes first" in shown
        assert "The day by which the rest was to be agreed is over" in words(
            send(client, f"/breaks/{made.ref}/hold", press="Hold the first part")
        )


def test_a_later_day_is_asked_for_answered_on_the_request_and_said_on_the_break(client: CheckedClient) -> None:
    made = staged.kept()
    where, house = f"/breaks/{made.ref}", made.lines["house"]
    families.sign_in(client, made.arranger)
    assert f"{where}/later-day" in links(client.get(where)).values()
    page = words(client.get(f"{where}/later-day"))
    assert "Owners of Whin Lodge is asked" in page
    same = {"rest_on": staged.rest_on().isoformat()}
    wrong = send(client, f"{where}/later-day", same, press="Ask for this day")
    assert errors(wrong) == {"rest_on": "Choose a later day than the one there is"}
    later = {"rest_on": (staged.rest_on() + timedelta(days=3)).isoformat()}
    assert send(client, f"{where}/later-day", later, press="Ask for this day").status_code == 303
    assert "Owners of Whin Lodge, for Whin Lodge: answers by" in words(client.get(where))
    families.sign_in(client, made.offers["house"].by)
    assert "asks for longer" in words(client.get("/requests"))
    request = client.get(f"/requests/{house}")
    assert "Can you keep it for longer?" in words(request)
    answer = send(client, f"/requests/{house}", {"answer": "yes"}, press="Yes, keep it until then")
    assert answer.status_code == 303
    assert "Can you keep it for longer?" not in words(client.get(f"/requests/{house}"))
    assert "asks for longer" not in words(client.get("/requests"))
    families.sign_in(client, made.arranger)
    assert made.break_.rest_by == staged.rest_by() + timedelta(days=3)
    assert "A later day:" not in words(client.get(where))
    families.sign_in(client, families.viewer("Stranger"))
    assert client.get(f"{where}/later-day").status_code == 404
