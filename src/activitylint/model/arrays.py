"""The types of arrays, by what is in them.

At run time they are all `numpy.ndarray`: numpy.typing takes long to load, and only type checkers need it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

__all__ = [
    "I16",
    "I32",
    "U16",
    "U32",
    "U64",
    "AnyArray",
    "Bools",
    "Bytes",
    "Float",
    "Float32",
    "Int",
    "Integers",
    "Intp",
    "SignedIntegers",
]

if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    Float = npt.NDArray[np.float64]
    Float32 = npt.NDArray[np.float32]
    Int = npt.NDArray[np.int64]
    I16 = npt.NDArray[np.int16]
    I32 = npt.NDArray[np.int32]
    U16 = npt.NDArray[np.uint16]
    U32 = npt.NDArray[np.uint32]
    U64 = npt.NDArray[np.uint64]
    Intp = npt.NDArray[np.intp]
    Integers = npt.NDArray[np.integer]
    SignedIntegers = npt.NDArray[np.signedinteger]
    Bools = npt.NDArray[np.bool_]
    Bytes = npt.NDArray[np.uint8]
    AnyArray = npt.NDArray[Any]
else:
    Float = Float32 = Int = I16 = I32 = U16 = U32 = U64 = Intp = Integers = SignedIntegers = np.ndarray
    Bools = Bytes = AnyArray = np.ndarray
