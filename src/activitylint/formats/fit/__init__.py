"""The FIT parser: one scan of the message headers, then columns.

`read` takes any bytes. It notes what it meets as faults and keeps what is whole.
"""

from __future__ import annotations

from activitylint.formats.fit.assemble import read

__all__ = ["read"]
