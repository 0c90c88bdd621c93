"""The forms of the entrance."""

import wtforms
from wtforms.validators import DataRequired, EqualTo, Optional, Regexp

from wbs.staff.factors import Answer
from wbs.staff.spare_codes import as_letters, is_unguessable
from wbs.web.fields import AtMost
from wbs.web.forms import PublicForm
from wbs.web.text import N_, gettext

MOST_LETTERS = 200
MOST_CREDENTIAL = 20_000
HEX = r"(?:[0-9a-f]{2}){1,64}\Z"
NOTHING_TYPED = N_("Tulis kodenya dulu.")
NO_SPARE_CODE = N_("Tulis satu kode cadangan, 16 huruf. Kode 6 angka dari aplikasi tidak berlaku di halaman ini.")


class SignInForm(PublicForm):
    """Any name and any password: whether they belong together is not the form's to say."""

    name = wtforms.StringField(
        N_("Nama masuk"), [DataRequired(N_("Tulis nama masuk Anda.")), AtMost(MOST_LETTERS)]
    )
    password = wtforms.PasswordField(
        N_("Kata sandi"), [DataRequired(N_("Tulis kata sandi Anda.")), AtMost(MOST_LETTERS)]
    )


class VouchedForm(SignInForm):
    """Name and password together with what nobody can guess; the page brought the challenge along."""

    code = wtforms.StringField(
        N_("Kode cadangan"), [AtMost(MOST_LETTERS)],
        description=N_("16 huruf dan angka dari kertas Anda, misalnya 7K4Q-MWX9-3HT6-RB2D. Berlaku satu kali."),
    )  # fmt: skip
    challenge = wtforms.HiddenField(validators=[Optional(), Regexp(HEX)])
    credential = wtforms.HiddenField(validators=[AtMost(MOST_CREDENTIAL)])

    def is_new(self) -> bool:
        """Whoever comes from the door sends nothing yet but the name."""
        return not self.password.raw_data

    def validate(self, extra_validators: object = None) -> bool:
        found = super().validate(extra_validators)
        if self.credential.data or is_unguessable(as_letters(self.code.data or "")):
            return found
        self.code.errors = (gettext(NO_SPARE_CODE),)
        return False

    def to_answer(self) -> Answer:
        return Answer(self.code.data or "", self.credential.data or "")

    def drawn(self) -> bytes:
        return bytes.fromhex(self.challenge.data or "")


class KeyFileForm(PublicForm):
    """One's own password again, before the words of a key file are shown."""

    password = wtforms.PasswordField(
        N_("Kata sandi Anda"), [DataRequired(N_("Tulis kata sandi Anda.")), AtMost(MOST_LETTERS)]
    )


class KeyWordsForm(PublicForm):
    token = wtforms.HiddenField(validators=[Regexp(r"[0-9a-f]{32}\Z")])

    def drawn_from(self) -> bytes:
        return bytes.fromhex(self.token.data)


class AnswerForm(PublicForm):
    """The second step: a code as typed, or what a passkey said."""

    code = wtforms.StringField(
        N_("Kode"), [AtMost(MOST_LETTERS)],
        description=N_("6 angka dari aplikasi autentikator, atau salah satu kode cadangan Anda."),
    )  # fmt: skip
    credential = wtforms.HiddenField(validators=[AtMost(MOST_CREDENTIAL)])

    def validate(self, extra_validators: object = None) -> bool:
        found = super().validate(extra_validators)
        if found and not self.code.data and not self.credential.data:
            self.code.errors = (gettext(NOTHING_TYPED),)
            return False
        return found

    def to_answer(self) -> Answer:
        return Answer(self.code.data, self.credential.data)


class ProveForm(AnswerForm):
    """Password and second step together; `back` is where one was going."""

    password = wtforms.PasswordField(
        N_("Kata sandi Anda"), [DataRequired(N_("Tulis kata sandi Anda.")), AtMost(MOST_LETTERS)]
    )
    back = wtforms.HiddenField(validators=[Regexp(r"/[a-z0-9][a-z0-9/-]*\Z")])
    asks_factor = True

    def validate(self, extra_validators: object = None) -> bool:
        return super().validate(extra_validators) if self.asks_factor else PublicForm.validate(self, extra_validators)


class FirstPasswordForm(PublicForm):
    """A password of one's own, twice."""

    new = wtforms.PasswordField(
        N_("Kata sandi baru"), [DataRequired(N_("Tulis kata sandi barunya.")), AtMost(MOST_LETTERS)],
        description=N_("Paling sedikit 15 huruf. Empat kata acak atau lebih mudah diingat dan sulit ditebak."),
    )  # fmt: skip
    again = wtforms.PasswordField(
        N_("Sekali lagi"),
        [DataRequired(N_("Tulis sekali lagi.")), EqualTo("new", N_("Keduanya belum sama. Tulis sekali lagi."))],
    )


class PasswordForm(FirstPasswordForm):
    old = wtforms.PasswordField(
        N_("Kata sandi sekarang"), [DataRequired(N_("Tulis kata sandi Anda.")), AtMost(MOST_LETTERS)]
    )


class TotpForm(PublicForm):
    """The first code of an application; `token` is what its secret was drawn from."""

    token = wtforms.HiddenField(validators=[Regexp(r"[0-9a-f]{32}\Z")])
    code = wtforms.StringField(
        N_("Kode 6 angka dari aplikasi"),
        [DataRequired(N_("Tulis kode yang ditunjukkan aplikasi.")), AtMost(MOST_LETTERS)],
    )

    def drawn_from(self) -> bytes:
        return bytes.fromhex(self.token.data)

    def has_token(self) -> bool:
        return not self.token.errors


class ForgottenForm(PublicForm):
    """What a passkey said to a challenge that the page brought along."""

    challenge = wtforms.HiddenField(validators=[Regexp(HEX)])
    credential = wtforms.HiddenField(validators=[DataRequired(), AtMost(MOST_CREDENTIAL)])

    def drawn(self) -> bytes:
        return bytes.fromhex(self.challenge.data)


class PasskeyForm(PublicForm):
    credential = wtforms.HiddenField(validators=[DataRequired(), AtMost(MOST_CREDENTIAL)])
