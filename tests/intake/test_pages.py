"""What every page of the counter has in common: size, title, address, no cookie, no English by accident."""

import base64
import hashlib
import re
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import WHAT
from tests.intake.visitor import Visitor, a_visitor, at_receipt, at_review, with_open_mailbox, words_of
from wbs.intake.acts import ACTS
from wbs.intake.figures_box import FiguresBox
from wbs.intake.forms import ReportForm
from wbs.intake.views import FIGURES
from wbs.staff.instance import Instance
from wbs.web.padding import BUCKET
from wbs.web.words import OUR_WORDS

MOST_OF_SCRIPT = 2_048
ENGLISH = frozenset(
    "the this field required invalid value must not please choice valid error number date long characters input "
    "letters empty missing select least between your report".split()
)


def opened(app: Flask) -> Visitor:
    return with_open_mailbox(app, " ".join(words_of(at_receipt(app))))


PAGES: dict[str, Callable[[Flask], Visitor]] = {
    "landing": a_visitor,
    "help": lambda app: a_visitor(app).press("Hak Anda, batas kami, dan saluran lain"),
    "form": lambda app: a_visitor(app).press("Buat laporan"),
    "mistakes": lambda app: at_review(app, what="pendek"),
    "review": at_review,
    "receipt": at_receipt,
    "code": lambda app: a_visitor(app).press("Cek laporan"),
    "wrong code": lambda app: with_open_mailbox(app, "satu dua"),
    "mailbox": opened,
    "closed": lambda app: opened(app).press("Tutup kotak pesan"),
}


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, app: Flask) -> Visitor:
    return PAGES[request.param](app)


def test_every_page_fills_one_bucket(page: Visitor) -> None:
    assert len(page.response.get_data()) == BUCKET


def test_pages_cannot_be_told_apart_by_headers_title_or_address(page: Visitor) -> None:
    answer = page.response
    landing = page.client.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert list(answer.headers.keys()) == list(landing.headers.keys())
    differing = {name for name, value in answer.headers.items() if value != landing.headers[name]}
    assert differing <= {"Content-Security-Policy"}  # what may run; in as many bytes
    assert all(len(value) == len(landing.headers[name]) for name, value in answer.headers.items())
    assert answer.request.full_path.rstrip("?") == "/"
    assert "<title>Ruang Lapor</title>" in page.html


def test_no_page_sets_a_cookie_or_lets_a_browser_remember_typing(page: Visitor) -> None:
    assert "Set-Cookie" not in page.response.headers
    assert page.response.headers["Cache-Control"] == "no-store"
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page.html):
        assert 'type="hidden"' in tag or tag.endswith(" hidden>") or 'autocomplete="off"' in tag
    assert "style=" not in page.html


def test_no_script_but_the_one_that_uploads_and_that_by_its_hash_alone(page: Visitor) -> None:
    policy, has_files = page.response.headers["Content-Security-Policy"], 'type="file"' in page.html
    assert page.html.count("<script") == (1 if has_files else 0)
    scripts = re.search(r"script-src ([^;]+)", policy)
    assert scripts is not None
    if not has_files:
        assert scripts[1].split() == ["'none'"] and "connect-src 'none'" in policy
    else:
        inside = re.search(r"<script>(.*?)</script>", page.html, re.DOTALL)
        assert inside is not None and len(inside[1]) <= MOST_OF_SCRIPT
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert scripts[1] == f"'sha256-{digest}'"


def test_every_post_form_leads_to_a_known_act(page: Visitor) -> None:
    for form in page.page.forms:
        assert form.act in ACTS
        assert all(value in ACTS for _, name, value in form.buttons if name == "instead")


def test_ids_are_unique_and_labels_lead_to_them(page: Visitor) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page.html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'\bfor="([^"]+)"', page.html)) <= set(ids)
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', page.html)).split()
    assert set(described) <= set(ids)


def test_the_form_fits_in_english_too(app: Flask) -> None:
    one = a_visitor(app).press("English")
    one.submit(one.form(act="report"))
    assert len(one.response.get_data()) == BUCKET


def test_get_sets_no_cookie_and_head_answers(app: Flask) -> None:
    client = app.test_client()
    for answer in (client.get("/"), client.head("/"), client.get("/?lang=en")):
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert not client.get("/nothing").headers.get("Set-Cookie")


def test_the_decisive_sentences_stand_as_they_were_decided(app: Flask) -> None:
    landing, receipt = a_visitor(app).text, at_receipt(app).text
    assert "Ada yang tidak beres di kantor Anda? Ceritakan di sini, tanpa nama." in landing
    assert "Yang tidak bisa kami jamin: isi cerita bisa membuat orang menebak siapa Anda, dan jaringan yang Anda pakai bisa tahu Anda membuka situs ini." in landing  # noqa: E501
    assert "Sistem ini tidak mencatat alamat IP." in landing
    assert "Salin 8 kata ini ke kertas, sesuai urutan. Kami tidak bisa memulihkannya; kalau hilang, laporan tetap diproses." in receipt  # noqa: E501


def test_figures_are_shown_when_they_are_offered(app: Flask) -> None:
    assert "Angka diumumkan di sini secara berkala" in a_visitor(app).text
    app.extensions[FIGURES] = lambda: FiguresBox("Semester I 2026", 1250, 1100, "15-30 hari kerja")
    assert "Semester I 2026: 1.250 laporan masuk, 1.100 selesai." in a_visitor(app).text


def test_keepers_of_the_servers_are_named_with_another_way(instance: Instance, app: Flask) -> None:
    keepers = [unit.name for unit in instance.organisation.infrastructure()]
    text = a_visitor(app).text
    assert all(name in text for name in keepers)
    assert ("pakai saluran lain: surat tertutup atau KPK" in text) == bool(keepers)


def english_in(one: Visitor) -> set[str]:
    text = one.text
    return {word for word in re.findall(r"[a-z]+", text.lower()) if word in ENGLISH} | {
        message for message in OUR_WORDS if message in text
    }


JUNK = ("²³", "-1", "x" * 300, "🙂", "<b>", "9" * 40)


@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_every_field_of_every_form_brings_no_english(app: Flask, junk: str) -> None:
    one = a_visitor(app).press("Buat laporan")
    names = [name for form in one.page.forms for name, _ in form.fields if form.id == "report"]
    fields = {*names, *(field.name for field in ReportForm(meta={"organisation": None}))} - {"act", "lang"}
    posted = [(name, junk) for name in sorted({*fields, "code", "text", "box", "asks", "one", "two"})]
    for act in ACTS:
        one.post([("act", act), *posted])
        assert one.response.status_code in (200, 303, 409), act
        assert not english_in(one), act


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    act=st.sampled_from([*ACTS, "", "unknown", "\x00"]),
    fields=st.dictionaries(
        st.sampled_from(
            "what where unit when gone_on loss_rp persons-0-name persons-²-name excluded-1-unit inspectorate contact "
            "ticket drawn question code box text asks speak lang instead told".split()
        ),
        st.one_of(st.text(max_size=80), st.just(WHAT), st.sampled_from([*ACTS, "en", "id"])),
        max_size=8,
    ),
)  # fmt: skip
def test_nothing_posted_breaks_the_counter(app: Flask, act: str, fields: dict[str, str]) -> None:
    answer = app.test_client().post("/", data={"act": act, **fields})
    assert answer.status_code in (200, 303, 409)
