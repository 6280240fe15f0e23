"""The statement of a direct payment's own account: taken in once, each line said once, and what returns make of it."""

from datetime import date

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.roles import RoleName
from marketplace.audit import SITE
from marketplace.budgets.account_lines import Choice, SaidAs
from marketplace.budgets.models import HandLine
from marketplace.budgets.models.account_lines import AccountFile, AccountLine
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.queries.account_lines import LineToSay, lines_to_say, movements
from marketplace.budgets.queries.returns import return_of
from marketplace.budgets.services import account_lines, ledger, returns
from marketplace.budgets.services.account_lines import TakenIn
from marketplace.budgets.services.ledger import Portion
from marketplace.budgets.statement import Month
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotAllowed, NotFound, Refused
from marketplace.files import Upload
from tests import families, pots
from tests.integration.test_month_returns import DECEMBER, JANUARY, Family, made, on, send
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")

WAGES, COUNCIL = Choice(SaidAs.ADDED, HandSort.WAGES), Choice(SaidAs.ADDED, HandSort.COUNCIL)
ELSEWHERE = Choice(SaidAs.ELSEWHERE)
DECEMBERS = (
    "01/12/2026,BORDERS COUNCIL SDS,,500.00,1500.00",
    "02/12/2026,LULL BREAKS,60.00,,1440.00",
    "28/12/2026,JO WAGES,200.00,,1240.00",
    "30/12/2026,TESCO,10.00,,1230.00",
)
JANUARYS = ("04/01/2027,JO WAGES,150.00,,1080.00",)


def file(*rows: str, name: str = "bank.csv") -> Upload:
    return Upload(name, ("Date,Description,Paid out,Paid in,Balance\n" + "\n".join(rows)).encode())


def take_in(of: Family, *rows: str, month: Month = DECEMBER, name: str = "bank.csv") -> TakenIn:
    upload = file(*rows, name=name)
    return account_lines.take_in(of.ref, month, upload=upload, is_turned_round=False, by=of.mother)


def waiting(of: Family, month: Month = DECEMBER) -> dict[str, LineToSay]:
    session.rollback()
    return {one.line.words: one for one in lines_to_say(of.pot, month).to_say}


def say(of: Family, month: Month = DECEMBER, **said: Choice) -> None:
    lines = waiting(of, month)
    by_ref = {lines[words.replace("_", " ")].line.ref: choice for words, choice in said.items()}
    account_lines.say_lines(of.ref, month, said=by_ref, by=of.mother)


def say_as_proposed(of: Family, month: Month = DECEMBER, *, others: Choice = ELSEWHERE) -> None:
    lines = waiting(of, month).values()
    said = {one.line.ref: one.proposed.choice if one.proposed else others for one in lines}
    account_lines.say_lines(of.ref, month, said=said, by=of.mother)


def kept() -> list[tuple[str, SaidAs | None]]:
    session.rollback()
    rows = session.scalars(select(AccountLine).order_by(AccountLine.on, AccountLine.id))
    return [(row.words, row.said) for row in rows]


def test_each_line_has_a_proposal_and_what_is_said_makes_the_return_add_up_with_the_bank() -> None:
    of = made()
    with on(1, 4, 2027):
        assert take_in(of, *DECEMBERS).new == {DECEMBER: 4}
        lines = waiting(of)
        assert {words: one.proposed.choice.value if one.proposed else "" for words, one in lines.items()} == {
            "BORDERS COUNCIL SDS": "added=council",
            "LULL BREAKS": "here=post:1:out",
            "JO WAGES": "added=wages",
            "TESCO": "",
        }
        say_as_proposed(of)
        page = return_of(of.ref, DECEMBER, viewer=of.mother)
        assert [(one.sort, one.pence, one.words, one.is_at_bank) for one in page.sums.by_hand] == [
            (HandSort.COUNCIL, 500_00, "BORDERS COUNCIL SDS", True),
            (HandSort.WAGES, 200_00, "JO WAGES", True),
        ]
        assert page.at_bank is not None
        assert (page.at_bank.opening_pence, page.at_bank.closing_pence) == (1_000_00, 1_230_00)
        assert (page.at_bank.waiting, page.at_bank.last_on, page.at_bank.not_yet) == (0, date(2026, 12, 30), ())
        send(of, bank=1_230_00, opening=1_000_00, words="Shopping on the wrong card, paid back in January")
        sent = return_of(of.ref, DECEMBER, viewer=of.officer)
        assert (sent.sums.closing_pence, sent.sums.difference_pence) == (1_240_00, -10_00)


