"""WTForms' own messages in our words. Its gettext is looked up here, so that no English reaches a page by default.

A form that can say it better gives its validators messages of its own.
"""

from .text import N_, _

UNREADABLE_CHOICE = N_("Pilih salah satu dari daftar.")
TRY_AGAIN = N_("Buka lagi halaman ini, lalu kirim ulang.")

OUR_WORDS = {
    "This field is required.": N_("Bagian ini perlu diisi."),
    "Invalid input.": N_("Tulis dengan cara lain; yang ini belum terbaca."),
    "Field must be equal to %(other_name)s.": N_("Kedua isian belum sama."),
    "Field must be at least %(min)d character long.": N_("Tulis paling sedikit %(min)d huruf."),
    "Field must be at least %(min)d characters long.": N_("Tulis paling sedikit %(min)d huruf."),
    "Field cannot be longer than %(max)d character.": N_("Persingkat sampai paling banyak %(max)d huruf."),
    "Field cannot be longer than %(max)d characters.": N_("Persingkat sampai paling banyak %(max)d huruf."),
    "Field must be exactly %(max)d character long.": N_("Tulis tepat %(max)d huruf."),
    "Field must be exactly %(max)d characters long.": N_("Tulis tepat %(max)d huruf."),
    "Field must be between %(min)d and %(max)d characters long.": N_("Tulis %(min)d sampai %(max)d huruf."),
    "Number must be at least %(min)s.": N_("Angkanya paling kecil %(min)s."),
    "Number must be at most %(max)s.": N_("Angkanya paling besar %(max)s."),
    "Number must be between %(min)s and %(max)s.": N_("Angkanya dari %(min)s sampai %(max)s."),
    "Date must be at least %(min)s.": N_("Tanggalnya paling awal %(min)s."),
    "Date must be at most %(max)s.": N_("Tanggalnya paling akhir %(max)s."),
    "Date must be between %(min)s and %(max)s.": N_("Tanggalnya dari %(min)s sampai %(max)s."),
    "Invalid email address.": N_("Tulis alamat surel lengkap, misalnya nama@contoh.id."),
    "Invalid value, must be one of: %(values)s.": UNREADABLE_CHOICE,
    "Invalid value, can't be any of: %(values)s.": N_("Pilih yang lain; yang ini tidak bisa dipakai."),
    "Invalid Choice: could not coerce.": UNREADABLE_CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": UNREADABLE_CHOICE,
    "Not a valid choice.": UNREADABLE_CHOICE,
    "'%(value)s' is not a valid choice for this field.": UNREADABLE_CHOICE,
    "'%(value)s' are not valid choices for this field.": UNREADABLE_CHOICE,
    "Not a valid date value.": N_("Tulis tanggal seperti 21-11-2026."),
    "Not a valid datetime value.": N_("Tulis tanggal dan jam seperti 21-11-2026 14:05."),
    "Not a valid time value.": N_("Tulis jam seperti 14:05."),
    "Not a valid week value.": N_("Tulis minggu seperti 2026-W47."),
    "Not a valid integer value.": N_("Tulis dengan angka bulat."),
    "Not a valid decimal value.": N_("Tulis dengan angka."),
    "Not a valid float value.": N_("Tulis dengan angka."),
    "Invalid IP address.": N_("Tulis alamat IP yang lengkap."),
    "Invalid Mac address.": N_("Tulis alamat MAC yang lengkap."),
    "Invalid URL.": N_("Tulis alamat situs yang lengkap."),
    "Invalid UUID.": TRY_AGAIN,
    "This field cannot be edited.": N_("Bagian ini tidak bisa diubah."),
    "This field is disabled and cannot have a value.": N_("Bagian ini tidak bisa diisi."),
    "Invalid field name '%s'.": TRY_AGAIN,
    "Choices cannot be None.": TRY_AGAIN,
    "Invalid CSRF Token.": TRY_AGAIN,
    "CSRF token missing.": TRY_AGAIN,
    "CSRF failed.": TRY_AGAIN,
    "CSRF token expired.": TRY_AGAIN,
}


class OurWords:
    """The translations object of every form: English of WTForms in, the language of this request out."""

    def gettext(self, message: str) -> str:
        return _(OUR_WORDS.get(message, message))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)
