"""What is worked out of a luminaire is kept for as long as the luminaire is, no longer."""

from __future__ import annotations

import gc
import weakref

from written_photometry import ies_file, lambert

from api.http.luminaire_answers import luminaire_answer
from assets.luminaire import bare_luminaire
from assets.read_photometry import read_photometry


def test_a_luminaire_that_nobody_holds_is_let_go():
    luminaire = bare_luminaire(read_photometry(ies_file(lambert(500)), "own.ies"), "own")
    assert luminaire_answer(luminaire, ()) == luminaire_answer(luminaire, ())
    gone = weakref.ref(luminaire)
    del luminaire
    gc.collect()
    assert gone() is None
