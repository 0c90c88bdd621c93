"""`wbs check`: whether an installation is fit to be told something: pure checks of measured values."""
