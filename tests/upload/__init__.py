"""Tests of the upload, and what they share."""
