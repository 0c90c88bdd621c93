"""The script in the page: short, without comments, and the same program as its source."""

from pathlib import Path

from wbs.web.scripts import read_script, squeezed_script

UPLOAD = Path(__file__).parents[2] / "templates" / "_upload.js"


def test_comments_and_indentation_go_and_texts_stay() -> None:
    source = '// a note\nconst a = { one: "two  words" };\n  if (a) return /x y/.exec(a);\n'
    assert squeezed_script(source) == 'const a={one:"two  words"};if(a)return/x y/.exec(a);'


def test_the_hash_is_that_of_the_text() -> None:
    script = read_script(UPLOAD)
    assert len(script.text) <= 2_048 and "//" not in script.text
    assert script.source.startswith("'sha256-") and len(script.source) == len("'sha256-'") + 44
