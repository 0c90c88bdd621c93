"""The blueprint of the entrance and the statuses that its pages answer with."""

from flask import Blueprint

entrance = Blueprint("entrance", __name__)

SIGN_IN_URL, STEP_URL, FIRST_URL = "/sign-in", "/sign-in/next", "/sign-in/first"
CODE_URL = "/sign-in/code"
REFUSED, UNPROCESSABLE, SEE_OTHER = 403, 422, 303
TOKEN_BYTES = 16
