"""Tests of the room `reviewing`."""
