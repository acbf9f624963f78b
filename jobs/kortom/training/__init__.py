"""Training: a MarianMT checkpoint continued on parallel data."""
