"""The steps of the goniometer: what a body is for light, where light starts, and which way it leaves.

`surfaces` say what rays meet, `sources` where they start, `scattering` what a surface does with them; `paths`
follow them until they leave, and `shining` and `grid` make intensities of that. `symmetry` finds out what a
body has of it.
"""
