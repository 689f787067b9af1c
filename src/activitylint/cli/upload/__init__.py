"""`activitylint upload`: lint files and upload them, and what belongs to it.

send.py is the command itself. history.py has `status`, `retry` and `export`, login.py has `login`. opening.py opens the
ledger and the connection, results.py prints what became of the files.
"""

from __future__ import annotations

from activitylint.cli.upload.send import send as command

__all__ = ["command"]
