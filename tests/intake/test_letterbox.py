"""What the mailbox says and offers, from plain values."""

from datetime import date, timedelta

import pytest

from wbs.cases.dialogue import OFFICE, REPORTER, Letter
from wbs.cases.vocabulary import CLOSINGS, STAGES
from wbs.intake.letterbox import letterbox, may_ask, may_ask_review, may_withdraw
from wbs.intake.mailbox import MailboxPage, TimelineLine
from wbs.intake.wording import CLOSING_SENTENCES, closing_sentence, line_text, role_label

DAY = date(2026, 11, 23)
CLOSED_ON = DAY + timedelta(days=40)


def a_page(*templates: str, letters: tuple[Letter, ...] = (), **changes: object) -> MailboxPage:
    timeline = tuple(TimelineLine(template, DAY, None) for template in templates or ("stage:diterima",))
    values: dict[str, object] = {
        "number": "7K4Q2-9XMBH", "opened_on": DAY, "timeline": timeline, "news_until": DAY, "is_promise_missed": False,
        "letters": letters,
    }  # fmt: skip
    return MailboxPage(**{**values, **changes})  # type: ignore[arg-type]


def a_closed_page(*letters: Letter) -> MailboxPage:
    closing = Letter(OFFICE, CLOSED_ON, "Selesai.", "irban", "closing:bukti_belum_cukup")
    return a_page(
        letters=(closing, *letters),
        timeline=(TimelineLine("stage:selesai", CLOSED_ON, None),),
        is_closed=True,
        news_until=None,
    )


def test_every_closing_and_stage_has_its_sentence() -> None:
    assert set(CLOSING_SENTENCES) == set(CLOSINGS)
    assert all(line_text(f"stage:{key}", None) == STAGES[key].reporter for key in STAGES)


def test_a_promised_day_is_told() -> None:
    assert line_text("promise:first", DAY).endswith("paling lambat 23 November 2026.")
    assert line_text("no:such:template", None) == "Ada kemajuan pada laporan Anda."


def test_the_status_is_the_last_state_and_not_a_promise() -> None:
    box = letterbox(a_page("stage:diterima", "stage:telaah", "promise:next"), DAY)
    assert box.status == "Sedang ditelaah."


def test_a_question_stands_until_it_is_answered() -> None:
    question = Letter(OFFICE, DAY, "Kapan?", "petugas_meja", "question")
    asked = a_page("stage:telaah", "waiting:pelapor", letters=(question,))
    assert letterbox(asked, DAY).status.startswith("Petugas membutuhkan")
    answered = a_page("stage:telaah", "waiting:pelapor", letters=(question, Letter(REPORTER, DAY, "Senin.")))
    assert letterbox(answered, DAY).status == "Sedang ditelaah."


def test_a_closed_case_tells_its_result_in_plain_words() -> None:
    box = letterbox(a_closed_page(), CLOSED_ON)
    assert box.result.startswith("Kami sudah memeriksa, tetapi bukti yang ada belum cukup. Ini bukan berarti")
    assert closing_sentence("question") == ""


def test_a_review_can_be_asked_for_90_calendar_days_and_once() -> None:
    assert may_ask_review(a_closed_page(), CLOSED_ON + timedelta(days=90))
    assert not may_ask_review(a_closed_page(), CLOSED_ON + timedelta(days=91))
    assert not may_ask_review(a_closed_page(Letter(REPORTER, CLOSED_ON, "Ulang.", asks="review")), CLOSED_ON)
    assert not may_ask_review(a_page(), DAY)


def test_withdrawing_is_for_open_cases_and_once() -> None:
    assert may_withdraw(a_page())
    assert not may_withdraw(a_page(letters=(Letter(REPORTER, DAY, "Cabut.", asks="withdrawal"),)))
    assert not may_withdraw(a_closed_page())


@pytest.mark.parametrize("asks", ["closing:terbukti", "question", "x"])
def test_nobody_asks_for_anything_else(asks: str) -> None:
    assert not may_ask(asks, a_page(), DAY)


def test_letters_name_an_office_and_never_a_person() -> None:
    box = letterbox(a_page(letters=(Letter(OFFICE, DAY, "Halo", "petugas_meja"), Letter(REPORTER, DAY, "Ya"))), DAY)
    assert [(who, is_mine) for who, _, _, is_mine in box.letters] == [("Verifikator", False), ("Anda", True)]
    assert role_label("nothing") == "Petugas"