def test_the_same_lines_again_change_nothing_in_whatever_file_they_come() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS)
        assert take_in(of, *DECEMBERS) == TakenIn({}, 4, 0, 0)
        assert take_in(of, *reversed(DECEMBERS), *JANUARYS, name="later.csv") == TakenIn({JANUARY: 1}, 4, 0, 0)
        assert len(kept()) == 5


def test_what_was_said_of_such_words_is_proposed_in_the_next_month() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, "03/12/2026,TFR 0312 M KERR,80.00,,900.00")
        assert waiting(of)["TFR 0312 M KERR"].proposed is None
        say(of, TFR_0312_M_KERR=WAGES)
        take_in(of, "02/01/2027,TFR 0201 M KERR,85.00,,815.00")
        proposed = waiting(of, JANUARY)["TFR 0201 M KERR"].proposed
        assert proposed is not None
        assert proposed.choice == WAGES


@pytest.mark.parametrize(
    ("rows", "field", "why"),
    [
        (("01/12/2026,A,1.00,,5.00", "32/12/2026,B,1.00,,4.00"), "file", "Row 3: “32/12/2026” is not a day."),
        (("01/12/2026,A,1.005,,5.00",), "file", "Row 2: “1.005” is not an amount."),
        (tuple(f"01/12/2026,A{n},x,,5.00" for n in range(12)), "file", "Rows 12 and 13 cannot be read either."),
        (("Closing balance,,,,5.00",), "file", "There is no line in this file"),
        (
            ("01/12/2026,A,,1.00,99.00", "02/12/2026,B,,2.00,97.00", "03/12/2026,C,,2.00,95.00"),
            "is_turned_round",
            "Tick the box",
        ),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_named_by_its_rows_and_nothing_is_taken_in(
    rows: tuple[str, ...], field: str, why: str
) -> None:
    of = made()
    with on(1, 4, 2027):
        with pytest.raises(Refused) as refused:
            take_in(of, *rows)
        assert why in refused.value.fields[field]
        assert (kept(), session.scalars(select(AccountFile)).all()) == ([], [])


def test_a_line_of_sums_without_a_day_is_no_line() -> None:
    of = made()
    with on(1, 4, 2027):
        assert take_in(of, DECEMBERS[0], "Total,All,1.00,501.00,") == TakenIn({DECEMBER: 1}, 0, 0, 0)


def test_a_card_whose_file_has_no_minus_sign_is_read_the_other_way_round() -> None:
    of = made()
    with on(1, 4, 2027):
        upload = Upload("card.csv", b"Date,Description,Amount\n03/12/2026,JO WAGES,80.00\n04/12/2026,COUNCIL,-500.00")
        account_lines.take_in(of.ref, DECEMBER, upload=upload, is_turned_round=True, by=of.mother)
        assert {words: one.line.pence for words, one in waiting(of).items()} == {
            "JO WAGES": -80_00,
            "COUNCIL": 500_00,
        }


def test_months_without_a_return_and_months_whose_return_is_sent_are_left_out_and_counted() -> None:
    of = made()
    with on(1, 4, 2027):
        send(of, bank=940_00, opening=1_000_00)
        rows = (*DECEMBERS[:2], *JANUARYS, "30/11/2026,A,1.00,,1.00", "05/01/2027,B,1.00,,1.00")
        assert take_in(of, *rows, month=JANUARY) == TakenIn({JANUARY: 1}, 0, 2, 2)
        with pytest.raises(Conflict):
            take_in(of, *DECEMBERS)
        assert len(kept()) == 1


def test_a_return_waits_until_it_is_said_what_every_line_is() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS[:2])
        with pytest.raises(Refused) as refused:
            send(of, bank=1_440_00, opening=1_000_00)
        assert refused.value.fields["bank"] == "Say first what 2 lines of the bank statement are"
        say_as_proposed(of)
        send(of, bank=1_440_00, opening=1_000_00)


def test_once_it_is_sent_the_words_of_what_was_nothing_of_this_money_are_forgotten() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS)
        say_as_proposed(of)
        send(of, bank=1_240_00, opening=1_000_00)
        assert ("", SaidAs.ELSEWHERE) in kept()
        assert "TESCO" not in dict(kept())
        assert take_in(of, *DECEMBERS, month=JANUARY) == TakenIn({}, 4, 0, 0)


