"""What TCX and GPX share: well-formedness, the tag index, values as columns, and places."""
