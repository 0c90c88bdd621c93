"""Putting an installation on one Debian machine: which file goes where, which key reaches which unit."""
