"""Finding luminaires: by words in two languages, by what they are, and by the light they give."""
