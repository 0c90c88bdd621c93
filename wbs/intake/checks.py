"""Checks of single fields, each with the sentence that says what to do. Know no report and no organisation."""

import re
from collections.abc import Iterable

import wtforms
from wtforms.validators import StopValidation, ValidationError

from wbs.intake.days import impossible_days
from wbs.web.text import _

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}\.?")
MOST_OF_ADDRESS = 254


class Told:
    """There are words in it: blanks, dots and pictures alone tell nobody anything."""

    field_flags = {"required": True}  # noqa: RUF012 - the name and type that WTForms asks for

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        if not any(letter.isalnum() for letter in field.data or ""):
            raise StopValidation(_("Ceritakan dengan kata-kata Anda sendiri apa yang terjadi."))


class PossibleDays:
    """No day that cannot be meant; the form's meta gives `today`."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        wrong = impossible_days(field.data or "", form.meta.today)
        if wrong:
            days = ", ".join(wrong)
            raise ValidationError(
                _("Periksa tanggal ini: %(days)s. Kalau tidak ingat, tulis kira-kira saja.", days=days)
            )


class PrivateAddress:
    """A whole e-mail address, and none that the government's own mail servers would see; meta gives `own_domains`."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        address = field.data or ""
        if not address:
            return
        if len(address) > MOST_OF_ADDRESS or not _ADDRESS.fullmatch(address):
            raise ValidationError(_("Tulis alamat surel lengkap, misalnya nama@contoh.id."))
        if is_own_domain(address, form.meta.own_domains):
            raise ValidationError(
                _(
                    "Alamat ini milik kantor pemerintah: pengelola surelnya bisa melihat bahwa Anda menerima kabar "
                    "dari kami. Pakai alamat pribadi, atau kosongkan."
                )
            )


def is_own_domain(address: str, domains: Iterable[str]) -> bool:
    """Whether the address lies under one of the domains, subdomains included."""
    host = address.rpartition("@")[2].lower().rstrip(".")
    own = (domain.lower().strip(".") for domain in domains)
    return any(host == domain or host.endswith(f".{domain}") for domain in own)
