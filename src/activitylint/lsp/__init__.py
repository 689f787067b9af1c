"""The language server: what Strava will make of a file, shown in an editor while it is written.

It speaks the Language Server Protocol over standard input and output, and needs the extra `lsp` (pygls, lsprotocol).

- `server.py`: the server itself, which answers each request; `worker.py`: checks documents in threads, the newest first
- `documents.py`: the open documents as text and as the bytes that the editor would save; `positions.py`: offsets in the
  text as lines and columns of the protocol
- `analysis.py`: one version of a document, checked with the settings of its folder
- `diagnostics.py`, `actions.py`, `hover.py`, `completion.py`, `symbols.py`: what is shown of an analysis
- `elements.py`: the XML element at a position; `values.py`: the JSON value at a position
- `pages.py`: the pages of the rules
"""
