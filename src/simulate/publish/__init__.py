"""From a plan to files that can be mailed: run, page, record, index."""

import sys

# jsonschema, under nbformat, would load a grammar of web addresses for a second that no notebook needs
sys.modules.setdefault("rfc3987_syntax", None)
