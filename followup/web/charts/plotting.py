"""The charts of pygal that we use, without the import hook that it leaves behind.

The hook looks for maps, in a way that Python 3.12 no longer knows and 3.11 warns of.
"""

import sys

from pygal import XY, HorizontalBar

__all__ = ["XY", "HorizontalBar"]

sys.meta_path[:] = [
    finder for finder in sys.meta_path if type(finder).__module__.partition(".")[0] != "pygal"
]