def test_what_was_paid_here_late_in_a_month_counts_in_the_month_in_which_the_bank_has_it() -> None:
    of = made()
    with on(12, 31):
        pots.hold(of.pot, 40_00, "share:2")
        ledger.post(portions=[Portion("share:2")], key="post:2", by=SITE)
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS[:3])
        say_as_proposed(of)
        page = return_of(of.ref, DECEMBER, viewer=of.mother)
        assert page.at_bank is not None
        assert [(one.on, one.pence) for one in page.at_bank.not_yet] == [(date(2026, 12, 31), -40_00)]
        assert page.sums.out_pence == 300_00
        take_in(of, "02/01/2027,LULL BREAKS,40.00,,1200.00")
        say_as_proposed(of, JANUARY)
        assert return_of(of.ref, DECEMBER, viewer=of.mother).sums.out_pence == 260_00
        january = return_of(of.ref, JANUARY, viewer=of.mother).sums
        assert [(one.on, one.pence) for one in january.through_site] == [(date(2027, 1, 2), -40_00)]
        send(of, bank=1_240_00, opening=1_000_00)
        (line,) = session.scalars(select(AccountLine.ref).where(AccountLine.month == str(JANUARY)))
        with pytest.raises(Conflict):
            account_lines.say_anew(of.ref, JANUARY, line, by=of.mother)


def test_what_a_sent_return_has_counted_stays_in_it_and_the_next_month_adds_up_too() -> None:
    of = made()
    with on(12, 31):
        pots.hold(of.pot, 40_00, "share:2")
        ledger.post(portions=[Portion("share:2")], key="post:2", by=SITE)
    with on(1, 4, 2027):
        send(of, bank=940_00, opening=1_000_00, words="£40.00 had not left the account")
        take_in(of, "02/01/2027,LULL BREAKS,40.00,,900.00", month=JANUARY)
        say_as_proposed(of, JANUARY)
        assert return_of(of.ref, DECEMBER, viewer=of.mother).sums.out_pence == 100_00
        assert return_of(of.ref, JANUARY, viewer=of.mother).sums.closing_pence == 900_00


def test_two_transfers_for_one_amount_are_both_said_to_be_it_and_no_third() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, "02/12/2026,A,20.00,,9.00", "03/12/2026,B,40.00,,8.00", "04/12/2026,C,1.00,,7.00")
        here = Choice(SaidAs.HERE, "post:1:out")
        say(of, A=here, B=here)
        with pytest.raises(Refused) as refused:
            say(of, C=here)
        assert list(refused.value.fields) == [waiting(of)["C"].line.ref]
        assert waiting(of)["C"].may_be == ()


def test_one_line_that_is_refused_leaves_all_of_them_waiting() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS)
        with pytest.raises(Refused) as refused:
            say(of, JO_WAGES=WAGES, TESCO=COUNCIL)
        assert "This line went out" in next(iter(refused.value.fields.values()))
        assert {said for _, said in kept()} == {None}
        assert session.scalars(select(HandLine)).all() == []
        with pytest.raises(Refused):
            account_lines.say_lines(of.ref, DECEMBER, said={}, by=of.mother)


def test_many_lines_are_looked_for_with_as_few_questions_as_one(database: Engine) -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *(f"{day:02}/12/2026,PART {day},1.00,,9.00" for day in range(1, 21)))
        here = Choice(SaidAs.HERE, "post:1:out")
        asked = []
        for several in (range(1, 2), range(2, 21)):
            refs = [waiting(of)[f"PART {day}"].line.ref for day in several]
            with statements(database) as sent:
                account_lines.say_lines(of.ref, DECEMBER, said=dict.fromkeys(refs, here), by=of.mother)
            asked.append(sum(one.lstrip().startswith("SELECT") for one in sent))
        assert asked[0] == asked[1]
        assert moved_left(of) == -40_00


