"""Robustness tests: asks a user's own cases under one perturbation at a time, and reports what breaks."""
