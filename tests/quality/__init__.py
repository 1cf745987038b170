"""The gate before a publication: the built site as browsers, checkers and readers meet it.

``make quality`` runs every part of :data:`tests.quality.__main__.PARTS` over every page family of
the project's own briefing; ``make shots`` makes the pictures that a person looks at.
"""
