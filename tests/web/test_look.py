"""The look, as far as it can be computed: contrast of every pair of tokens, and markup that the policy allows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = (ROOT / "static" / "style.css").read_text()
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
AA_TEXT, AA_CONTROL = 4.5, 3.0


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))


LIGHT, DARK = (tokens(block) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2])


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "mist"])
@pytest.mark.parametrize("text", ["ink", "soft", "brand", "good", "wait", "bad"])
def test_text_is_readable_on_every_ground(scheme: dict[str, str], ground: str, text: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= AA_TEXT


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_buttons_and_edges(scheme: dict[str, str]) -> None:
    assert contrast(scheme["paper"], scheme["brand"]) >= AA_TEXT
    assert contrast(scheme["soft"], scheme["paper"]) >= AA_CONTROL


def test_the_bars_of_both_realms_carry_white_text() -> None:
    staff = (ROOT / "static" / "staff.css").read_text()
    grounds = re.findall(r"\.bar \{[^}]*background: (#[0-9a-f]{6})", staff)
    assert len(grounds) == 2 and all(contrast("#ffffff", ground) >= 2 * AA_CONTROL for ground in grounds)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_markup_fits_the_policy_and_trusts_nothing(path: Path) -> None:
    page = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"<[^>]*\sstyle\s*=", page), "style attributes are refused by the policy"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", page), "event attributes are refused by the policy"
    page = page.replace("<script>{{ upload_script }}</script>", "")  # ours, which the policy knows by its hash
    assert not re.search(r"<style|javascript:|<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", page), "nothing from another host"
    assert path.name == "_parts.html" or "|safe" not in page.replace(" ", "")


def test_nothing_in_the_sheets_comes_from_another_host() -> None:
    sheets = list((ROOT / "static").glob("*.css"))
    assert sheets
    for sheet in sheets:
        assert "url(" not in sheet.read_text() and "@import" not in sheet.read_text()
