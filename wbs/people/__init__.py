"""Who works here changes by two people and a signature; keys follow by a click of a colleague, never by a job."""
