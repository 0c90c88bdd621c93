"""The frames and the pieces: what stands where, and that each macro draws typed text escaped."""

import re

from flask import Flask

from wbs.web.frame import Frame, Place

EVIL = "<b>\u202ex"
SEEN = "&lt;b&gt;[U+202E]x"
FRAME = Frame(
    name=EVIL, roles=("Pemeriksa",), realm="Jalur utama", desk="Meja", me_url="/saya", search_url="/cari",
    sign_out_url="/keluar", places=(Place("Daftar kerja", "/kerja", True, 1200), Place("Angka", "/angka")),
)  # fmt: skip
PIECES = """
{% from "_parts.html" import status, notice, told, timeline, letters, facts, table, steps, slip %}
{% from "_office.html" import tabs, pager, figure, figures, bars %}
{{ status(v, "wait") }}{{ notice(v, v) }}{{ told(v) }}{{ timeline([(v, v)]) }}{{ letters([(v, v, v, True)]) }}
{{ facts([(v, v), ("kosong", "")]) }}{% call table(v, [(v, True)]) %}<tr><td>{{ v }}</td></tr>{% endcall %}
{{ steps([(v, v)]) }}{{ slip(v, [v], v) }}{{ tabs(places, v) }}{{ pager(v, "/a", "/b") }}
{% call figures() %}{{ figure(v, v, v, v) }}{% endcall %}{{ bars(v, [(v, v, 0.5), (v, v, none)]) }}
"""


def drawn(web: Flask, source: str, **values: object) -> str:
    with web.test_request_context():
        return web.jinja_env.from_string(source).render(values)


def test_every_piece_escapes_what_was_typed(web: Flask) -> None:
    page = drawn(web, PIECES, v=EVIL, places=FRAME.places)
    assert "<b>\u202e" not in page and "\u202e" not in page
    assert page.count(SEEN) >= 25 and "kosong" not in page


def test_staff_frame(web: Flask) -> None:
    page = drawn(web, '{% extends "staff_base.html" %}{% block main %}isi{% endblock %}', frame=FRAME)
    assert SEEN in page and "1.200" in page and page.count('aria-current="page"') == 1
    assert 'action="/cari"' in page and 'for="number"' in page and "staff.css" in page


def test_before_sign_in_the_frame_holds_the_name_of_the_service_only(web: Flask) -> None:
    page = drawn(web, '{% extends "staff_base.html" %}', frame=None)
    assert "Ruang Lapor" in page and "<form" not in page and "<nav" not in page


def test_leaving_comes_first_in_the_order_of_tabs(web: Flask) -> None:
    body = drawn(web, '{% extends "public_base.html" %}').split("<body>")[1]
    first = re.search(r"<(?:a|button|input(?![^>]*hidden)|select|textarea)\b", body)
    assert first and body[: first.start()].count('value="leave"') == 1


def test_the_language_button_takes_a_written_form_along_and_kept_fields_too(web: Flask) -> None:
    form = drawn(web, '{% extends "public_base.html" %}{% set form_id = "f" %}')
    assert re.search(r'<button class="link" form="f" name="speak" value="en"', form) and 'target="_blank"' in form
    mailbox = drawn(web, '{% extends "public_base.html" %}{% set act = "open" %}', kept={"session": EVIL})
    assert 'name="act" value="open"' in mailbox and f'name="session" value="{SEEN}"' in mailbox


def test_the_title_is_the_same_on_every_public_page(web: Flask) -> None:
    pages = [drawn(web, '{% extends "public_base.html" %}{% set act = "' + act + '" %}') for act in ("a", "b")]
    assert len({page.split("</title>")[0] for page in pages}) == 1
