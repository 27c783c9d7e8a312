"""Published benchmarks, read in their published form and run on the current system."""
