"""Letters as their readers find them: the worker is run, and the folder is opened."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from marketplace import worker
from marketplace.config import Config


def letters(config: Config) -> list[EmailMessage]:
    """Every letter sent so far, oldest first, once the worker has done what is owed."""
    worker.run(config, once=True)
    files = sorted(config.mail_folder.glob("*.eml")) if config.mail_folder.exists() else []
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def last_letter(config: Config, to: str) -> EmailMessage:
    """The newest letter to an e-mail address."""
    found = [letter for letter in letters(config) if to in str(letter["To"])]
    assert found, f"no letter to {to}"
    return found[-1]


def link_in(letter: EmailMessage, *, holding: str, site: str = "http://127.0.0.1:8000") -> str:
    """The path of the link in a letter that holds some words."""
    links = [link for link in re.findall(rf"{re.escape(site)}(/\S*)", letter.get_content()) if holding in link]
    assert links, f"no link with {holding} in {letter['Subject']}"
    return str(links[0])
