"""Exiftool is an independent reader: its absence must not go unnoticed."""

import shutil
import subprocess
import warnings

import pytest


@pytest.fixture(scope="session")
def exiftool() -> str:
    found = shutil.which("exiftool")
    if not found:
        _tell("NO EXIFTOOL: clean copies were not read by an independent reader (libimage-exiftool-perl)")
        pytest.skip("no exiftool on this machine")
    return found


@pytest.fixture(scope="session")
def exiftool_reads_zip(exiftool: str) -> bool:
    """It looks into office files with a library of its language only."""
    if subprocess.run(["perl", "-MArchive::Zip", "-e", "1"], capture_output=True, check=False).returncode == 0:
        return True
    _tell("EXIFTOOL CANNOT READ ZIP: office files were not read by an independent reader (libarchive-zip-perl)")
    return False


def _tell(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(text, stacklevel=2)
