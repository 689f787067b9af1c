"""Settings files: find, parse and check them.

`discover` finds the file, `parser` reads it with the help of `values` (single values) and `toml_lines` (line numbers),
`model` is the result. `globs` and `per_file` apply to paths.
"""
