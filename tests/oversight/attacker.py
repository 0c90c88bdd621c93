"""A reader with a linear-programming solver, who knows every equation and every published number, and nothing else."""

from collections.abc import Iterable, Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from wbs.oversight.suppression import Equation

Known = Mapping[str, int | None]
SLACK = 1e-6
MOST = 10_000  # nobody believes in more reports than this


class Attacker:
    """`known` maps every cell to its published count, or to None where it was hidden."""

    def __init__(self, known: Known, equations: Iterable[Equation]) -> None:
        self.unknown = [name for name, count in known.items() if count is None]
        place = {name: at for at, name in enumerate(self.unknown)}
        rows = [self._row(known, equation, place) for equation in equations]
        self.matrix = csr_array(np.array([row for row, _ in rows]).reshape(len(rows), len(self.unknown)))
        self.right = np.array([total for _, total in rows])

    @staticmethod
    def _row(known: Known, equation: Equation, place: Mapping[str, int]) -> tuple[np.ndarray, int]:
        row, total = np.zeros(len(place)), 0
        for sign, names in ((1, equation.left), (-1, equation.right)):
            for name in names:
                count = known[name]
                if count is None:
                    row[place[name]] += sign
                else:
                    total -= sign * count
        return row, total

    def pinned(self, within: int) -> list[str]:
        """Every hidden cell whose interval is narrower.

        Every corner found bounds all cells at once, so a few searches in random directions spare most of the others.
        """
        self.low, self.high = np.full(len(self.unknown), float(MOST)), np.zeros(len(self.unknown))
        chance = np.random.default_rng(1)
        for _ in range(8 if self.unknown else 0):
            self._search(chance.normal(size=len(self.unknown)))
        return [name for at, name in enumerate(self.unknown) if self._is_narrow(at, within)]

    def highest(self, name: str) -> float:
        """After `pinned`: the highest value found, exact for the cells it names."""
        return float(self.high[self.unknown.index(name)]) + SLACK

    def _is_narrow(self, at: int, within: int) -> bool:
        for sign in (-1, 1):
            if self.high[at] - self.low[at] < within - SLACK:
                self._search(sign * np.eye(1, len(self.unknown), at)[0])
        return bool(self.high[at] - self.low[at] < within - SLACK)

    def _search(self, goal: np.ndarray) -> None:
        found = linprog(goal, A_eq=self.matrix, b_eq=self.right, bounds=(0, MOST), method="highs")
        assert found.status == 0, found.message
        self.low, self.high = np.minimum(self.low, found.x), np.maximum(self.high, found.x)

    def integer_interval(self, name: str) -> tuple[float, float]:
        """The same over whole numbers only."""
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(self.unknown))
            goal[self.unknown.index(name)] = sign
            fits = LinearConstraint(self.matrix, self.right, self.right)
            whole = np.ones(len(self.unknown))
            found = milp(goal, constraints=fits, integrality=whole, bounds=Bounds(0, MOST))
            assert found.success, found.message
            ends.append(sign * found.fun)
        return ends[0], ends[1]
