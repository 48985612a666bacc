"""Pictures: what a camera sees of a light field, as a sum over luminaires.

`looks` and `materials` say how things look, `seen` what camera rays meet, `direct_light` and `irradiance`
what light is there; a `shot` keeps all of that for one camera, and `expose` makes pictures and layers of it.
"""
