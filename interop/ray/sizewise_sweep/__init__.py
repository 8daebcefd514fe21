"""Trains the networks of a sweep.json that Sizewise saved, and writes what became of them as results.jsonl."""
