"""Reading files and finding out what they hold."""
