"""UPL: the upload as a whole.

file.py: the file itself (UPL0xx). form.py: the fields of the upload form (UPL1xx). batch.py: files that repeat each
other (UPL106, UPL201).
"""
