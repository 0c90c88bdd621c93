"""Whether an answer is somebody's second step, and what a wrong one costs: at the door, and where a proof is asked for.

Decides that a closed way is closed to what can be guessed, and to nothing else. A passkey or a long spare code is
always looked at; while the way is closed a wrong one is neither counted nor written down, so the ledger does not grow.
"""

from datetime import datetime

from wbs.errors import Refused, Throttled
from wbs.staff import factors
from wbs.staff.factors import Answer, Seat
from wbs.staff.instance import Instance
from wbs.staff.tries import account_of, bucket_for, note_wrong_code
from wbs.web.text import N_

WRONG_ANSWER = N_("Langkah kedua tidak cocok. Tunggu kode berikutnya, atau pakai kode cadangan yang belum terpakai.")
CODES_CLOSED = N_(
    "Terlalu banyak kode yang salah. Untuk sementara, paling lama sehari, pakailah kode cadangan 16 huruf atau kunci "
    "sandi. Bila bukan Anda yang mencobanya, seseorang tahu kata sandi Anda: gantilah sesudah masuk."
)


def require_holding(instance: Instance, seat: Seat, given: Answer, now: datetime, browser: bytes = b"") -> None:
    """Raises Throttled, or Refused for an answer that does not hold."""
    bucket = bucket_for(account_of(seat.person_id), browser)
    is_closed = bucket.is_closed_to_codes(now)
    if is_closed and given.can_be_guessed:
        raise Throttled(CODES_CLOSED)
    if factors.holds(instance, seat, given, now):
        return
    if not is_closed:
        note_wrong_code(instance, seat.realm, bucket, now)
    raise Refused(WRONG_ANSWER)
