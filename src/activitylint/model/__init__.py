"""The data that the other packages pass to each other. It has no dependencies inside activitylint.

What a parser builds:

| module | what it defines |
|---|---|
| `activity` | `Activity`: one parsed file, the same shape for all four formats |
| `tables` | its columns: `Records`, `Sessions`, `Laps`, `Lengths`, `Sets`, `TimerEvents` |
| `categorical` | columns of repeated values: a small code per row, each value once |
| `faults` | `Fault` (something a parser could not read as it is), `Place` and `Places` |
| `fit` | what only FIT has: messages, chained files, exercises, heart rates of a strap |
| `markup` | what only TCX and GPX have: the document, extensions, tracks and laps |

What linting makes of it:

| module | what it defines |
|---|---|
| `finding` | `Finding`, with its severity, effect, basis, location and excerpt |
| `ranges` | 1-based ranges of affected rows |
| `deferred` | tuples that are made when somebody looks at them |
| `fingerprint` | what identifies a finding from one run to the next |
| `report` | `Report`: the findings of one file; `Totals` over many files |

What both need:

| module | what it defines |
|---|---|
| `format` | the four formats, and groups of them |
| `request` | the fields of Strava's upload form, and the size limits |
| `arrays` | the types of columns, for type checkers |
| `distinct` | the distinct values of a column |
| `lazy` | attributes that are worked out when somebody looks at them |
"""
