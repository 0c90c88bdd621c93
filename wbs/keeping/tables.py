"""Which tables a backup carries, and why each of the others does not. A table in neither list fails a test.

In doubt a table is carried: what is lost cannot be decided about later. Left out is only what is worth nothing after a
restore, or what must end with the machine. Knows names, no rows.
"""

# Everything else of an installation that stays out is no table: the key folder, `run/` (session peppers, the stamp of
# the night, the queue) and blobs that no row names, which belong to forms that were never sent.
KEPT: dict[str, str] = {
    "unit": "reports and cards name units by their code",
    "calendar_correction": "deadlines were counted with these days",
    "staff_account": "people sign in as before; what opens it needs a pepper of the key folder",
    "staff_factor": "second factors, sealed under their owner's identity; an older counter only lets time repeat",
    "passkey_wrap": "identities once more, each under a passkey; one removed since then is there again",
    "spare_code": "hashes of the codes on paper; one that was used since then is there again",
    "voucher": "what people come in with while strangers guess: hashes of it, and public keys",
    "pending_key": "a key that waits for the directory; without it what was sealed to the former one is lost",
    "staff_mail": "where officers hear that something waits",
    "custody": "the shared seeds, each sealed to a person",
    "directory_seen": "an older directory must not come back by way of a restore",
    "directory_change": "who proposed and approved which change of people",
    "unit_change": "who proposed and approved which change of units",
    "grant_request": "who waits for keys, and until when stand-ins have theirs",
    "access_answer": "who was reviewed in which quarter, and marked for removal",
    "grant_answer": "which colleague has given what they could",
    "case_file": "the cases",
    "case_grant": "who can read each of them",
    "recovery_grant": "the last way in when nobody is left",
    "sealed_report": "what was told",
    "named_identity": "who told it, in two halves",
    "contact": "where reporters want to hear of news",
    "mailbox": "what a reporter's code opens",
    "message": "the letters",
    "note": "what officers wrote for each other",
    "proposal": "acts that wait for, or had, a second person",
    "case_retention": "which closed cases are kept longer, and which are about to be destroyed",
    "purged_case": "what is left of a destroyed case: its number, and who wanted it",
    "timeline_row": "what the reporter has been shown",
    "escalation": "urgent cases that nobody has opened yet",
    "attachment": "the files' manifests",
    "sealed_blob": "their bytes come with it, out of the store",
    "file_use": "who opened a file",
    "facet_epoch": "the figures",
    "facet_record": "the figures",
    "public_release": "what was printed must not change",
    "outbox": "notices that wait are sent after a restore; a second time is better than never",
    "filed_ticket": "a form sent again after a restore must find its receipt; the night forgets it as ever",
    "ledger_pending": "acts that are done and wait for their tick or night",
    "ledger_entry": "the log",
    "ledger_salt": "without them entries rest on their MAC alone",
    "ledger_head": "the tree as the sequencer left it",
    "case_pseudonym": "which entries are whose",
}

LEFT_OUT: dict[str, str] = {
    "staff_session": "who is signed in; whoever wants to go on signs in again",
    "half_session": "who has given the password and not yet the second factor",
    "known_browser": "which browsers people use; each is known again after its next sign-in",
    "sign_of_life": "when a worker was heard last; another one will be soon",
    "reporter_session": "open mailboxes, of two hours at most",
    "alembic_version": "the archive names its revision itself",
}
