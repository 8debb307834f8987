"""Observers of networks: every call of a whole network, and what its layers did meanwhile."""

import weakref
from collections.abc import MutableMapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.weak import WeakIdKeyDictionary

from pytorch_study.diagnosis import data, graph, records
from pytorch_study.diagnosis.notes import MOST, Notes, inside_func

NORMS = nn.modules.batchnorm._BatchNorm
DROPS = nn.modules.dropout._DropoutNd
SHORT = (nn.Softmax, nn.LogSoftmax, nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.ELU, nn.GELU, nn.Softplus, nn.ReLU6)


class Roots:
    """Networks that the user's code calls, and the calls whose fate (trained or evaluated) is not known yet."""

    def __init__(self, notes: Notes, shown: data.Data) -> None:
        self.notes = notes
        self.data = shown
        # By identity: a module may have a hash of its own that is not ready while it is made.
        self.made: MutableMapping[nn.Module, Any] = WeakIdKeyDictionary()  # where each was made
        self.known: MutableMapping[nn.Module, int] = WeakIdKeyDictionary()
        self.weights: MutableMapping[nn.Module, bool] = WeakIdKeyDictionary()
        self.last: dict[int, tuple[Any, Any, Any]] = {}  # model: (weak model, arguments, keywords) for the probes
        self.kept: list[nn.Module] = []  # the last networks, so that they can be looked at in the end
        self.pending: list[data.Batch] = []
        self.passes = 0
        self.depth = 0
        self.current: nn.Module | None = None
        self.dropped: list[tuple[Any, bool]] = []
        self.called: set[int] = set()
        self.late: list[Any] = []  # calls after enough was kept of the training
        self.latest: dict[int, data.Batch] = {}
        self.alone: list[tuple[Any, Any]] = []  # the last outputs without gradients, weakly, and their lines

    def has_weights(self, module: nn.Module) -> bool:
        """Whether it is a network, and no activation or loss."""
        if module not in self.weights:
            self.weights[module] = next(module.parameters(), None) is not None
        return self.weights[module]

    def register(self, module: nn.Module) -> int:
        """Note a network's parameters by name; its number."""
        number = self.notes.number(module)
        if module not in self.known:
            self.known[module] = number
            self.kept = [*self.kept[-3:], module]
            for name, p in module.named_parameters():
                self.notes.params.setdefault(self.notes.number(p), records.Param(name, tuple(p.shape), number))
        return number

    def trained(self) -> None:
        """A `backward` begins: what recorded gradients was training."""
        kept = [batch for batch in self.pending if batch.grad]
        if kept:
            self._file(kept, "trained")
            self.passes += 1
        self._file([batch for batch in self.pending if not batch.grad], "evaluated")
        self.pending, self.late = [], []

    def settle(self) -> None:
        """The script has ended: what is left was never trained on."""
        for number, x, made, training, site, chain in self.late:
            self._note(number, x, made, False, training, site, chain)
        self._file(self.pending, "evaluated")
        self.pending = []

    def _file(self, batches: list[data.Batch], which: str) -> None:
        kept = self.data.trained if which == "trained" else self.data.evaluated
        for batch in batches:
            if not self.data.full(which):
                self.data.counts[which] += len(batch.rows)
                batch.pass_ = self.passes
                kept.append(batch)

    def forward(self, module: nn.Module, args: Any, kwargs: Any, output: Any, site: Any) -> None:
        """After the call of a whole network."""
        notes = self.notes
        number = self.register(module)
        x = next((one for one in (*args, *kwargs.values()) if isinstance(one, Tensor)), None)
        made = (
            output
            if isinstance(output, Tensor)
            else next((o for o in output if isinstance(o, Tensor)), None)
            if isinstance(output, tuple | list)
            else None
        )
        grad = torch.is_grad_enabled() and made is not None and made.requires_grad
        if inside_func(x) or inside_func(made):
            return
        given = [one for one in (*args, *kwargs.values()) if isinstance(one, Tensor)]
        if notes.looking and not isinstance(output, Tensor):
            graph.mark(output, number)
        if grad:
            self._fed(given)
        elif made is not None:
            self.alone = [*self.alone[-7:], (weakref.ref(made), site)]
        if x is not None:
            self.last[number] = (weakref.ref(module), args, kwargs)
            for old in list(self.last)[:-8]:  # a script may make a network for each step, and batches are large
                del self.last[old]
            self._keep(number, x, made, grad, module.training, site)
        if not (notes.looking or not grad) or len(notes.forwards) >= MOST or (not grad and not notes.affordable()):
            return
        facts: dict[str, Any] = {"class": type(module).__name__}
        if x is not None and x.numel():
            facts |= {"shape": tuple(x.shape), "dtype": str(x.dtype)}
            facts["edges"] = any(_are_edges(one, x) for one in given if one is not x)
        if made is not None:
            facts["output"] = tuple(made.shape)
        layers = list(module.modules())
        facts["drops"] = sum(isinstance(one, DROPS) and one.p > 0 for one in layers)
        facts["norms"] = sum(isinstance(one, NORMS) for one in layers)
        facts["live"] = sum(
            (isinstance(one, NORMS) or (isinstance(one, DROPS) and one.p > 0)) and one.training for one in layers
        )
        facts["rnns"] = sum(isinstance(one, nn.RNNBase) for one in layers)
        facts["dropped"] = tuple(self.dropped)
        if module.training and not grad:
            facts["chain"] = tuple(map(records.Site._make, notes.sources.callers(2)))
        facts["first"] = type(layers[1] if len(layers) > 1 else layers[0]).__name__
        if (
            x is not None
            and x.ndim > 1
            and any(isinstance(one, NORMS) and one.num_features == x.shape[1] for one in layers)
        ):
            facts["first"] = "BatchNorm"  # of the input itself
        notes.forwards.append(records.Forward(number, notes.step, site, module.training, grad, facts))

    def _fed(self, given: list[Tensor]) -> None:
        """Note where it was computed what a network is trained on, if another one made it without gradients."""
        ours = [(made, site) for ref, site in self.alone if (made := ref()) is not None and made.numel()]
        places = {_storage(made): site for made, site in ours if site is not None}
        for one in given if places else ():
            if (site := places.get(_storage(one))) is not None:
                self.notes.facts.setdefault("fed", set()).add(site)

    def _keep(self, number: int, x: Tensor, made: Tensor | None, grad: bool, training: bool, site: Any) -> None:
        self.latest.pop(number, None)
        if x.ndim < 1 or not x.numel() or x.is_sparse:
            return
        if self.data.full("trained" if grad else "evaluated"):
            if grad and x.numel() < 4_000_000:  # it may turn out to be the last evaluation
                chain = tuple(map(records.Site._make, self.notes.sources.callers(2)))
                self.late = [*self.late[-20:], (number, x.detach(), made, training, site, chain)]
            return
        self._note(number, x, made, grad, training, site, tuple(map(records.Site._make, self.notes.sources.callers(2))))

    def _note(
        self, number: int, x: Tensor, made: Tensor | None, grad: bool, training: bool, site: Any, chain: Any
    ) -> None:
        if not self.notes.affordable() and len(self.data.evaluated) > 3:
            return
        rows = data.rows_of(x)
        batch = data.Batch(
            number, self.notes.step, site, grad, training, rows, data.hashes_of(rows), shape=tuple(x.shape)
        )
        batch.floating, batch.era = x.is_floating_point(), self.notes.eras
        batch.loader = self.notes.loaded.get(x.data_ptr())
        batch.chain = chain
        if x.ndim >= 3 and not grad:
            batch.mirrored = data.hashes_of(data.rows_of(x.flip(-1)))
        if made is not None and made.ndim == 2 and made.shape[0] == x.shape[0]:
            answers = made.detach().argmax(1) if made.shape[1] > 1 else (made.detach()[:, 0] > 0).long()
            batch.answers = answers.cpu().numpy()
        if grad:  # an earlier call that gradients could have come from, but did not, was no training
            earlier = [one for one in self.pending if one.model == number and one.grad and one.training != training]
            self._file(earlier, "evaluated")
            self.pending = [one for one in self.pending if one not in earlier] if earlier else self.pending
        self.pending = [*self.pending[-200:], batch] if len(self.pending) < 2000 else [batch]
        self.latest[number] = batch

    def layer(self, module: nn.Module, args: Any, output: Any) -> None:
        """After the call of a layer inside a network (or beside one)."""
        notes = self.notes
        self.called.add(notes.number(module))
        node: Any = output.grad_fn if isinstance(module, SHORT) and isinstance(output, Tensor) else None
        if node is not None and notes.siting and (site := self.made.get(module)) is not None:
            node.metadata[graph.KEY] = site
        root = self.current
        if isinstance(module, DROPS) and module.training and module.p > 0 and root is not None and not root.training:
            self.dropped.append((self.made.get(module), any(one is module for one in root.modules())))
        x = args[0] if args else None
        if isinstance(module, NORMS) and module.training and isinstance(x, Tensor) and x.shape[0] == 1:
            notes.event("norm_of_one", self.made.get(module), shape=tuple(x.shape))


