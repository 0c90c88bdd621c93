"""A small application with nothing but the web layer, one page of each sort, and a page for each refusal."""

from pathlib import Path

import sqlalchemy.exc
import wtforms
from flask import Flask, render_template_string, request

from wbs import errors
from wbs.config import Settings
from wbs.crypto.failures import Unreadable
from wbs.web import text
from wbs.web.fields import AtLeast, AtMost, DayField, FromList, OneOf, Rows, RupiahField
from wbs.web.forms import PublicForm, problems
from wbs.web.install import init_app
from wbs.web.pages import leave, public_page, secret_page
from wbs.web.text import N_

ROOT = Path(__file__).parents[2]
ORIGIN = "https://lapor.example"
PUBLIC = '{% extends "public_base.html" %}{% block main %}<h1>{{ said }}</h1>{% endblock %}'
FORM = """
{% extends "public_base.html" %}
{% from "_form.html" import form, error_summary, field, text_area, choices, check, select, section, fold, button %}
{% set act, form_id = "report", "f" %}
{% block main %}
{{ error_summary(found) }}
{% call form("report", id="f", kept={"ticket": "t"}) %}
{% call section("Apa yang terjadi?") %}{{ text_area(f.what) }}
{{ choices(f.kind) }}{{ choices(f.flags) }}{% endcall %}
{% call fold("Kapan", open=true) %}{{ field(f.day) }}{{ field(f.loss) }}{{ select(f.unit, options) }}{% endcall %}
{% for row in f.persons %}{{ field(row.person) }}{{ field(row.age) }}{% endfor %}
{{ check(f.threat) }}{{ button("Kirim") }}
{% endcall %}
{% endblock %}
"""
FAILURES = {
    "notfound": errors.NotFound("rahasia"),
    "notallowed": errors.NotAllowed("rahasia"),
    "refused": errors.Refused("Perkara ini sudah ditutup."),
    "overloaded": errors.Overloaded(),
    "throttled": errors.Throttled(),
    "unreadable": Unreadable("rahasia"),
    "locked": sqlalchemy.exc.OperationalError("INSERT", {"text": "rahasia"}, Exception("rahasia")),
    "bug": ValueError("rahasia"),
}


class PersonForm(PublicForm):
    person = wtforms.StringField(N_("Nama"), [AtMost(20)])
    age = wtforms.IntegerField(N_("Umur"), [wtforms.validators.InputRequired()])


class ExampleForm(PublicForm):
    what = wtforms.TextAreaField(N_("Apa yang terjadi?"), [AtLeast(50)], description=N_("Nama"))
    kind = OneOf(N_("Jenis"), choices={"a": "A", "b": "B"})
    flags = wtforms.SelectMultipleField(N_("Jenis"), choices={"x": "X", "y": "Y"})
    unit = FromList(N_("Unit"), choices={"u": "U"})
    day = DayField(N_("Tanggal"))
    loss = RupiahField(N_("Nilai"))
    mail = wtforms.StringField(N_("Surel"), [wtforms.validators.Length(min=3, max=9)])
    number = wtforms.DecimalField(N_("Angka"), [wtforms.validators.NumberRange(min=1)])
    strict = wtforms.SelectField(N_("Jenis"), choices={"a": "A"})
    threat = wtforms.BooleanField(N_("Ancaman"))
    persons = Rows(wtforms.FormField(PersonForm, N_("Orang")), min_entries=1, max_entries=3)


def example_page() -> str:
    form = ExampleForm(request.form)
    form.validate()
    return render_template_string(FORM, f=form, found=problems(form), options="")


def public() -> object:
    text.choose_language(text.asked_language(request.form))
    act = request.form.get("act", "landing")
    if act in FAILURES:
        raise FAILURES[act]
    if act == "leave":
        return leave()
    if act == "report":
        return public_page(example_page())
    html = render_template_string(PUBLIC, said=request.form.get("said", "Ceritakan di sini"))
    return {"landing": public_page, "mailbox": secret_page}.get(act, str)(html)


def staff() -> str:
    return render_template_string('{% extends "staff_base.html" %}', frame=None)


def build(var_dir: Path, public_url: str = ORIGIN) -> Flask:
    app = Flask("example", static_folder=None, template_folder=str(ROOT / "templates"))
    app.add_url_rule("/", "public", public, methods=["GET", "POST"])
    app.add_url_rule("/kerja", "staff", staff, methods=["GET", "POST"])
    init_app(app, Settings(var_dir=var_dir, database_url="sqlite://", public_url=public_url), staff_home="/kerja")
    return app
