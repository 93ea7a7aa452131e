"""`make faults`: breaks every part of a running DocProcessor and sees that nothing is lost.

The harness knows the product from outside: its processes, its HTTP, its tables. It imports no Django.
"""
