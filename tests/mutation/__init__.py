"""Whether the tests see a fault: the code is broken in one place at a time, and a test has to fail.

mutmut leaves every function with a decorator out, and so every rule; cosmic-ray starts its tests anew for each mutant.
Here everything is imported and collected once, and each mutant is a forked process that runs the tests which reach the
mutated lines, until one fails.
"""
