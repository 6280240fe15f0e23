"""Letters: owed with what owes them, sent after it, once to read in the folder, at least once by SMTP."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import jinja2
import pytest
import time_machine
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import Engine, select, update
from werkzeug.routing import RequestRedirect

from marketplace import clock, worker
from marketplace.config import Config, Site
from marketplace.db import session, transaction
from marketplace.jobs import Job
from marketplace.notifications import letters, queries, services
from marketplace.notifications.models import Channel, Letter
from marketplace.notifications.services import FORGOTTEN, File, Recipient, owe
from tests.servers import Mailbox

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = str(Path(sys.executable).parent / "marketplace")
ANN = Recipient("Ann Scott", "ann@example.org")
LINK = re.compile(r"\{\{ site\.address \}\}(/\S*)")


def a_letter(name: str = "no-account", /, *, to: Recipient = ANN, **more: object) -> str:
    """A letter owed and committed; its reference."""
    with transaction():
        return owe(name, to=to, about="test:1", **more).ref  # type: ignore[arg-type]


def the_letter() -> Letter:
    session.rollback()
    return session.scalars(select(Letter)).one()


def in_folder(config: Config) -> list[EmailMessage]:
    files = sorted(config.mail_folder.glob("*")) if config.mail_folder.exists() else []
    assert all(file.suffix == ".eml" for file in files), files
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def send_again(config: Config) -> None:
    """As after a crash between sending and writing that down."""
    with transaction():
        session.execute(update(Letter).values(sent_at=None))
        session.execute(update(Job).values(done_at=None, leased_until=None, due_at=clock.now()))
    worker.run(config, once=True)


def test_a_letter_is_put_into_the_folder_for_people_to_read(database: Engine, config: Config) -> None:
    a_letter()
    worker.run(config, once=True)
    (mail,) = in_folder(config)
    assert mail["To"] == "Ann Scott <ann@example.org>"
    assert mail["From"] == config.mail_from
    assert mail["Reply-To"] == config.site.email
    assert mail["Subject"] == "No account at Lull has this e-mail address"
    assert mail["Message-ID"] == the_letter().message_id
    assert config.site.telephone in mail.get_content()
    assert the_letter().sent_at is not None


def test_the_file_can_be_read_as_it_is(database: Engine, config: Config) -> None:
    a_letter("already-here", name="Mòrag Ní Dhòmhnaill")
    worker.run(config, once=True)
    (file,) = config.mail_folder.iterdir()
    assert "Hello Mòrag Ní Dhòmhnaill," in file.read_text("utf-8")


def test_what_is_rolled_back_is_never_sent(database: Engine, config: Config) -> None:
    with suppress(ZeroDivisionError), transaction():
        owe("no-account", to=ANN, about="test:1")
        _ = 1 / 0
    worker.run(config, once=True)
    assert in_folder(config) == []


def test_a_letter_sent_twice_is_one_file(database: Engine, config: Config) -> None:
    a_letter()
    worker.run(config, once=True)
    before = [bytes(mail) for mail in in_folder(config)]
    send_again(config)
    assert [bytes(mail) for mail in in_folder(config)] == before


def test_a_letter_that_is_sent_is_left_alone(database: Engine, config: Config) -> None:
    ref = a_letter()
    worker.run(config, once=True)
    for file in config.mail_folder.iterdir():
        file.unlink()
    services.send({"letter": ref}, config=config)
    assert in_folder(config) == []


def test_a_secret_is_forgotten_once_it_is_sent(database: Engine, config: Config) -> None:
    a_letter("join", holds_secret=True, secret="open-sesame")
    assert "open-sesame" in the_letter().body
    worker.run(config, once=True)
    assert "open-sesame" in in_folder(config)[0].get_content()
    assert the_letter().body == FORGOTTEN


def test_files_go_with_a_letter(database: Engine, config: Config) -> None:
    a_letter(files=[File("break.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")])
    worker.run(config, once=True)
    (attached,) = in_folder(config)[0].iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("break.ics", "text/calendar")
    assert attached.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def test_by_smtp_a_file_is_a_part_of_its_own_with_its_whole_media_type(
    database: Engine, config: Config, mailbox: Mailbox
) -> None:
    content = b"BEGIN:VCALENDAR\r\nSUMMARY:M\xc3\xb2rag\r\nEND:VCALENDAR\r\n"
    a_letter(files=[File("break.ics", "text/calendar; method=PUBLISH; charset=utf-8", content)])
    worker.run(replace(config, smtp_url=mailbox.url), once=True)
    (attached,) = mailbox.letters[0].iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert (attached.get_param("method"), attached.get_param("charset")) == ("PUBLISH", "utf-8")
    assert attached.get_payload(decode=True) == content


def test_somebody_without_email_gets_a_page_to_post(database: Engine, config: Config) -> None:
    a_letter(to=Recipient("Jean Reid"))
    worker.run(config, once=True)
    (page,) = config.print_folder.iterdir()
    assert "Jean Reid" in page.read_text("utf-8")
    assert config.site.telephone in page.read_text("utf-8")
    assert in_folder(config) == []
    assert the_letter().channel is Channel.POST
    assert [letter.to_name for letter in queries.pages_to_post(["test:1"])] == ["Jean Reid"]
    assert queries.pages_to_post(["test:2"]) == []


def test_a_subject_is_one_line_whatever_is_in_it(database: Engine, config: Config) -> None:
    words = letters.write(
        "invitation",
        site=Site(),
        inviter="Ann\r\nBcc: all@example.org",
        organisation="Merse",
        role={"label": "provider", "sentence": "Offers."},
        secret="x",
        until=clock.now(),
    )
    assert words.subject == "Ann Bcc: all@example.org invites you to Merse at Lull"


def test_a_letter_says_its_language_and_no_hours_that_nobody_named(database: Engine, config: Config) -> None:
    services.speak_for(replace(config.site, telephone_hours=""))
    a_letter()
    services.speak_for(config.site)
    worker.run(config, once=True)
    (mail,) = in_folder(config)
    assert mail["Content-Language"] == "en-GB"
    assert f"Talk to a person: {config.site.telephone}\nOr write to {config.site.email}\n" in mail.get_content()


def test_a_letter_that_lacks_a_fact_is_not_owed(database: Engine) -> None:
    with pytest.raises(jinja2.UndefinedError):
        a_letter("join")


def test_by_smtp_the_server_has_the_letter(database: Engine, config: Config, mailbox: Mailbox) -> None:
    a_letter("already-here", name="Mòrag")
    worker.run(replace(config, smtp_url=mailbox.url), once=True)
    (mail,) = mailbox.letters
    assert mail["Message-ID"] == the_letter().message_id
    assert "Hello Mòrag," in mail.get_content()
    assert not config.mail_folder.exists()


def test_a_server_that_refuses_is_asked_again_later(database: Engine, config: Config, mailbox: Mailbox) -> None:
    a_letter()
    config = replace(config, smtp_url=mailbox.url)
    mailbox.refuses = True
    worker.run(config, once=True)
    assert the_letter().sent_at is None
    job = session.scalars(select(Job).where(Job.kind == services.SEND)).one()
    assert "451" in (job.last_error or "")
    assert job.due_at > clock.now()
    mailbox.refuses = False
    send_again(config)
    assert len(mailbox.letters) == 1
    assert the_letter().sent_at is not None


def test_no_server_at_all_is_no_harm(database: Engine, config: Config) -> None:
    a_letter()
    worker.run(replace(config, smtp_url="smtp://127.0.0.1:9"), once=True)
    assert the_letter().sent_at is None


def test_a_password_is_never_sent_in_the_clear(database: Engine, config: Config, mailbox: Mailbox) -> None:
    a_letter()
    worker.run(replace(config, smtp_url=mailbox.url.replace("smtp://", "smtp://lull:secret@")), once=True)
    job = session.scalars(select(Job).where(Job.kind == services.SEND)).one()
    assert "no TLS" in (job.last_error or "")
    assert mailbox.letters == []


def settings(url: str, config: Config, mailbox: Mailbox) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "LULL_INSTANCE": str(config.instance), "SMTP_URL": mailbox.url}


def test_a_worker_killed_between_sending_and_writing_it_down_sends_again_under_the_same_id(
    database: Engine, database_url: str, config: Config, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_letter()
    take = mailbox.handle_DATA
    processes: list[subprocess.Popen[bytes]] = []

    async def take_and_kill(server: SMTP, smtp: Session, envelope: Envelope) -> str:
        answer = await take(server, smtp, envelope)
        if len(mailbox.letters) == 1:
            processes[0].send_signal(signal.SIGKILL)
            processes[0].wait()
        return answer

    monkeypatch.setattr(mailbox, "handle_DATA", take_and_kill)
    environment = settings(database_url, config, mailbox)
    processes.append(subprocess.Popen([PROGRAM, "worker"], cwd=ROOT, env=environment))
    assert processes[0].wait(30) == -signal.SIGKILL
    assert the_letter().sent_at is None
    with transaction():
        session.execute(update(Job).values(leased_until=clock.now() - timedelta(seconds=1)))
    subprocess.run([PROGRAM, "worker", "--once"], cwd=ROOT, env=environment, check=True, timeout=30)
    assert [mail["Message-ID"] for mail in mailbox.letters] == [the_letter().message_id] * 2
    assert the_letter().sent_at is not None
    subprocess.run([PROGRAM, "worker", "--once"], cwd=ROOT, env=environment, check=True, timeout=30)
    assert len(mailbox.letters) == 2


def test_a_worker_told_to_stop_ends_the_letter_in_hand(
    database: Engine, database_url: str, config: Config, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_letter()
    a_letter()
    take = mailbox.handle_DATA
    processes: list[subprocess.Popen[bytes]] = []

    async def take_while_stopping(server: SMTP, smtp: Session, envelope: Envelope) -> str:
        processes[0].send_signal(signal.SIGTERM)
        time.sleep(0.3)  # noqa: ASYNC251 - the worker waits for the answer meanwhile, and must not give up
        return await take(server, smtp, envelope)

    monkeypatch.setattr(mailbox, "handle_DATA", take_while_stopping)
    processes.append(subprocess.Popen([PROGRAM, "worker"], cwd=ROOT, env=settings(database_url, config, mailbox)))
    assert processes[0].wait(30) == 0
    session.rollback()
    sent = [letter.sent_at is not None for letter in session.scalars(select(Letter).order_by(Letter.id))]
    assert sent == [True, False]
    assert len(mailbox.letters) == 1


def test_an_idle_worker_sends_what_comes_and_stops_when_told(
    database: Engine, database_url: str, config: Config, mailbox: Mailbox
) -> None:
    with subprocess.Popen([PROGRAM, "worker"], cwd=ROOT, env=settings(database_url, config, mailbox)) as process:
        time.sleep(1)
        a_letter()
        last = time.monotonic() + 20
        while not mailbox.letters and time.monotonic() < last:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert len(mailbox.letters) == 1


def test_a_sweep_is_owed_once_for_each_of_its_turns(database: Engine, config: Config) -> None:
    with time_machine.travel("2026-12-01 12:00:00+00:00", tick=False):
        for _ in range(2):
            worker.run(config, once=True)
    session.rollback()
    needs_cards = "reconcile-cards"  # of a card firm that is not there: it is tried again
    done = session.execute(select(Job.kind, Job.done_at.is_not(None), Job.last_error).where(Job.kind != needs_cards))
    assert sorted(done) == sorted((sweep.name, True, None) for sweep in worker.SWEEPS if sweep.name != needs_cards)
    assert session.scalars(select(Job.done_at).where(Job.kind == needs_cards)).one() is None


def test_letters_are_forgotten_a_year_after_they_were_sent(database: Engine, config: Config) -> None:
    kept = a_letter()
    a_letter(files=[File("a.ics", "text/calendar", b"x")])
    waiting = a_letter()
    with transaction():
        year = clock.now() - timedelta(days=366)
        session.execute(update(Letter).where(Letter.ref.not_in([kept, waiting])).values(sent_at=year))
        session.execute(update(Letter).where(Letter.ref == kept).values(sent_at=clock.now()))
    services.forget_old()
    session.rollback()
    assert set(session.scalars(select(Letter.ref))) == {kept, waiting}


def test_every_link_in_a_letter_leads_to_a_page(app: Flask) -> None:
    pages = app.url_map.bind("lull.example")
    found = [
        (file.name, re.sub(r"\{\{.*?\}\}", "x", path))
        for file in letters.FOLDER.glob("*.txt")
        for path in LINK.findall(re.sub(r"\{\{ (?!site\.address)[^}]* \}\}", "{{x}}", file.read_text("utf-8")))
    ]
    assert found
    for name, path in found:
        try:
            pages.match(path, "GET")
        except RequestRedirect as redirect:
            pytest.fail(f"{name}: {path} is moved to {redirect.new_url}")
