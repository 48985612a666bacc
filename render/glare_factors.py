"""The figures of the tabular glare method: standard rooms and the light they throw back to the eye.

Source: CIE 190:2010, tables 4 and 5. They are facts of the standard; the method is in `glare_table`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# reflectance of ceiling, walls, floor
REFLECTANCES = ((0.7, 0.5, 0.2), (0.7, 0.3, 0.2), (0.5, 0.5, 0.2), (0.5, 0.3, 0.2), (0.3, 0.3, 0.2))

# room index k, then the factors by which four cumulated zonal fluxes give the flux that falls on the floor
_FLOOR_FACTORS = """
1.00 0.69 0.109 0.085 -0.016
1.20 0.578 0.2 0.127 -0.018
1.33 0.528 0.218 0.17 -0.017
1.50 0.485 0.215 0.222 -0.012
1.60 0.466 0.207 0.249 -0.006
1.71 0.448 0.198 0.272 0.005
2.00 0.338 0.257 0.351 -0.018
2.40 0.296 0.203 0.449 -0.006
2.67 0.28 0.165 0.499 0.006
3.00 0.264 0.125 0.541 0.027
3.43 0.248 0.058 0.628 0.032
4.00 0.239 -0.012 0.69 0.058
4.80 0.232 -0.084 0.74 0.098
"""

# room's width and depth in mounting heights, then for each reflectance what arrives at the walls between
# eye and luminaires, per flux that falls on floor | walls | ceiling
_TRANSFER = """
 2  2 | 0.220 0.422 0.646 | 0.188 0.217 0.553 | 0.198 0.380 0.445 | 0.172 0.198 0.386 | 0.157 0.181 0.227
 2  3 | 0.199 0.376 0.571 | 0.173 0.196 0.497 | 0.178 0.338 0.393 | 0.157 0.179 0.346 | 0.141 0.162 0.203
 2  4 | 0.187 0.351 0.531 | 0.164 0.184 0.465 | 0.166 0.314 0.365 | 0.148 0.167 0.324 | 0.132 0.151 0.190
 2  6 | 0.174 0.322 0.488 | 0.154 0.171 0.432 | 0.154 0.287 0.335 | 0.138 0.155 0.301 | 0.123 0.139 0.176
 2  8 | 0.167 0.307 0.466 | 0.149 0.164 0.415 | 0.147 0.273 0.320 | 0.133 0.147 0.288 | 0.118 0.132 0.169
 2 12 | 0.160 0.290 0.443 | 0.143 0.156 0.397 | 0.141 0.257 0.304 | 0.128 0.140 0.276 | 0.113 0.124 0.161
 4  2 | 0.187 0.351 0.531 | 0.164 0.184 0.465 | 0.166 0.314 0.364 | 0.148 0.167 0.324 | 0.132 0.151 0.190
 4  3 | 0.158 0.295 0.439 | 0.142 0.159 0.393 | 0.140 0.263 0.301 | 0.126 0.143 0.272 | 0.112 0.128 0.159
 4  4 | 0.142 0.265 0.389 | 0.129 0.144 0.351 | 0.125 0.235 0.267 | 0.114 0.129 0.244 | 0.100 0.115 0.142
 4  6 | 0.124 0.230 0.335 | 0.114 0.127 0.307 | 0.108 0.204 0.230 | 0.100 0.113 0.212 | 0.087 0.101 0.124
 4  8 | 0.115 0.211 0.307 | 0.106 0.117 0.283 | 0.100 0.187 0.211 | 0.093 0.104 0.196 | 0.081 0.092 0.114
 4 12 | 0.105 0.190 0.279 | 0.098 0.106 0.259 | 0.091 0.167 0.191 | 0.085 0.094 0.179 | 0.074 0.083 0.104
 8  4 | 0.115 0.211 0.307 | 0.106 0.117 0.283 | 0.100 0.187 0.211 | 0.093 0.104 0.196 | 0.081 0.092 0.114
 8  6 | 0.094 0.175 0.247 | 0.088 0.098 0.231 | 0.081 0.154 0.169 | 0.076 0.087 0.158 | 0.066 0.077 0.092
 8  8 | 0.083 0.155 0.215 | 0.078 0.088 0.203 | 0.071 0.137 0.147 | 0.067 0.078 0.140 | 0.058 0.069 0.081
 8 12 | 0.071 0.133 0.183 | 0.067 0.076 0.174 | 0.061 0.117 0.125 | 0.058 0.067 0.120 | 0.049 0.059 0.069
12  4 | 0.105 0.190 0.279 | 0.098 0.106 0.259 | 0.091 0.167 0.191 | 0.085 0.094 0.179 | 0.074 0.083 0.104
12  6 | 0.083 0.153 0.216 | 0.078 0.086 0.204 | 0.071 0.134 0.148 | 0.068 0.077 0.140 | 0.058 0.067 0.081
12  8 | 0.071 0.133 0.183 | 0.067 0.076 0.174 | 0.061 0.117 0.125 | 0.058 0.067 0.120 | 0.049 0.059 0.069
"""

_floor = np.array([[float(number) for number in row.split()] for row in _FLOOR_FACTORS.strip().splitlines()])
_transfer = np.array(
    [[float(number) for number in row.replace("|", "").split()] for row in _TRANSFER.strip().splitlines()]
)

ROOM_INDICES = _floor[:, 0]
ROOMS_H = _transfer[:, :2]  # width across the sight line, depth along it, (room, 2)
TRANSFER = _transfer[:, 2:].reshape(len(ROOMS_H), len(REFLECTANCES), 3)  # floor, walls, ceiling


def _nearest_index() -> NDArray[np.int64]:
    width, depth = ROOMS_H.T
    k = width * depth / (width + depth)
    nearest: NDArray[np.int64] = np.abs(k[:, None] - ROOM_INDICES).argmin(axis=1)
    return nearest


FLOOR_FACTORS = _floor[_nearest_index(), 1:]  # (room, 4)
