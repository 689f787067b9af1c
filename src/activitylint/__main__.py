"""`python -m activitylint` is the command."""

from __future__ import annotations

from activitylint.cli import main

main(prog_name="activitylint")
