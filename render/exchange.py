"""Exchange of light between patches in one replicate, made from its rays and balanced: none is lost or made.

S[i, j] = A_i F_ij is the exchange area between two patches. Its estimates by rays from i and by rays from
j are averaged with the weights that equal ray density asks for: each of the n_i rays of patch i adds
A_i A_j / (A_i + A_j) / n_i to the patch j that it meets. Scaling rows and columns alike brings the rows
near the areas, less the share that leaves the room through gaps; what they lack goes to the diagonal, so
that they sum to them exactly. What is kept is
T = A**-1/2 S A**-1/2 as W + W.T: neither the sum nor the transpose is ever made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from render.rays import NO_PATCH

Array = NDArray[np.float64]
Single = NDArray[np.float32]

BALANCING_STEPS = 5
FEW = 3  # up to so many columns it is quicker to multiply by each on its own


@dataclass(frozen=True, eq=False)
class Exchange:
    """T = W + W.T of one replicate; T @ sqrt(area) = sqrt(area), less what escapes through gaps.

    Parameters
    ----------
    half
        W, sparse (patch, patch): a row's entries are in the order of its rays, the last is the patch itself.
    other_half
        W.T, another view of the same numbers.
    """

    half: Any
    other_half: Any

    def __matmul__(self, values: Single) -> Single:
        """T @ values, (patch,) or (patch, column); a few columns come back each in one piece."""
        if values.ndim == 2 and values.shape[1] <= FEW:
            return np.stack([self @ np.ascontiguousarray(column) for column in values.T]).T
        product: Single = self.half @ values
        product += self.other_half @ values
        return product

    def matrix_m2(self, area_m2: Array) -> Any:
        """S as one sparse matrix, (patch, patch) [m2]; for tests and other tools."""
        root = sparse.diags(np.sqrt(area_m2))
        return (root @ (self.half + self.half.T) @ root).tocsr()


def joined_exchange(exchanges: Sequence[Exchange], *, share: float) -> Exchange:
    """The sum of exchanges times `share`, their rays side by side."""
    count = exchanges[0].half.shape[0]
    weight = np.concatenate([each.half.data.reshape(count, -1) for each in exchanges], axis=1)
    column = np.concatenate([each.half.indices.reshape(count, -1) for each in exchanges], axis=1)
    return _exchange(weight * np.float32(share), column)


def balanced_exchange(met: NDArray[np.uint32], area_m2: Array) -> Exchange:
    """The exchange of one replicate.

    Parameters
    ----------
    met
        What the rays of each patch met, (patch, ray); NO_PATCH left the room, and whatever else is no
        patch's index counts for nothing.
    area_m2
        Area of each patch; those without area take no part, (patch,) [m2].
    """
    count, rays = met.shape
    alive = area_m2 > 0
    # dead patches and rays that met nothing have an endless inverse area, so their weight comes out as 0
    inverse = np.full(count + 1, np.inf, np.float32)
    inverse[:count][alive] = 1.0 / area_m2[alive]
    column = np.empty((count, rays + 1), np.int32)
    np.minimum(met, count, out=column[:, :rays], casting="unsafe")
    column[:, rays] = np.arange(count)
    weight: Single = np.reciprocal(inverse[column] + inverse[:count, None])
    weight[:, rays] = 0.0
    escaped = np.count_nonzero(met == NO_PATCH, axis=1)
    counted = np.maximum(np.count_nonzero(weight, axis=1) + escaped, 1).astype(np.float32)
    weight /= counted[:, None]
    column[column == count] = 0
    scale, own = _balance(_exchange(weight, column), area_m2 * (1 - escaped / counted))
    inverse_root = np.sqrt(np.where(alive, inverse[:count], 0.0).astype(np.float32))
    scale *= inverse_root
    weight *= scale[:, None] * scale[column]
    weight[:, rays] = own * inverse_root**2 / 2
    return _exchange(weight, column)


def _exchange(weight: Single, column: NDArray[np.int32]) -> Exchange:
    pointer = np.arange(0, column.size + 1, column.shape[1], dtype=np.int32)
    half = sparse.csr_matrix((weight.ravel(), column.ravel(), pointer), shape=(len(column),) * 2)
    return Exchange(half, half.T)


def _balance(exchange: Exchange, area_m2: Array) -> tuple[Single, Single]:
    """Scale D and diagonal with which the rows of D S D sum to the areas less what escapes, both (patch,).

    Each step corrects a row by its whole error, then takes back half of the error common to all, which
    otherwise were corrected twice. Gaps too narrow for their few rays converge slowly or not at all, so
    at last rows that are too long are made shorter, and what all then lack is exchanged with themselves:
    about 1e-4 of the area in the middle, 1e-2 in such gaps. No entry is negative, so more light or more
    reflectance never darkens anything. A row that meets nothing stays empty.
    """
    area = area_m2.astype(np.float32)
    scale = np.ones_like(area)
    sums = exchange @ scale
    linked = (sums > 0) & (area > 0)

    def ratio() -> Single:
        return np.divide(area, sums, out=np.zeros_like(area), where=linked & (sums > 0))

    for _ in range(BALANCING_STEPS):
        total = sums.sum()
        common = area.sum(where=linked) / total if total > 0 else np.float32(1.0)
        scale *= ratio() / np.sqrt(common)
        sums = scale * (exchange @ scale)
    scale *= np.minimum(ratio(), np.float32(1.0))
    sums = scale * (exchange @ scale)
    own: Single = np.where(linked, np.maximum(area - sums, np.float32(0.0)), np.float32(0.0))
    return scale, own
