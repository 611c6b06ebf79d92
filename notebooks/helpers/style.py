"""One look for every figure.

The colours are roles, not decoration: the build replaces each of these exact
values by a CSS variable, so that a figure follows the reader's light or dark
theme.  A colour that is not listed here stays as it is in both themes, which
is almost never what you want.
"""

from collections.abc import Sequence

import matplotlib

matplotlib.use("svg")  # no screen is needed, and the text stays text

import matplotlib.pyplot as plt
import matplotlib_fontja  # noqa: F401  (registers the Japanese font used to measure labels)
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK = "#1b2a33"  # text and the main line of a single-line figure
MUTED = "#5b6b76"  # axes, ticks, secondary notes
GRID = "#d9e0e4"
SERIES = ("#0f6b76", "#b3500e", "#6a4ea4", "#3f7a1e", "#b0284b")
TEAL, ORANGE, PURPLE, GREEN, RED = SERIES
WASH = "#e6eff1"  # a calm fill for regions

#: Line styles and markers that go with SERIES, so that colour never carries
#: the meaning alone.
DASHES = ("-", "--", "-.", (0, (1, 1.2)), (0, (5, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v")

#: A figure is 400 units wide and shown between 328 px (phone) and 480 px, so
#: 12.5 units stay readable everywhere.
WIDTH = 400 / 72
_FONT = 12.5

plt.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "mle-notes",
        "figure.facecolor": "none",
        "savefig.facecolor": "none",
        "axes.facecolor": "none",
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "axes.titlesize": _FONT,
        "axes.titlelocation": "left",
        "axes.labelsize": _FONT,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "axes.prop_cycle": matplotlib.cycler(color=SERIES) + matplotlib.cycler(linestyle=DASHES),
        "grid.color": GRID,
        "grid.linewidth": 0.7,
        "font.size": _FONT,
        "text.color": INK,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.labelsize": 11.5,
        "ytick.labelsize": 11.5,
        "legend.frameon": False,
        "legend.fontsize": 11.5,
        "legend.handlelength": 2.6,
        "lines.linewidth": 1.8,
        "lines.markersize": 5,
        "figure.constrained_layout.use": True,
        "path.simplify_threshold": 0.6,
    }
)


def axes(
    rows: int = 1,
    columns: int = 1,
    *,
    height: float = 250,
    sharex: bool = False,
    sharey: bool = False,
    ratios: Sequence[float] | None = None,
) -> tuple[Figure, list[Axes]]:
    """A figure 400 units wide and `height` units high, and its axes in reading order."""
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(WIDTH, height / 72),
        squeeze=False,
        sharex=sharex,
        sharey=sharey,
        height_ratios=ratios,
    )
    return figure, list(grid.flat)
