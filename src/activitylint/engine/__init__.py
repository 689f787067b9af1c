"""The lint engine: parse a source, run the rules, build the report.

`lint` does it for one file and `many` for many; `batch` runs the rules that compare the files of one run. `selection`
says which rules were asked for, `schedule` which of them run on a file and in which order, and `findings` turns what
they yield into findings.
"""
