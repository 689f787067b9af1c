"""What the TCX and GPX parsers share: from bytes to elements, values and faults.

A document is not parsed into a tree. Numpy finds all tags at once, elements are numbers, and their properties are
columns.

| step | module | what it does |
|---|---|---|
| 1 | `document` | finds the encoding and the declaration; has libxml2 check that the document is well-formed |
|   | `damage` | explains libxml2's error and finds its place |
| 2 | `tags` | finds the tags by their `<` and `>` |
|   | `index` | the elements as columns: name, parent, depth, path |
|   | `names` | the distinct names of elements |
|   | `path_numbers`, `paths` | numbers the distinct paths; documents share them |
|   | `namespaces` | resolves the prefixes of names |
|   | `intern` | numbers the distinct values of a column |
|   | `fast_path` | does steps 1 and 2; recognizes most well-formed documents without libxml2 |
| 3 | `attributes`, `text`, `times` | attributes, numbers and times, for many elements at once |
|   | `decimals` | decimal numbers by their digits |
|   | `entities` | resolves references like `&amp;` |
|   | `buffers` | views of the bytes that these modules use |
| 4 | `reader` | what the parsers in `formats/tcx.py` and `formats/gpx.py` call |
|   | `rows` | tables whose rows are elements |
|   | `schema` | checks the document against the schema of its format |
|   | `schema_table`, `schema_values` | the schemas as a table, and the types of values |
|   | `schema_paths` | the part of the table that applies to each path of a document |
|   | `directives` | comments for activitylint |
|   | `places` | lines and columns for findings |
"""
