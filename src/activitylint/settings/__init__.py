"""Settings files: find, parse and check them.

`discover` finds the file, `parser` reads it with the help of `toml` (text to tables, and line numbers) and `values`
(single values), `model` is the result. `globs` and `per_file` apply to paths.
"""
