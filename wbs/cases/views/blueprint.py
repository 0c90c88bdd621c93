"""The blueprint that the view files share."""

from flask import Blueprint

archive = Blueprint("archive", __name__, url_prefix="/cases")