def moved_left(of: Family) -> int:
    """What of the one payment no line is yet."""
    session.rollback()
    (one,) = movements(of.pot, DECEMBER)
    return one.left_pence


def test_what_was_said_can_be_said_anew() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS)
        refs = {words: one.line.ref for words, one in waiting(of).items()}
        say_as_proposed(of)
        for ref in refs.values():
            account_lines.say_anew(of.ref, DECEMBER, ref, by=of.mother)
        assert {said for _, said in kept()} == {None}
        assert session.scalars(select(HandLine)).all() == []
        say(of, JO_WAGES=WAGES)
        (line,) = return_of(of.ref, DECEMBER, viewer=of.mother).sums.by_hand
        returns.take_line_out(of.ref, DECEMBER, line.ref, by=of.mother)
        assert {said for _, said in kept()} == {None}


def test_a_line_is_said_once() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS)
        ref = waiting(of)["JO WAGES"].line.ref
        say(of, JO_WAGES=WAGES)
        with pytest.raises(Conflict):
            account_lines.say_lines(of.ref, DECEMBER, said={ref: WAGES}, by=of.mother)
        with pytest.raises(NotFound):
            account_lines.say_lines(of.ref, JANUARY, said={ref: WAGES}, by=of.mother)


def test_what_waits_of_a_wrong_file_is_taken_out_and_what_was_said_stays() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS)
        say(of, JO_WAGES=WAGES)
        (row,) = lines_to_say(of.pot, DECEMBER).files
        assert (row.name, row.waiting) == ("bank.csv", 3)
        account_lines.take_file_out(of.ref, DECEMBER, row.ref, by=of.mother)
        assert kept() == [("JO WAGES", SaidAs.ADDED)]
        take_in(of, *JANUARYS, name="wrong.csv")
        wrong = lines_to_say(of.pot, DECEMBER).files[0]
        account_lines.take_file_out(of.ref, DECEMBER, wrong.ref, by=of.mother)
        session.rollback()
        assert [one.name for one in session.scalars(select(AccountFile))] == ["bank.csv"]
        with pytest.raises(NotFound):
            account_lines.take_file_out(of.ref, DECEMBER, wrong.ref, by=of.mother)


def test_no_council_reads_the_lines_and_strangers_find_none() -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS)
        ref = waiting(of)["JO WAGES"].line.ref
        finance = families.officer(role=RoleName.COUNCIL_FINANCE)
        stranger = families.viewer("Rory Kerr")
        for by, error in ((of.officer, NotAllowed), (finance, NotAllowed), (stranger, NotFound)):
            with pytest.raises(error):
                account_lines.take_in(of.ref, DECEMBER, upload=file(*JANUARYS), is_turned_round=False, by=by)
            with pytest.raises(error):
                account_lines.say_lines(of.ref, DECEMBER, said={ref: WAGES}, by=by)
            with pytest.raises(error):
                account_lines.say_anew(of.ref, DECEMBER, ref, by=by)
            with pytest.raises(error):
                account_lines.take_file_out(of.ref, DECEMBER, "x", by=by)
        assert len(kept()) == 4


@pytest.mark.parametrize(
    "values",
    [
        {"said": SaidAs.HERE},
        {"said": SaidAs.ADDED},
        {"movement": "post:1:out", "movement_month": "2026-12"},
        {"said": SaidAs.HERE, "movement": "post:1:out"},
        {"is_instead": True},
        {"pence": 0},
    ],
)
def test_the_database_refuses_a_line_that_says_half_of_it(values: dict[str, object]) -> None:
    of = made()
    with on(1, 4, 2027):
        take_in(of, *DECEMBERS[:1])
        with pytest.raises(IntegrityError), transaction():
            session.execute(update(AccountLine).values(**values))
        session.rollback()
