"""The end of a case: when its retention is over, two people decide, and a night destroys it."""
