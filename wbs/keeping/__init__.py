"""Backup and restore: everything but keys and sessions, sealed to one backup key, rehearsed before it is put back."""
