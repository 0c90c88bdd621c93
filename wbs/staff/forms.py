"""The forms of the entrance."""

import wtforms
from wtforms.validators import DataRequired

from wbs.web.fields import AtMost
from wbs.web.forms import PublicForm
from wbs.web.text import N_

MOST_LETTERS = 200


class SignInForm(PublicForm):
    """Any name and any password: whether they belong together is not the form's to say."""

    name = wtforms.StringField(
        N_("Nama masuk"), [DataRequired(N_("Tulis nama masuk Anda.")), AtMost(MOST_LETTERS)]
    )
    password = wtforms.PasswordField(
        N_("Kata sandi"), [DataRequired(N_("Tulis kata sandi Anda.")), AtMost(MOST_LETTERS)]
    )
