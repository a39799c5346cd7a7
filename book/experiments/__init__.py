"""Experiments of the book: data, models and training runs that chapters call."""
