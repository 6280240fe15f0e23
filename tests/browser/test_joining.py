"""Joining by letter, coming back, a password lost, and leaving every device."""

from tests.browser import post
from tests.browser.conftest import Comes, once
from tests.browser.walk import Walk

FIRST, SECOND = "three green sheep", "seven grey herons"


def join(newcomer: Walk, email: str, name: str) -> None:
    newcomer.open("/register")
    newcomer.tick("I look after someone")
    newcomer.fill("Your name", name)
    newcomer.fill("Your e-mail address", email)
    newcomer.press("Send me the letter")
    newcomer.open(post.link(newcomer.server, to=email, holding="/register/finish/"))
    newcomer.page.locator("main input[type=password]").first.fill(FIRST)
    newcomer.press("Finish")
    newcomer.sees("Your account is ready.")


def choose_another_password(forgetful: Walk, email: str) -> None:
    forgetful.open("/sign-in")
    forgetful.follow("I do not know my password")
    forgetful.fill("Your e-mail address", email)
    forgetful.press("Send me the link")
    forgetful.open(post.link(forgetful.server, to=email, holding="/password/"))
    forgetful.page.locator("main input[type=password]").first.fill(SECOND)
    forgetful.press("Keep this password")
    forgetful.sees("You have a new password.")


def is_in(one: Walk) -> bool:
    one.open("/")
    return one.page.get_by_role("button", name="Sign out", exact=True).count() == 1


@once
def test_a_carer_joins_by_letter_loses_the_password_and_signs_out_everywhere(someone: Comes, mark: str) -> None:
    email = f"carer.{mark}@example.org"
    laptop, telephone = someone(), someone()
    join(laptop, email, f"Carer {mark}")
    laptop.press("Sign out")
    laptop.sign_in(email, FIRST)
    assert is_in(laptop)
    choose_another_password(telephone, email)
    assert not is_in(laptop)
    laptop.sign_in(email, SECOND)
    assert is_in(laptop)
    telephone.open("/account")
    telephone.press("Sign out on all other devices")
    telephone.sees("All other devices are signed out.")
    assert is_in(telephone)
    assert not is_in(laptop)
