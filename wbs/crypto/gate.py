"""How many slow derivations may run at once: one holds a core for some 25 ms, so they queue before few threads.

The queue is bounded: who comes when it is full is told to come again.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue

from wbs.crypto.failures import Busy
from wbs.crypto.forks import this_process

Work = Callable[[], bytes]
Ended = SimpleQueue[tuple[bytes, BaseException | None]]
Asked = SimpleQueue[tuple[Work, Ended]]


class Gate:
    """At most `at_once` derivations run and `waiting` wait; one more raises Busy.

    They run in threads of their own: what they cost can be read beside the rest, and where OpenSSL derives (an older
    installation) one memory block serves them all.
    """

    def __init__(self, at_once: int = 1, waiting: int = 64) -> None:
        self.passed = 0  # derivations begun in this process: known and unknown names must cost as many
        self._at_once, self._most, self._inside = at_once, at_once + waiting, 0
        self._lock = threading.Lock()
        self._asked, self._process = Asked(), (0, 0)

    def run(self, work: Work) -> bytes:
        """What `work` gives. Raises Busy, and whatever `work` raises."""
        ended = Ended()
        self._enter(work, ended)
        made, failure = ended.get()
        if failure is not None:
            raise failure
        return made

    def _enter(self, work: Work, ended: Ended) -> None:
        with self._lock:
            process = this_process()
            if self._process != process:  # threads stay behind in the parent, and so does who waited there
                self._process, self._inside, self._asked = process, 0, Asked()
                for _ in range(self._at_once):
                    threading.Thread(target=self._derive, args=(self._asked,), name="derivation", daemon=True).start()
            if self._inside == self._most:
                raise Busy
            self._inside += 1
            self.passed += 1
            self._asked.put((work, ended))

    def _derive(self, asked: Asked) -> None:
        while True:
            work, ended = asked.get()
            made, failure = b"", None
            try:
                made = work()
            except BaseException as error:
                failure = error
            with self._lock:
                self._inside -= 1
            ended.put((made, failure))
            del work, ended, made, failure  # a code, or a password
