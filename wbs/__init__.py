"""A whistle-blowing system for an inspectorate: told without a name, sealed, routed, examined, answered, counted."""
