"""Readers of Word, PowerPoint and Excel files (Office Open XML), each in a module of its own.

Importing this package loads none of them.
"""
