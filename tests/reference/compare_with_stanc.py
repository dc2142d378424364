"""Compares which programs of the gallery stanc accepts with which mcrun accepts.

    python3 compare_with_stanc.py STANC

STANC is the path of the compiler, for example of the one that the package httpstan 4.13 brings (stanc3 2.35). Prints the
programs on which the two disagree; what is newer than STANC is among them. Python 3.11, standard library only.
"""

import pathlib
import subprocess
import sys

GALLERY = pathlib.Path(__file__).parent.parent / "gallery"

for part, wanted in (("good/types", True), ("bad/types", False)):
    for program in sorted((GALLERY / part).glob("*.stan")):
        command = [sys.argv[1], "--o=/dev/null", str(program)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if (result.returncode == 0) != wanted:
            print(f"{part}/{program.name}: {'refused' if wanted else 'accepted'} by stanc")
            print(result.stderr)
