"""Loads py_ecc as the product does: by itself it lifts the recursion limit of the whole process."""

from yuanping.core.beacon import bls

assert bls.verifies
