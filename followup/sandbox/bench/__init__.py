"""How fast the engine is: each figure beside its limit, measured in one run on one machine."""
