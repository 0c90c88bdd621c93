"""Bytes and keys only: no Flask, no database, no environment. docs/SEALING.md is the prose of this package."""
