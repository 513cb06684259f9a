"""Areas on the ground of shapes given in degrees."""

from __future__ import annotations

from math import pi, sqrt
from typing import Any

import numpy as np
import shapely

# The ellipsoid of WGS 84 (NIMA TR8350.2): half its long axis, and its flattening.
_LONG_AXIS_KM = 6378.137
_FLATTENING = 1 / 298.257223563
_ECCENTRICITY = sqrt(_FLATTENING * (2 - _FLATTENING))


def area_km2(shapes: Any) -> Any:
    """The area in km² of a shapely geometry, or of each of an array of them, in WGS 84 degrees (longitude first).

    The shapes are laid flat by Lambert's cylindrical equal-area projection of the ellipsoid (Snyder, Map Projections, A
    Working Manual, 1987, equations 3-12, 10-14 and 10-15), which keeps areas exactly. Only the sides, drawn
    straight on the plane, differ from the shortest path on the ground: by less than a millionth for a commune.
    """
    return shapely.area(shapely.transform(shapes, _flat))


def _flat(degrees: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    sine = np.sin(degrees[:, 1] * pi / 180)
    e = _ECCENTRICITY
    q = (1 - e**2) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)
    return np.column_stack([_LONG_AXIS_KM * degrees[:, 0] * pi / 180, _LONG_AXIS_KM * q / 2])
