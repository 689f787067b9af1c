"""Upload files to Strava, once each: the extra `upload`.

`plan` lints a file and says whether to send it. `gate` is the loop that sends, polls and waits; `limits` says when the
next request is allowed, `service` where it goes, and `client` makes it. `ledger` remembers every file, `tokens` keeps
the tokens and `login` gets them. `batches` makes folders for Strava's upload page instead. Only `client` and `login`
open connections.
"""
