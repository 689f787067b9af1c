"""Write the exercise types of the vocabulary into the strength schema.

Run `python -m strength_schema` in this folder. A test checks that the schema is current.
"""

from __future__ import annotations

import json
import re

from activitylint.vocabulary import exercises
from paths import SCHEMAS

SCHEMA = SCHEMAS / "strength-activity-1.0.schema.json"
_LIST = re.compile(r'("enum": \[)[^\]]*(\])')


def written(text: str) -> str:
    """The text of the schema with the ids of the vocabulary: those of the first list, then those listed later."""
    ids = [json.dumps(exercise) for exercise in (*exercises.listed(), *exercises.listed_later())]
    indent = " " * 14
    lines = "".join(f"\n{indent}{exercise}," for exercise in ids).removesuffix(",")
    return _LIST.sub(lambda match: f"{match[1]}{lines}\n{indent[:-2]}{match[2]}", text)


if __name__ == "__main__":
    SCHEMA.write_text(written(SCHEMA.read_text(encoding="utf-8")), encoding="utf-8")
