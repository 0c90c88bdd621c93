"""What was done, to which case, when: an append-only, verifiable log. Never what was written (docs/LEDGER.md)."""
