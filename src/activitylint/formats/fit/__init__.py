"""The FIT parser: one scan of the message headers in Python, then columns with numpy.

`read` accepts any bytes. It notes faults and keeps every complete message. Structures follow Garmin's FIT protocol;
names, scales and units come from Garmin's profile, as fitdecode exports it.

| step | module | what it does |
|---|---|---|
| 1 | `container` | the file header and the checksums |
|   | `scan` | finds the offset of every message of one file |
|   | `chain` | does this for every chained file, and notes the faults of the containers |
| 2 | `contents` | all messages as columns: offset, definition, file, compressed times |
|   | `definitions` | the definition messages of a file: which field is where |
|   | `shapes` | what each says, kept for all files of a device |
|   | `definition_columns` | the same as columns, for files with many of them |
|   | `layout` | groups the messages of one type by how they write a field |
|   | `located` | reads a field of the messages that write it alike |
|   | `messages` | decodes fields: `MessageTable` is the `FitMessages` of an activity |
|   | `counters` | completes counters of which a file has only the lowest bits |
|   | `shown` | one message for display, apart from its file |
|   | `kinds` | how the profile describes a column: its scale, offset and unit |
|   | `values` | scales single values, and writes them for display |
|   | `profile` | looks up names, units and enums in the profile |
| 3 | `assemble` | builds the activity: `read` |
|   | `tables` | its records, sessions, laps, lengths, sets, events, creator and sport |
|   | `hr`, `developer` | the heart rates of hr messages, and developer fields |
|   | `chained_files` | describes each file of a chain |
|   | `places` | bytes and excerpts for findings |
"""

from __future__ import annotations

from activitylint.formats.fit.assemble import read

__all__ = ["read"]
