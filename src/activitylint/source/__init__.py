"""Read files (reading.py), recognize their content (sniffing.py), and write files atomically (atomic.py)."""
