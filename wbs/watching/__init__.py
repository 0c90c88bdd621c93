"""Whether an installation is well: health and figures for its keeper, alarms, and a probe; nothing about who came."""
