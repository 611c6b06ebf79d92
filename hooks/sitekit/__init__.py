"""The site's own logic, free of MkDocs.

Sources are read and checked once into frozen values (`site.read_site`); after
that nothing handles raw text or dictionaries.  The hooks beside this package
translate between these values and MkDocs.

- `source`     Markdown pages: front matter, sections, what each section contains
- `parity`     the two languages compared, and the record of what was last confirmed
- `catalogue`  YAML with line numbers: sources to cite, interface texts
- `labs`       notebook sources; `execute` runs them, `results` reads what they show
- `markup`     the site's additions to Markdown; `formulas` mathematics at build time
- `services`   the catalogue; `glossary` the terms; `data` everything in data/ together
- `search`     what the search reads; `worker` its script; `name_index` the list of all names
- `drawing`    a matplotlib SVG made part of a page; `finish` the last repairs of a page
- `bundle`     the one stylesheet and the subset of fonts
"""
