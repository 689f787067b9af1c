"""Read files.

`reading` reads them, `gzipped` unpacks gzip, `sniffing` recognizes their content, and `atomic` writes files as a whole.
`archives` and its `members` are files in files. `inputs` decides where the bytes of a path are: on a disk (`files`), or
in a store (`stores`, with `urls` for what a URL says and `ahead` for reading several objects at once).
"""
