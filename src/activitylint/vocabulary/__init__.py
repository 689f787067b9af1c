"""Strava's lists of names, as JSON files with their date and source, and a small module that reads each file.

devices: what the name of a device means. exercises: the exercise types of strength JSON, with search. extensions: the
extension tags that Strava reads. fit: the FIT messages and fields that Strava reads. namespaces: XML namespaces and
their usual prefixes. sports: the sports of FIT and TCX on Strava. strength: the fields of strength JSON. upload: the
values of the upload form.

Each list is in its JSON file and nowhere else.
"""
