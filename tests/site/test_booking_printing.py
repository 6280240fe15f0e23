"""Letters for people without e-mail: who finds them to print, how they read, and that they were posted."""

import re

from flask import Flask
from sqlalchemy import update

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.config import Config
from marketplace.db import transaction
from marketplace.people.models import Person, Representation
from tests import families, golden, mail
from tests.checked_client import CheckedClient
from tests.golden import Golden

LETTER = re.compile(r'href="(/letters/[^"]+)"')


def asked() -> Golden:
    """The carer's night off: she and her husband have no e-mail, and both have letters for their yes or no."""
    c = golden.a_night_off()
    with transaction() as session:
        where = {"postal_address": "3 Mill Wynd, Peebles", "postcode": "EH45 8DY"}
        session.execute(update(Person).where(Person.name == "Moira Elliot").values(**where))
    golden.ask(c)
    return c


def queue(client: CheckedClient) -> list[str]:
    return LETTER.findall(client.get("/letters").text)


def test_an_adviser_prints_the_letters_and_marks_each_as_posted_once(
    app: Flask, client: CheckedClient, config: Config
) -> None:
    c = asked()
    families.sign_in(client, c.arranger)
    page = client.get("/letters").text
    assert "2 letters wait" in page
    assert 'To print <span class="count">2<' in page
    first, second = queue(client)

    letter = client.get(first).text
    for words in (
        "Moira Elliot<br>3 Mill Wynd<br>Peebles<br>EH45 8DY",
        "Your yes or no: A night off",
        "Your no counts",
    ):
        assert words in letter
    assert "The address is not known" not in letter
    his = client.get(second).text
    assert "The address is not known" in his
    assert f"/people/{c.people['person']}" not in his  # he acts for her alone

    assert client.post(f"{first}/posted", data={}).location == "/letters"
    after = client.get("/letters").text
    assert "1 letter waits" in after
    assert c.arranger.name in after
    assert "Posted on" in client.get(first).text
    assert client.post(f"{first}/posted", data={}).status_code == 409

    mail.letters(config)
    (hers,) = [file.read_text() for file in config.print_folder.iterdir() if "Moira" in file.read_text()]
    assert "3 Mill Wynd, Peebles, EH45 8DY" in hers


def test_the_address_is_that_of_today_and_is_kept_with_the_details(app: Flask, client: CheckedClient) -> None:
    c = asked()
    families.sign_in(client, c.arranger)
    with transaction() as session:
        session.execute(update(Person).values(postal_address=None))
    letter = queue(client)[0]
    details = f"/people/{c.people['carer']}/details"
    assert f'href="{details}"' in client.get(letter).text
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="seen"', client.get(details).text)
    assert seen
    typed = {
        "name": "Moira Elliot",
        "postal_address": " 4  Tweed Green, Peebles ",
        "postcode": "eh458dy",
        "seen": seen[1] or seen[2],
    }
    assert client.post(details, data=typed).status_code == 303
    assert "Moira Elliot<br>4 Tweed Green<br>Peebles<br>EH45 8DY" in client.get(letter).text
    long = client.post(details, data=typed | {"postal_address": "x" * 201})
    assert (long.status_code, "200 letters or fewer" in long.text) == (422, True)


def test_nobody_else_finds_them_and_the_brokerage_only_when_nobody_acts(app: Flask, client: CheckedClient) -> None:
    c = asked()
    families.sign_in(client, c.arranger)
    letters = queue(client)
    brokerage = families.viewer("Desk", RoleName.BROKERAGE)
    strangers = [families.adviser("Another"), families.officer(council=families.FIFE), c.viewers["officer"], brokerage]
    for stranger in strangers:
        families.sign_in(client, stranger)
        assert queue(client) == []
        for path in letters:
            assert client.get(path).status_code == 404
            assert client.post(f"{path}/posted", data={}).status_code == 404

    with transaction() as session:
        session.execute(update(Representation).values(revoked_at=clock.now()))
    families.sign_in(client, c.arranger)
    assert queue(client) == []
    assert client.get(letters[0]).status_code == 404
    families.sign_in(client, brokerage)
    assert queue(client) == letters
    assert client.post(f"{letters[0]}/posted", data={}).status_code == 303
    assert len(LETTER.findall(client.get("/letters").text.partition('id="posted"')[0])) == 1
