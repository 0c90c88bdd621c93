"""The demo of `make run`: an inspectorate with people, desks and a past, made through the real actions."""
