"""The habits of the house, each with its reason in the name of the test."""

import ast
import re

import pytest

from tests.house.source import ROOT, attributes, called, calls, imports, modules, texts
from wbs.ledger.vocabulary import TAGS

MOST_LINES, MOST_OF_A_FUNCTION, MEDIAN = 300, 50, 80
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}


def modules_with(name: str) -> set[str]:
    return {module for module, tree in modules().items() if name in set(attributes(tree))}


def test_only_one_place_reads_the_clock() -> None:
    assert {module for clock in CLOCKS for module in modules_with(clock)} == {"wbs.clock"}


def test_rules_and_actions_are_told_the_time() -> None:
    """`clock.now()` is called at the edge alone."""
    readers = {module for module, tree in modules().items() if calls(tree, "now")} - {"wbs.clock"}
    commands = r"(keeping|founding|checking|watching|rotating)\.(\w+_)?commands?"
    edges = rf"app|cli|worker|directory|days_off|staff\.login|(\w+\.)+views(\.\w+)?|runtime\.\w+|demo\.\w+|{commands}"
    allowed = re.compile(rf"wbs\.({edges})")
    assert {module for module in readers if not allowed.fullmatch(module)} == set()


def test_the_environment_is_read_where_processes_begin() -> None:
    assert modules_with("os.environ") | modules_with("os.getenv") <= {"wbs.cli", "wbs.runtime.process"}


def test_only_transaction_commits() -> None:
    assert {module for module, tree in modules().items() if calls(tree, "commit")} == {"wbs.db"}


def test_only_transaction_rolls_back_what_was_written() -> None:
    """Elsewhere a rollback ends a read snapshot before something slow."""
    readers = {"wbs.db", "wbs.levelling", "wbs.migrating", "wbs.outbox.delivery"}
    assert {module for module, tree in modules().items() if calls(tree, "rollback")} <= readers


def test_recipients_come_from_the_verified_directory_alone() -> None:
    """But for the backup key, to which no case key is ever sealed: only archives of rows that are sealed already."""
    makers = {module for module, tree in modules().items() if calls(tree, "Recipient")}
    assert makers == {"wbs.staff.directory", "wbs.keeping.key"}


def test_a_stage_changes_through_one_door() -> None:
    """`History.stage` of the figures is a copy of what the log says, not a case's."""
    writers = {
        module
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "stage"
    }
    assert writers - {"wbs.oversight.collecting"} == {"wbs.cases.progress"}
    values = {
        module
        for module, tree in modules().items()
        for call in calls(tree, "values")
        if any(word.arg == "stage" for word in call.keywords)
    }
    assert values == set()


def test_logs_are_not_built_from_texts() -> None:
    """Arguments are named one by one, so that a reader sees what leaves: no f-string, no `%`, no exception's words."""
    levels = {"debug", "info", "warning", "error", "critical", "exception", "log"}
    wrong = []
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in levels and _is_logger(node):
                first = node.args[0] if node.args else None
                if not isinstance(first, ast.Constant) or called(node) == "exception" or _tells_error(node):
                    wrong.append((module, node.lineno))
    assert wrong == []


def _is_logger(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and bool(re.search("log|alarm", ast.unparse(node.func.value)))


def _tells_error(node: ast.Call) -> bool:
    return any(word.arg in ("exc_info", "stack_info") for word in node.keywords)


def test_every_entry_has_a_tag_that_the_ledger_knows() -> None:
    for module, tree in modules().items():
        for call in calls(tree, "record"):
            if module.startswith("wbs.ledger") or len(call.args) < 4:
                continue
            tag = call.args[2]
            for one in _tags(tag):
                assert one in TAGS, (module, call.lineno, one)


def _tags(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.JoinedStr):  # f"{asks}:asked"
        known = [tag for tag in TAGS if re.fullmatch(_pattern(node), tag)]
        return known or [ast.unparse(node)]
    return [ast.unparse(node)]


def _pattern(node: ast.JoinedStr) -> str:
    return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z-]+" for part in node.values)


def test_only_known_fields_go_into_entries() -> None:
    """What the vocabulary refuses at run time is refused here before anybody runs it."""
    implied = {"case_id", "by"}
    for module, tree in modules().items():
        for call in calls(tree, "record"):
            if module.startswith("wbs.ledger") or len(call.args) < 4 or not isinstance(call.args[2], ast.Constant):
                continue
            given = {word.arg for word in call.keywords if word.arg} - implied
            assert given <= TAGS[call.args[2].value].fields.keys(), (module, call.lineno)


def test_nothing_is_printed() -> None:
    assert {module for module, tree in modules().items() if calls(tree, "print")} == set()


@pytest.mark.parametrize("name", ["eval", "exec", "mktemp", "mkstemp", "NamedTemporaryFile", "SpooledTemporaryFile"])
def test_nothing_is_evaluated_and_nothing_is_put_into_temporary_files(name: str) -> None:
    assert {module for module, tree in modules().items() for _ in calls(tree, name)} == set()


def test_nothing_is_pickled_and_chance_comes_from_the_system() -> None:
    roots = {module: {wanted.split(".")[0] for wanted in imports(module)} for module in modules()}
    assert {module for module, wanted in roots.items() if wanted & {"pickle", "marshal", "shelve"}} == set()
    assert {module for module, wanted in roots.items() if "random" in wanted} <= {"wbs.demo.past"}


def test_files_and_functions_are_small() -> None:
    sizes = {module: len((ROOT / _path(module)).read_text("utf-8").splitlines()) for module in modules()}
    assert {module: size for module, size in sizes.items() if size > MOST_LINES} == {}
    filled = sorted(size for size in sizes.values() if size > 2)
    assert filled[len(filled) // 2] <= MEDIAN
    assert {name: size for name, size in _functions() if size > MOST_OF_A_FUNCTION} == {}
    lengths = sorted(size for _, size in _functions())
    assert lengths[len(lengths) // 2] <= 10


def _path(module: str) -> str:
    plain = module.replace(".", "/")
    return f"{plain}/__init__.py" if (ROOT / plain).is_dir() else f"{plain}.py"


def _functions() -> list[tuple[str, int]]:
    return [
        (f"{module}.{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]


def test_every_module_says_what_it_is() -> None:
    silent = [name for name, tree in modules().items() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_the_repository_names_no_machine_and_no_package_host() -> None:
    words = ("pypi" + ".org", "files.python" + "hosted", "/work" + "/main", "/work" + "/shared", "art" + "ifactory")
    words += ("index" + "-url", "extra-index" + "-url", "trusted" + "-host", "/home" + "/user")
    found = [
        (str(path.relative_to(ROOT)), word)
        for path, text in [*texts(), *_unnamed()]
        for word in words
        if word in text.lower()
    ]
    assert found == []


def _unnamed() -> list[tuple[object, str]]:
    names = ("Makefile", "requirements.lock", "requirements-test.lock", ".ci/run")
    return [(ROOT / name, (ROOT / name).read_text("utf-8")) for name in names if (ROOT / name).exists()]
