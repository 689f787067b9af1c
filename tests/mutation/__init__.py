"""Mutation testing: break the code in one place at a time, and check that a test fails.

mutmut skips every function with a decorator, so it would skip all rules. cosmic-ray starts pytest again for each
mutant. Here everything is imported and collected once, and each mutant is a forked process. It runs the tests that
reach the mutated lines until one of them fails.
"""
