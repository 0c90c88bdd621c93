"""`python -m bench NAME [--json]`; `all` runs every one and writes bench/RESULTS.md, `pair` compares two trees."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench import filing, officer, pair, report, small, upload
from bench.report import Figures

SCALE = (
    "`derivation_ms` is always the same work, 25 ms where the targets were\n"
    "set: a machine that is slower, or shared, shows it there and in every other figure of time (decision 0024)."
)
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("name", choices=["all", "filing", "list", "case", "page", "memory", "upload", "ledger", "pair"])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--mb", type=int, default=100)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--with", dest="other", type=Path, default=Path(), help="another tree, for pair")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    measures: dict[str, Callable[[], Figures]] = {
        "page": small.measure_page,
        "memory": small.measure_memory,
        "filing": filing.measure,
        "case": officer.measure_case,
        "list": lambda: officer.measure_list(asked.cases),
        "upload": lambda: upload.measure(asked.mb),
        "ledger": lambda: small.measure_ledger(asked.entries),
    }
    if asked.name == "pair":
        report.show("pair", pair.measure(asked.other), asked.json)
    elif asked.name == "all":
        _all(measures)
    else:
        report.show(asked.name, measures[asked.name](), asked.json)


def _all(measures: dict[str, Callable[[], Figures]]) -> None:
    lines = ["# Results", "", f"Measured on {report.machine()}. {SCALE}", ""]
    lines += ["| benchmark | figure | value |", "|---|---|---:|"]
    for name, measure in measures.items():
        print(name, file=sys.stderr)
        figures = measure()
        report.show(name, figures, as_json=False)
        lines += [f"| {name} | {key} | {value:,.2f} |" for key, value in figures.items()]
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")


main()
