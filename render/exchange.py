"""Exchange areas of one replicate, made from its rays and balanced, so that light is neither lost nor made.

S[i, j] = A_i F_ij is the exchange area between two patches. Its estimates by rays from i and by rays from
j are averaged with the weights that equal ray density asks for: each of the n_i rays of patch i adds
A_i A_j / (A_i + A_j) / n_i to the patch j that it meets, S = W + W.T. Scaling rows and columns alike
brings the rows near the areas; what is left goes to the diagonal, so that they sum to them exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

Array = NDArray[np.float64]
Single = NDArray[np.float32]

BALANCING_STEPS = 5


@dataclass(frozen=True, eq=False)
class Exchange:
    """S = W + W.T of one replicate; neither sum nor transpose is ever made.

    Parameters
    ----------
    half_m2
        W, sparse (patch, patch), rows of equal length in the order of the rays; the last entry of each row
        is the patch itself.
    other_half_m2
        W.T, another view of the same numbers.
    """

    half_m2: Any
    other_half_m2: Any

    def __matmul__(self, values: Single) -> Single:
        """S @ values, (patch, ...)."""
        product: Single = self.half_m2 @ values
        product += self.other_half_m2 @ values
        return product

    def matrix_m2(self) -> Any:
        """S as one sparse matrix, (patch, patch) [m2]; for tests and other tools."""
        return (self.half_m2 + self.half_m2.T).tocsr()


def balanced_exchange(met: NDArray[np.uint32], area_m2: Array) -> Exchange:
    """The exchange of one replicate.

    Parameters
    ----------
    met
        What the rays of each patch met, (patch, ray); whatever is no patch's index counts for nothing.
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
    weight = 1.0 / (inverse[column] + inverse[:count, None])
    weight[:, rays] = 0.0
    weight /= np.maximum(np.count_nonzero(weight, axis=1), 1)[:, None].astype(np.float32)
    column[column == count] = 0
    pointer = np.arange(0, column.size + 1, rays + 1, dtype=np.int32)
    half = sparse.csr_matrix((weight.ravel(), column.ravel(), pointer), shape=(count, count))
    scale, own = _balance(Exchange(half, half.T), area_m2)
    weight *= scale[:, None] * scale[column]
    weight[:, rays] = own / 2
    half = sparse.csr_matrix((weight.ravel(), column.ravel(), pointer), shape=(count, count))
    return Exchange(half, half.T)


def _balance(exchange: Exchange, area_m2: Array) -> tuple[Single, Single]:
    """Scale D and diagonal with which the rows of D S D sum to the areas, both (patch,).

    Each step corrects a row by its whole error and takes half of the error common to all back, which
    each row's error holds twice. A row that meets nothing stays empty. However large the diagonal, a
    symmetric S with entries not negative beside it and rows summing to the areas has no eigenvalue above
    1 relative to them: x S x = sum A x^2 - sum S_ij (x_i - x_j)^2 / 2.
    """
    area = area_m2.astype(np.float32)
    scale = np.ones_like(area)
    sums = exchange @ scale
    linked = sums > 0
    for _ in range(BALANCING_STEPS):
        ratio = np.divide(area, sums, out=np.ones_like(area), where=linked)
        common = area[linked].sum() / np.maximum(sums[linked].sum(), np.float32(1e-30))
        scale *= ratio / np.sqrt(common, dtype=np.float32)
        sums = scale * (exchange @ scale)
    own: Single = np.where(linked, area - sums, np.float32(0.0))
    return scale, own
