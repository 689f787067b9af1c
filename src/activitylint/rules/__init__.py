"""The rules, a module a letter group of the catalogue; importing this package enters them all."""
