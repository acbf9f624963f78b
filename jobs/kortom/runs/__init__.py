"""Versioned run folders: written once, published by one rename, never changed after."""
