"""Passwords, names, addresses and numbers as they are typed and kept; limits; where `next` may lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts import contacts, passwords, tokens
from marketplace.accounts.attempts import LIMITS, SIGN_IN_FROM, SIGN_IN_HERE, a_try, network_of
from marketplace.accounts.roles import ROLES, OrganisationKind, Permission, RoleName, roles_of_ones_own, roles_within
from marketplace.web.redirects import own_path


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("nine lett", "10 letters"),
        ("x" * 201, "200 letters"),
        ("Password123", "easy to guess"),
        ("QWERTYUIOP", "easy to guess"),
        ("abababababab", "easy to guess"),
        ("Morag Elliot", "your name"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, why: str) -> None:
    assert why in (passwords.problem_with(password, also_known=("morag elliot",)) or "")


@pytest.mark.parametrize("password", ["three old words", "ten letter", "   spaces   count  ", "пароль на каждый день"])
def test_length_is_enough_and_no_sign_or_capital_is_asked_for(password: str) -> None:
    assert passwords.problem_with(password) is None


def test_a_password_is_right_for_its_own_hash_and_for_no_other() -> None:
    kept = passwords.hashed("three old words")
    assert kept.startswith("$argon2id$")
    assert "three" not in kept
    assert passwords.is_right("three old words", kept)
    assert not passwords.is_right("three old word", kept)
    assert not passwords.is_right("three old words", None)
    assert not passwords.is_right("nobody has this password", None)
    assert not passwords.is_right("three old words", "not a hash")


def test_letters_composed_otherwise_are_the_same_password() -> None:
    assert passwords.is_right("cafe\u0301 by the sea", passwords.hashed("caf\u00e9 by the sea"))


def test_a_hash_with_weaker_settings_is_outdated() -> None:
    weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21l$ZmFrZWZha2VmYWtlZmFrZQ"
    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(passwords.hashed("three old words"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ann@Example.org ", "ann@example.org"),
        ("a.b+c@EXAMPLE.org", "a.b+c@example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("", None),
        ("ann", None),
        ("ann@", None),
        ("ann@example", None),
        ("ann@exa mple.org", None),
        ("ann@example.org\nBcc: all@example.org", None),
        ("Ann <ann@example.org>", None),
        ("änn@example.org", None),
        (f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org", None),
    ],
)
def test_an_email_address_is_kept_in_one_form_or_refused(typed: str, kept: str | None) -> None:
    assert contacts.email_as_kept(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("01361  810 022", "01361 810 022"),
        ("+44 (0)1361 810022", "+44 (0)1361 810022"),
        ("0131-200-2324", "0131-200-2324"),
        ("12345678", None),
        ("call me", None),
        ("", None),
        ("1" * 16, None),
    ],
)
def test_a_telephone_number_has_9_to_15_figures(typed: str, kept: str | None) -> None:
    assert contacts.telephone_as_kept(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Morag   Elliot ", "Morag Elliot"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("Mo\x00rag\u202e", "Morag"),
        ("Morag\r\nBcc: x", "Morag Bcc: x"),
        (" \t ", None),
        ("x" * 121, None),
    ],
)
def test_a_name_is_one_line_with_nothing_unseen(typed: str, kept: str | None) -> None:
    assert contacts.name_as_kept(typed) == kept


@given(st.text())
def test_whatever_is_typed_a_kept_name_can_stand_in_a_letter(typed: str) -> None:
    kept = contacts.name_as_kept(typed)
    assert kept is None or (kept.splitlines() == [kept] and 0 < len(kept) <= 120)


@pytest.mark.parametrize("path", ["/", "/people", "/search?near=Duns&kind=activity", "/listings/a-b_1#free"])
def test_next_may_be_a_page_of_this_site(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "people",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\nb",
        " /people",
        "/" + "x" * 2_000,
    ],
)
def test_next_leads_nowhere_else(path: str | None) -> None:
    assert own_path(path) is None


@given(st.text(alphabet="/\\.:?#@ \t\nabce", min_size=1, max_size=12))
def test_no_next_path_has_another_host(path: str) -> None:
    assert own_path(path) is None or (path.startswith("/") and path[1:2] not in {"/", "\\"})


def test_tries_are_kept_as_digests_apart_by_limit_and_by_what_was_tried() -> None:
    one = a_try(SIGN_IN_HERE, "ann@example.org", "192.0.2.1")
    assert "ann" not in one.key
    assert "192" not in one.key
    keys = {one.key, a_try(SIGN_IN_FROM, "ann@example.org", "192.0.2.1").key, a_try(SIGN_IN_HERE, "ann", "192").key}
    assert len(keys) == 3
    assert all(len(key) <= 80 for key in keys)


def test_every_limit_ends_within_an_hour() -> None:
    assert all(limit.most >= 4 and limit.within.total_seconds() <= 3600 for limit in LIMITS)


def test_a_household_has_one_network_address() -> None:
    assert network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::9") == "2001:db8:1:2::/64"
    assert network_of("192.0.2.7") == "192.0.2.7"
    assert network_of("::1") == "::/64"
    assert network_of("") == ""


def test_secrets_differ_and_only_a_digest_is_kept() -> None:
    made = {tokens.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(secret) >= 32 and secret not in tokens.digest(secret) for secret in made)


def test_every_role_belongs_somewhere_and_says_what_it_is() -> None:
    assert set(ROLES) == set(RoleName)
    placed = {role.name for kind in OrganisationKind for role in roles_within(kind)} | {
        role.name for role in roles_of_ones_own()
    }
    assert placed == set(RoleName)
    assert all(role.sentence.endswith(".") for role in ROLES.values())
    assert all(Permission.KEEP_OWN_ACCOUNT in role.permissions for role in ROLES.values())


def test_an_organisation_of_each_kind_has_a_role_that_keeps_its_team() -> None:
    for kind in OrganisationKind:
        assert any(Permission.KEEP_TEAM in role.permissions for role in roles_within(kind)), kind


def test_a_care_manager_cannot_make_their_own_approver() -> None:
    assert Permission.KEEP_TEAM not in ROLES[RoleName.CARE_MANAGER].permissions


def test_nobody_but_an_officer_or_an_isf_holder_agrees_spending() -> None:
    agreeing = {name for name, role in ROLES.items() if Permission.AGREE_SPENDING in role.permissions}
    assert agreeing == {RoleName.CARE_MANAGER, RoleName.APPROVER, RoleName.ISF_HOLDER}
