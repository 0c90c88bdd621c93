"""Over HTTP, with the real clock: a case of five years ago is proposed, approved, and gone some night later."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests.cases.life import HEAD, INVESTIGATOR, OFFICER, open_proposal_id, the_case
from tests.intake.visitor import with_open_mailbox
from tests.purging.world import Old, an_old_case, is_there, nights_pass
from tests.staff.office import signed_in, words
from wbs.cases.lifecycle import CLOSED
from wbs.clock import now
from wbs.db import db
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill

REASON = "Jadwal retensi 5 tahun, tidak ada perkara lain."


def five_years_ago() -> datetime:
    today = now()
    return today - timedelta(days=5 * 366 + 40)


def the_proposal(old: Old) -> str:
    db.session.rollback()
    return str(open_proposal_id(old.case_id))


@pytest.mark.drill
def test_from_the_list_to_the_minutes(app: Flask, instance: Instance) -> None:
    old, young = an_old_case(instance, five_years_ago()), an_old_case(instance, now() - timedelta(days=30))
    number, url = old.filed.receipt.number, f"/retention/{old.case_id}"
    officer, head, investigator = (signed_in(app, name) for name in (OFFICER, HEAD, INVESTIGATOR))

    assert "paling sedikit 5 tahun sesudah selesai" in with_open_mailbox(app, old.filed.code).text
    listed = words(officer.get("/retention"))
    assert number in listed and "Diteruskan untuk pembinaan" in listed and young.filed.receipt.number not in listed
    assert "Masa simpan kasus ini" in words(officer.get(f"/cases/{old.case_id}/tasks"))
    refused = officer.post(f"{url}/propose", reason="")
    assert refused.status_code == 422 and "Tulis alasannya dulu." in words(refused)
    assert officer.post(f"{url}/propose", reason=REASON).status_code == 303

    assert "menunggu keputusan Anda" in words(head.get("/retention"))
    assert number in words(head.get("/cases"))  # it is their move
    assert REASON in words(head.get(url)) and "Setujui pemusnahan" in words(head.get(url))
    assert "Setujui pemusnahan" not in words(officer.get(url)) + words(investigator.get(url))
    assert "Diputuskan di halaman masa simpan" in words(head.get(f"/cases/{old.case_id}/tasks"))
    proposal = the_proposal(old)
    assert investigator.post(f"{url}/approve", proposal=proposal).status_code == 404
    assert head.post(f"{url}/approve", proposal=proposal).status_code == 303
    assert "akan dimusnahkan" in words(officer.get("/retention"))
    assert (the_case(old.case_id).stage, is_there(old.case_id)) == (CLOSED, True)

    nights_pass(app, now() + timedelta(days=15))

    for browser in (officer, head, investigator):
        for path in (url, f"/cases/{old.case_id}"):
            assert browser.get(path).data == browser.get("/tidak-ada").data
        assert number not in words(browser.get("/retention")) + words(browser.post("/cases/all", show="semua"))
        assert browser.post("/cases/search", number=number).status_code == 404
    minutes = words(head.get("/retention/minutes"))
    assert all(said in minutes for said in (number, old.officer.person.name, old.head.person.name))
    assert number not in words(investigator.get("/retention/minutes"))
    assert "Kode ini tidak kami kenal." in with_open_mailbox(app, old.filed.code).text


def test_sent_back_kept_and_refused(app: Flask, instance: Instance) -> None:
    old = an_old_case(instance, five_years_ago())
    url = f"/retention/{old.case_id}"
    officer, head = signed_in(app, OFFICER), signed_in(app, HEAD)
    own = head.post(f"{url}/propose", reason=REASON)
    assert own.status_code == 409 and "Belum ada pimpinan lain" in words(own) and REASON in own.get_data(as_text=True)
    officer.post(f"{url}/propose", reason=REASON)
    proposal = the_proposal(old)
    assert head.post(f"{url}/return", proposal=proposal, reason="Banding.").status_code == 303
    again = head.post(f"{url}/approve", proposal=proposal)
    assert again.status_code == 409 and "sudah diputuskan" in words(again)
    far = officer.post(f"{url}/keep", review_on="2099-01-01", why="Perdata.")
    assert far.status_code == 409 and "sepuluh tahun" in words(far)
    until = date(now().year + 1, 6, 1)
    assert officer.post(f"{url}/keep", review_on=until.isoformat(), why="Perdata.").status_code == 303
    assert "disimpan sampai 1 Juni" in words(head.get("/retention"))
    assert "disimpan lebih lama; tanggalnya belum lewat" in words(head.get(url))
