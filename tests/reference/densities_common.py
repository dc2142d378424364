"""How the scripts beside this one write their tables. Python 3.11, mpmath 1.4.1.

Each line is {"f": name, "x": arguments, "v": value, "d": derivatives by all real numbers of the arguments, in order}.
JSON integers are Stan's ints, lists of them arrays of ints; other numbers are reals, lists of them vectors, lists of
lists matrices by rows.
"""

import json
import pathlib

from mpmath import diff, inf, mp, mpf

mp.dps = 50


def flat(x):
    return [y for part in x for y in flat(part)] if isinstance(x, (list, tuple)) else [x]


def rebuilt(x, numbers):
    return [rebuilt(part, numbers) for part in x] if isinstance(x, (list, tuple)) else next(numbers)


def exact(x):
    return [exact(part) for part in x] if isinstance(x, (list, tuple)) else x if isinstance(x, int) else mpf(x)


def number(x):
    x = float(x)
    return repr(x) if x in (inf, -inf) else x


class Reference:
    def __init__(self):
        self.lines = []

    def add(self, name, function, *points, derivatives=True):
        """Rows of function at points. Derivatives that do not exist are left out by derivatives=False."""
        for point in points:
            line = {"f": name, "x": point, "v": number(function(*exact(point)))}
            if derivatives and line["v"] != "-inf":
                line["d"] = [number(self.derivative(function, point, k)) for k, x in enumerate(flat(point))
                             if not isinstance(x, int)]
            self.lines.append(json.dumps(line))

    @staticmethod
    def derivative(function, point, k):
        numbers = flat(point)

        def along(x):
            return function(*rebuilt(point, iter([exact(y) if i != k else x for i, y in enumerate(numbers)])))

        return diff(along, mpf(numbers[k]))

    def write(self, script):
        pathlib.Path(script).with_suffix(".jsonl").write_text("\n".join(self.lines) + "\n")
