"""Read files (reading.py) and recognize their content (sniffing.py)."""
