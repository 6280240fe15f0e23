"""What the stand-in keeps, in one SQLite file: objects, answers by idempotency key, and messages not yet taken.

Each request is one piece of work: all that it changes is written together or not at all, so that nothing is half done
when the program is killed, and a request that was answered is never forgotten.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from marketplace.payments.stand_in import clock, refusals
from marketplace.payments.stand_in.wire import Answer, Document, new_id, seen

API_VERSION = "2026-10-28.endive"
TABLES = """
CREATE TABLE IF NOT EXISTS object (number INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, document TEXT);
CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, request TEXT, status INTEGER, body BLOB);
CREATE TABLE IF NOT EXISTS message (number INTEGER PRIMARY KEY, body TEXT, due REAL, tries INTEGER, is_taken INTEGER);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind);
CREATE INDEX IF NOT EXISTS message_due ON message (is_taken, due);
"""


@dataclass(frozen=True, slots=True)
class Message:
    """An event on its way to the site: how often it was sent in vain, and when it is due."""

    number: int
    body: str
    tries: int
    seconds_to_go: float


class State:
    """The file. One piece of work at a time; any thread may ask for it."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(file, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.executescript(TABLES)

    @contextmanager
    def work(self) -> Iterator["Work"]:
        """One piece of work, kept whole at the end of the block; an error undoes it."""
        with self._lock, self._connection:
            yield Work(self._connection)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


@dataclass(frozen=True, slots=True)
class Work:
    """What may be read and changed within one piece of work."""

    connection: sqlite3.Connection

    def find(self, kind: str, name: str, param: str = "id") -> Document:
        """The object of this kind and name. Raises Refusal when there is none."""
        row = self.connection.execute("SELECT document FROM object WHERE id = ? AND kind = ?", (name, kind)).fetchone()
        if row is None:
            raise refusals.no_such(kind, name, param)
        return cast("Document", json.loads(row[0]))

    def all(self, kind: str) -> list[Document]:
        """Every object of a kind, the oldest first."""
        rows = self.connection.execute("SELECT document FROM object WHERE kind = ? ORDER BY number", (kind,))
        return [json.loads(row[0]) for row in rows]

    def keep(self, document: Document) -> Document:
        """Have the object as it is now."""
        self.connection.execute(
            "INSERT INTO object (id, kind, document) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET document = excluded.document",
            (document["id"], document["object"], json.dumps(document)),
        )
        return document

    def answered(self, key: str) -> tuple[str, Answer] | None:
        """The request that first had this idempotency key, and its answer."""
        row = self.connection.execute("SELECT request, status, body FROM answer WHERE key = ?", (key,)).fetchone()
        return (row[0], Answer(row[1], row[2])) if row else None

    def keep_answer(self, key: str, request: str, answer: Answer) -> None:
        """Answer this to the key from now on."""
        self.connection.execute("INSERT INTO answer VALUES (?, ?, ?, ?)", (key, request, answer.status, answer.body))

    def tell(self, name: str, document: Document) -> None:
        """Owe the site a message about the object as it is now."""
        event = {
            "id": new_id("evt"),
            "object": "event",
            "type": name,
            "api_version": API_VERSION,
            "created": int(clock.seconds()),
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "data": {"object": seen(document)},
        }
        if document["object"] == "account":
            event["account"] = document["id"]
        self.connection.execute(
            "INSERT INTO message (body, due, tries, is_taken) VALUES (?, ?, 0, 0)",
            (json.dumps(event), clock.seconds()),
        )

    def first_message(self) -> Message | None:
        """The message that is due first, if there is one."""
        row = self.connection.execute(
            "SELECT number, body, tries, due - ? FROM message WHERE is_taken = 0 ORDER BY due, number LIMIT 1",
            (clock.seconds(),),
        ).fetchone()
        return Message(*row) if row else None

    def owed_messages(self) -> int:
        """How many messages have not been taken."""
        return int(self.connection.execute("SELECT count(*) FROM message WHERE is_taken = 0").fetchone()[0])

    def taken(self, message: Message) -> None:
        """The site has the message."""
        self.connection.execute("UPDATE message SET is_taken = 1 WHERE number = ?", (message.number,))

    def put_off(self, message: Message, seconds: float) -> None:
        """Send the message again after a while."""
        self.connection.execute(
            "UPDATE message SET tries = tries + 1, due = ? WHERE number = ?",
            (clock.seconds() + seconds, message.number),
        )

    def owe_all_again(self) -> None:
        """Send every message once more, taken or not."""
        self.connection.execute("UPDATE message SET is_taken = 0, tries = 0, due = ?", (clock.seconds(),))

    def forget_all(self) -> None:
        """Begin anew."""
        for table in ("object", "answer", "message"):
            self.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
