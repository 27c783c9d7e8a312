"""Published benchmarks, read in the form their authors publish and asked of the system in use."""
