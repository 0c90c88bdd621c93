"""The days off of the country, as the package `holidays` lists them: of this country alone.

The package leads to a country by importing all of them: a tenth of a second and nine megabytes in each process that
counts a day, on the first report after every start. Its file for one country needs none of the others.
"""

from collections.abc import Mapping
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import holidays
from holidays.constants import GOVERNMENT, PUBLIC

COUNTRY = "indonesia"


def days_off(year: int, *, joint_leave_alone: bool = False) -> Mapping[date, str]:
    """Day -> Bahasa name: public holidays and joint leave days, or the latter alone."""
    categories = (GOVERNMENT,) if joint_leave_alone else (PUBLIC, GOVERNMENT)
    return dict(sorted(_COUNTRY.Indonesia(categories=categories, years=year, language="id").items()))


def _country(name: str) -> ModuleType:
    path = Path(holidays.__file__).parent / "countries" / f"{name}.py"
    spec = spec_from_file_location(f"{__name__}.{name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no way to load {path}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_COUNTRY = _country(COUNTRY)
