"""The pages of a provider's PAs, from a phone: nothing is lost on an error, and what is saved is said again."""

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from tests.checked_client import CheckedClient
from tests.offering import provider
from tests.paper import errors, send


def test_a_week_is_typed_day_by_day_and_what_cannot_be_meant_is_said_at_its_day(client: CheckedClient) -> None:
    jean = provider(client)
    path = f"/pas/{jean.add_pa()}/week"
    refused = send(client, path, {"monday": "9-17", "tuesday": "17:00-9:00", "nights": ["4", "5"]})
    assert refused.status_code == 422
    assert "ends before it starts" in errors(refused)["tuesday"]
    assert 'value="9-17"' in refused.text
    assert send(client, path, {"monday": "9-17", "tuesday": "", "nights": ["4"]}).status_code == 303
    page = client.get(path.removesuffix("/week")).text
    assert "Monday: 9:00-17:00" in page
    assert "Friday: sleeps over" in page


def test_where_a_pa_starts_from_and_what_they_speak_is_asked_for(client: CheckedClient) -> None:
    jean = provider(client)
    path = f"/pas/{jean.add_pa()}/work"
    assert set(errors(send(client, path, {}))) == {"opts_out"}
    typed = {
        "opts_out": "no",
        "languages": "Gaelic",
        "base": "Atlantis",
        "miles": "12",
    }
    assert "Atlantis" in errors(send(client, path, typed))["base"]
    assert send(client, path, typed | {"base": "Duns"}).status_code == 303
    assert "From Duns. Speaks Gaelic" in client.get(path.removesuffix("/work")).text


def test_a_training_is_added_renewed_and_taken_away(client: CheckedClient) -> None:
    jean = provider(client)
    path = f"/pas/{jean.add_pa()}/skills"
    assert set(errors(send(client, path, {}))) == {"skill", "trained_on"}
    wrong = {"skill": "hoist", "trained_on": "2025-06-01", "expires_on": "2025-05-01"}
    assert set(errors(send(client, path, wrong))) == {"expires_on"}
    assert send(client, path, wrong | {"expires_on": "2025-07-01"}).status_code == 303
    assert "does not count" in client.get(path).text
    renewed = send(client, path, wrong | {"expires_on": ""}, press="Save this training")
    assert renewed.status_code == 303
    assert "Trained on Sunday 1 June 2025, does not end" in client.get(path).text
    assert client.post(f"{path}/remove", data={"skill": "hoist"}).status_code == 303
    assert "Nothing yet" in client.get(path).text
    assert client.post(f"{path}/remove", data={"skill": "hoist"}).status_code == 404


def test_days_off_are_taken_and_given_back(client: CheckedClient) -> None:
    jean = provider(client)
    path = f"/pas/{jean.add_pa()}/leave"
    assert set(errors(send(client, path, {"first": "2031-02-30", "last": ""}))) == {"first", "last"}
    year = clock.today().year + 1
    assert send(client, path, {"first": f"{year}-03-08", "last": f"{year}-03-01"}).status_code == 422
    assert send(client, path, {"first": f"{year}-03-01", "last": f"{year}-03-08"}).status_code == 303
    page = client.get(path).text
    assert f"1 March {year} to" in page
    assert f"8 March {year}" in page
    assert client.post(f"{path}/end", data={"leave": "nothing"}).status_code == 404


def test_a_second_worker_of_somebody_who_works_alone_leads_to_registration(client: CheckedClient) -> None:
    sam = provider(client, "Sam Sole", is_individual=True)
    sam.add_pa("Sam Sole")
    sam.start(ListingKind.SOLE_PA, "Sam, a PA")
    assert "registered service" not in client.get("/pas").text
    added = send(client, "/pas/new", {"name": "Second Person", "born_on": ["4", "5", "1990"]})
    assert added.location == "/pas/second-worker"
    page = client.get("/pas/second-worker").text
    assert "Care Inspectorate" in page
    assert "Two PAs need a registered service" in client.get("/pas").text


def test_the_map_of_free_time_says_what_is_free_in_figures(client: CheckedClient) -> None:
    jean = provider(client)
    assert "No PA can be booked yet" in client.get("/pas/capacity").text
    jean.bank()
    page = client.get("/pas/capacity?weeks=12").text
    assert "About 105 hours by day and 7 sleepovers a week are free" in page
    assert "over the next 12 weeks" in page
    assert "over the next 4 weeks" in client.get("/pas/capacity?weeks=99999999999999999999").text
