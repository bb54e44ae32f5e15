"""What is loaded for good is put out of the garbage collector's sight.

A collection that goes through all of the program, as every few hundred rows cause one, takes
longer than the work between two of them. And where a process forks after `settle`, what lies there
stays shared: the collector writes into whatever it looks at.
"""

import gc

# The default of 700 allocations is for small programs; a batch of messages makes a hundred thousand
# objects, nearly all of which go by themselves when the last reference does.
_ALLOCATIONS = 20_000


def settle() -> None:
    """Call it once everything is loaded, and before the process forks."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS, 10, 10)
