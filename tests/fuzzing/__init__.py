"""Hostile input, made by the thousand: ``make fuzz``, or ``python -m tests.fuzzing --help``.

A target is a module with ``make(random) -> bytes``, which makes an input, and ``check(data)``,
which raises when the tool breaks a rule over it: whatever the input is, the outcome is a clear
problem or a correct page. What was found lies in ``tests/cases/found/`` and is tried by the
ordinary tests for ever after.
"""
