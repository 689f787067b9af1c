"""Fixes of FIT: byte splices that keep every message which need not be touched, byte for byte."""
