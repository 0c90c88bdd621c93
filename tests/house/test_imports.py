"""Who may know whom: ranks between packages, and which libraries reach how far."""

import ast

from tests.house.source import imports, modules

TOP, ROOMS, CASES, STAFF, GROUND, FOUNDATION = 6, 5, 4, 3, 2, 1
RANKS = {
    **dict.fromkeys(("app", "cli", "offline", "worker", "__main__", "runtime", "demo", "founding", "keeping"), TOP),
    **dict.fromkeys(("checking", "installing", "watching", "directory", "rotating", "refusals", "days_off"), TOP),
    **dict.fromkeys(("intake", "oversight", "zone", "people", "structure", "purging"), ROOMS),
    "cases": CASES,
    "staff": STAFF,
    **dict.fromkeys(("organisation", "ledger", "outbox", "web", "store", "evidence"), GROUND),
    **dict.fromkeys(("crypto", "db", "clock", "errors", "config", "keyfolder", "migrating", "levelling"), FOUNDATION),
    **dict.fromkeys(("keynumbers", "inserting"), FOUNDATION),
}
SPEAKS_FLASK = ("views", "login", "app", "cli", "worker")
RULES = frozenset(  # pure: whoever holds a rule against the regulation reads these without a database in mind
    "wbs.cases.lifecycle wbs.cases.routing wbs.cases.eligibility wbs.cases.deadlines wbs.cases.card wbs.cases.report"
    " wbs.cases.filters wbs.cases.vocabulary wbs.cases.desk_check wbs.cases.closing_letters wbs.cases.labels"
    " wbs.intake.review wbs.intake.days wbs.intake.completeness wbs.intake.checks wbs.intake.choices wbs.intake.wording"
    " wbs.intake.form_token wbs.oversight.suppression wbs.oversight.definitions wbs.oversight.periods"
    " wbs.oversight.figures wbs.oversight.tables wbs.oversight.intervals wbs.oversight.facts wbs.oversight.publication"
    " wbs.oversight.csv_export wbs.staff.throttle wbs.staff.password_rules wbs.staff.totp wbs.staff.spare_codes"
    " wbs.staff.passkeys wbs.staff.steps wbs.staff.passwords wbs.staff.sessions wbs.staff.directory"
    " wbs.organisation.calendar wbs.organisation.units wbs.organisation.names wbs.organisation.jurisdiction"
    " wbs.checking.house wbs.checking.machine wbs.checking.promises wbs.installing.credentials"
    " wbs.organisation.loading wbs.organisation.government wbs.organisation.unit_list"
    " wbs.structure.steps wbs.structure.rules wbs.structure.reading_csv wbs.structure.differences"
    " wbs.purging.retention wbs.cases.proof_purges wbs.cases.proof_stages wbs.founding.charter_checks wbs.ledger.kinds"
    " wbs.ledger.vocabulary wbs.ledger.entry wbs.ledger.merkle"
    " wbs.ledger.mac wbs.ledger.keyring wbs.rotating.kinds"
    " wbs.ledger.findings wbs.outbox.mail wbs.outbox.patience wbs.outbox.ticks".split()
)


def part(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_every_part_has_a_rank() -> None:
    assert {part(name) for name in modules() if part(name)} - RANKS.keys() == set()


def test_a_module_imports_lower_ranks_or_its_own_package() -> None:
    """What is at the top is one installation; below it neighbours of one rank do not know each other."""
    wrong = [
        (module, wanted)
        for module in modules()
        if part(module)
        for wanted in imports(module)
        if wanted.startswith("wbs.") and part(wanted) != part(module) and not _may_import(part(module), part(wanted))
    ]
    assert wrong == []


def _may_import(importer: str, imported: str) -> bool:
    if RANKS[importer] in (TOP, FOUNDATION):
        return RANKS[imported] <= RANKS[importer]
    return RANKS[imported] < RANKS[importer]


def test_flask_is_spoken_at_the_door_only() -> None:
    strangers = [
        module
        for module in modules()
        if any(wanted.split(".")[0] in ("flask", "flask_login", "werkzeug") for wanted in imports(module))
        and not module.startswith("wbs.web")
        and not set(module.split(".")) & set(SPEAKS_FLASK)
    ]
    assert strangers == []


def test_rules_know_no_tables_and_no_pages() -> None:
    assert RULES <= modules().keys()
    for module in RULES:
        wanted = set(imports(module))
        assert not {name.split(".")[0] for name in wanted} & {"sqlalchemy", "flask", "flask_login", "alembic"}, module
        assert not {name for name in wanted if name == "wbs.db" or name.endswith(".records")}, module


def package(name: str) -> list[str]:
    """Its modules; never none, or a renamed package would pass every test."""
    found = [module for module in modules() if module.startswith(f"wbs.{name}")]
    assert found
    return found


def test_crypto_knows_neither_web_nor_environment() -> None:
    for module in package("crypto"):
        roots = {wanted.split(".")[0] for wanted in imports(module)}
        assert not roots & {"flask", "sqlalchemy", "alembic", "redis", "rq", "wtforms"}, module
        assert {part(wanted) for wanted in imports(module) if wanted.startswith("wbs.")} <= {"crypto"}, module


def test_the_store_knows_names_and_bytes() -> None:
    """No key that opens anything: whoever holds the store alone holds noise."""
    for module in package("store"):
        wanted = set(imports(module))
        assert {part(name) for name in wanted if name.startswith("wbs.")} <= {"store", "config", "keyfolder"}, module
        roots = {name.split(".")[0] for name in wanted}
        assert not roots & {"flask", "werkzeug", "sqlalchemy", "cryptography", "tempfile"}, module


def test_the_counter_knows_no_way_to_open_what_it_sealed() -> None:
    """Intake hands on and reads the reporter's own channel; identities and grants are not its business."""
    for module in package("intake"):
        named = {
            alias.name
            for node in ast.walk(modules()[module])
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert not named & {"Identity", "open_key", "hold", "grant_key", "open_facets", "shared_identity"}, module


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides a cycle."""
    inside = [
        (module, function.name)
        for module, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    # Alembic is a tenth of the start; a folder needs no S3 library; word lists and passkeys are for seldom pages.
    seldom = {"wbs.migrating", "wbs.store.opening", "wbs.staff.password_rules", "wbs.staff.passkeys"}
    assert {module for module, _ in inside} <= seldom
