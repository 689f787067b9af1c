"""Read files.

`reading` reads them, `gzipped` unpacks gzip, `sniffing` recognizes their content, and `atomic` writes files as a whole.
"""
