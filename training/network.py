"""The networks that are trained, in torch: the bundled encoder's layers, and what stands on them.

The reader's scores are where an answer starts, where it ends, and (at ``<s>`` only) whether the
passage is relevant; the encoder of queries gives one vector a question. Names of weights are those
of the bundled file, so that what is trained can be put into a file without a table of names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index.encoder.base import LINEAR, NORMS, BaseEncoder
from index.encoder.low_rank import DOWN, UP
from training.dataset import Batch

__all__ = ["EncoderNetwork", "QueryNetwork", "ReaderNetwork", "embedded", "loss_of"]

_NOT_ALLOWED = -1e4


class EncoderNetwork(nn.Module):
    """The encoder's layers, weights kept in float32 and computed with in ``computes_in``.

    ``hidden`` takes summed embeddings (rows, length, hidden) and a mask (rows, length), and gives
    (rows, length, hidden). The embeddings are not part of it.
    """

    def __init__(
        self, base: BaseEncoder, tensors: Mapping[str, Tensor], computes_in: torch.dtype
    ) -> None:
        super().__init__()
        self.computes_in = computes_in
        self.model = base.model
        self.weights = nn.ParameterDict(
            {
                name.replace(".", "_"): nn.Parameter(value, requires_grad=self._trained(name))
                for name, value in tensors.items()
            }
        )
        self.names = tuple(tensors)

    def _trained(self, name: str) -> bool:
        raise NotImplementedError

    def trained_names(self) -> tuple[str, ...]:
        """The weights that training changes, by their names in a file."""
        return tuple(name for name in self.names if self._trained(name))

    def weight(self, name: str) -> Tensor:
        """One weight by its name in a file."""
        weight: Tensor = self.weights[name.replace(".", "_")]
        return weight

    def hidden(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """What the last layer gives."""
        x = self._norm(embeddings, "emb.ln").to(self.computes_in)
        padding = torch.where(mask.bool(), 0.0, _NOT_ALLOWED).to(self.computes_in)[:, None, None, :]
        for layer in range(self.model.layers):
            x = self._layer(x, padding, f"l{layer}")
        return x

    def _layer(self, x: Tensor, padding: Tensor, name: str) -> Tensor:
        rows, length, hidden = x.shape
        q, k, v = (
            self._joined(x, [f"{name}.{part}" for part in LINEAR[:3]])
            .view(rows, length, 3, self.model.heads, -1)
            .permute(2, 0, 3, 1, 4)
        )
        mixed = _attention(q, k, v, padding)
        mixed = mixed.transpose(1, 2).reshape(rows, length, hidden)
        x = self._norm(x + self._joined(mixed, [f"{name}.ao"]), f"{name}.{NORMS[0]}")
        wide = functional.gelu(self._joined(x, [f"{name}.fi"]))
        return self._norm(x + self._joined(wide, [f"{name}.fo"]), f"{name}.{NORMS[1]}")

    def _matrix(self, name: str) -> Tensor:
        """The matrix ``name`` as it is multiplied with."""
        return self.weight(name)

    def _joined(self, x: Tensor, names: Sequence[str]) -> Tensor:
        """Several linear maps in one multiplication, which is faster than one by one."""
        weight = torch.cat([self._matrix(f"{name}.w") for name in names])
        bias = torch.cat([self.weight(f"{name}.b") for name in names])
        return functional.linear(x, weight.to(x.dtype), bias.to(x.dtype))

    def _norm(self, x: Tensor, name: str) -> Tensor:
        size = (self.model.hidden,)
        weight, bias = self.weight(f"{name}.w"), self.weight(f"{name}.b")
        return functional.layer_norm(x, size, weight, bias, self.model.epsilon)


class ReaderNetwork(EncoderNetwork):
    """The encoder and a head: scores of shape (rows, length, 3) in float32.

    Layers below ``first_layer`` are frozen.
    """

    def __init__(
        self,
        base: BaseEncoder,
        *,
        first_layer: int = 0,
        seed: int = 0,
        computes_in: torch.dtype = torch.bfloat16,
    ) -> None:
        self.first_layer = first_layer
        tensors = {k: torch.from_numpy(v.copy()) for k, v in base.layers().items()}
        generator = torch.Generator().manual_seed(seed)
        head = torch.empty(3, base.model.hidden)
        tensors["head.w"] = head.normal_(0.0, 0.02, generator=generator)
        tensors["head.b"] = torch.zeros(3)
        super().__init__(base, tensors, computes_in)

    def _trained(self, name: str) -> bool:
        if name.startswith("head"):
            return True
        return name.startswith("l") and int(name[1:].split(".")[0]) >= self.first_layer

    def forward(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        x = self.hidden(embeddings, mask)
        return functional.linear(x.float(), self.weight("head.w"), self.weight("head.b"))


class QueryNetwork(EncoderNetwork):
    """The encoder with changes of rank ``rank`` to its matrices, which alone are trained.

    ``forward`` gives vectors of length one, (rows, hidden) in float32: the mean over the tokens.
    At first nothing is changed. Source: Hu et al., "LoRA" (2022).
    """

    def __init__(
        self,
        base: BaseEncoder,
        *,
        rank: int,
        seed: int = 0,
        computes_in: torch.dtype = torch.bfloat16,
    ) -> None:
        tensors = {k: torch.from_numpy(v.copy()) for k, v in base.layers().items()}
        generator = torch.Generator().manual_seed(seed)
        for name in [n for n, v in tensors.items() if v.ndim == 2]:
            outputs, inputs = tensors[name].shape
            down = torch.empty(rank, inputs).normal_(0.0, inputs**-0.5, generator=generator)
            tensors[name + DOWN], tensors[name + UP] = down, torch.zeros(outputs, rank)
        super().__init__(base, tensors, computes_in)

    def _trained(self, name: str) -> bool:
        return name.endswith((DOWN, UP))

    def _matrix(self, name: str) -> Tensor:
        return self.weight(name) + self.weight(name + UP) @ self.weight(name + DOWN)

    def forward(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        x = self.hidden(embeddings, mask).float()
        counted = mask[..., None].float()
        return functional.normalize((x * counted).sum(1) / counted.sum(1), dim=-1)


def _attention(q: Tensor, k: Tensor, v: Tensor, padding: Tensor) -> Tensor:
    """Scaled dot product attention, written out.

    The gradient of torch's own takes twice as long on a processor with bfloat16 matrix
    instructions as forward and gradient of these three lines together.
    """
    scores = torch.matmul(q * q.shape[-1] ** -0.5, k.transpose(-1, -2))
    return torch.matmul(torch.softmax(scores + padding, dim=-1), v)


def loss_of(scores: Tensor, batch: Batch, relevance_weight: float = 0.5) -> Tensor:
    """Cross entropy of start and end, "not here" being ``<s>``, and of relevance.

    Source: Devlin et al., "BERT" (2019), for spans with a null answer at the first token.
    """
    allowed = torch.from_numpy(batch.allowed)
    spans = scores[..., :2].masked_fill(~allowed[..., None], _NOT_ALLOWED)
    start = functional.cross_entropy(spans[..., 0], torch.from_numpy(batch.first))
    end = functional.cross_entropy(spans[..., 1], torch.from_numpy(batch.last))
    relevant = torch.from_numpy(batch.relevant)
    relevance = functional.binary_cross_entropy_with_logits(scores[:, 0, 2], relevant)
    return (start + end) / 2 + relevance_weight * relevance


def embedded(base: BaseEncoder, ids: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> Tensor:
    """The embeddings of a batch, which are looked up and never trained."""
    return torch.from_numpy(base.embeddings(ids))
