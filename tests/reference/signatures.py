"""Prints the number and the SHA-256 of the language's signatures, for src/stan/signatures/mod.rs.

    python3 signatures.py LISTING

LISTING is the output of `stanc --dump-stan-math-signatures` (stanc3 2.39), one `name(types) => type` a line. The order of
the lines does not matter. Python 3.11, standard library only.
"""

import hashlib
import sys

with open(sys.argv[1], encoding="utf-8") as listing:
    lines = sorted(line.strip() for line in listing if line.strip())
text = "".join(line + "\n" for line in lines)
print(len(lines), hashlib.sha256(text.encode()).hexdigest())
