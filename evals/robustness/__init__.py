"""Robustness tests: ask a user's own cases under one perturbation at a time, and report what breaks."""
