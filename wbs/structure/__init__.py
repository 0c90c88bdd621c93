"""How the units of a government change: proposed, approved by a second person, signed with the directory."""
