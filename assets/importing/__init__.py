"""A shop's tables, photometric files, photographs and models made a library, with findings for each sku."""