def _are_edges(one: Tensor, x: Tensor) -> bool:
    """Whether a tensor says which rows of another one are neighbours: a matrix of them, or a list of pairs."""
    rows = x.shape[0] if x.ndim else 0
    pairs = not one.is_floating_point() and one.ndim == 2 and one.shape[0] == 2
    return pairs or tuple(one.shape) == (rows, rows) or (tuple(x.shape) == (rows, rows) and one.shape[:1] == (rows,))


def _storage(one: Tensor) -> Any:
    """Where a tensor's numbers lie; of one that is not dense, the tensor itself."""
    return one.untyped_storage().data_ptr() if one.layout is torch.strided else id(one)


def install(notes: Notes, shown: data.Data) -> Roots:
    """Put the observers in."""
    roots = Roots(notes, shown)

    def make_call(original: Any) -> Any:
        def observed(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
            if roots.depth:
                output = original(module, *args, **kwargs)
                if notes.looking and not notes.quiet:
                    with notes.own_work():
                        roots.layer(module, args, output)
                return output
            if notes.skip():
                return original(module, *args, **kwargs)
            if not roots.has_weights(module):
                output = original(module, *args, **kwargs)
                if notes.looking:
                    with notes.own_work():
                        roots.layer(module, args, output)
                return output
            site = notes.site()
            if site is None:
                return original(module, *args, **kwargs)
            roots.depth, roots.current, roots.dropped = 1, module, []
            try:
                output = original(module, *args, **kwargs)
            finally:
                roots.depth, roots.current = 0, None
            with notes.own_work():
                roots.layer(module, args, output)
                roots.forward(module, args, kwargs, output, site)
            return output

        return observed

    def make_init(original: Any) -> Any:
        def observed(module: nn.Module, *args: Any, **kwargs: Any) -> None:
            original(module, *args, **kwargs)
            if not notes.skip():
                roots.made[module] = notes.site()

        return observed

    def make_mode(original: Any) -> Any:
        def observed(module: nn.Module, mode: bool = True) -> Any:
            if not roots.depth and not notes.skip():
                site = notes.site()
                if site is not None and (module in roots.known or roots.has_weights(module)):
                    notes.event("train" if mode else "eval", site, model=notes.number(module), root=True)
            inside, roots.depth = roots.depth, 1
            try:
                return original(module, mode)
            finally:
                roots.depth = inside

        return observed

    notes.patches.replace(nn.Module, "__call__", make_call)
    notes.patches.replace(nn.Module, "__init__", make_init)
    notes.patches.replace(nn.Module, "train", make_mode)
    return roots
