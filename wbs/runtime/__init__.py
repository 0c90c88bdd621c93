"""The processes of an installation: web, worker, scheduler, embedded Redis, and the parent that watches them."""
