"""Strava's words, as data files with their date and source, and a small module to read each.

The lists live in the JSON files beside these modules and nowhere else; every other list is made from them.
"""
