"""Asks a user's own cases anew, made harder in one way at a time, and tells what breaks."""
