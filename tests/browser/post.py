"""Letters as people find them: the worker does its round, and the newest letter to somebody is opened."""

from email import message_from_bytes, policy

from tests.mail import link_in
from tests.servers import LiveServer


def link(server: LiveServer, *, to: str, holding: str) -> str:
    """The path of the link that holds some words, in the newest letter to an address."""
    server.work()
    files = sorted((server.instance / "mail").glob("*.eml"))
    every = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    letters = [letter for letter in every if to in str(letter["To"])]
    assert letters, f"no letter to {to}"
    return link_in(letters[-1], holding=holding, site=server.address)
