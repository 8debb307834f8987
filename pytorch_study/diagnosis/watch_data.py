"""Observers of loaders and checkpoints: how long a batch was waited for, and what was restored."""

from collections.abc import MutableMapping
from typing import Any

import torch
from torch import nn
from torch.utils import data as torch_data
from torch.utils.weak import WeakIdKeyDictionary

from pytorch_study.diagnosis.notes import Notes, now


class Loaders:
    """Loaders that the script made, with the time it waited for their batches."""

    def __init__(self) -> None:
        self.sites: MutableMapping[Any, Any] = WeakIdKeyDictionary()
        self.waits: dict[int, dict[str, Any]] = {}


def install(notes: Notes) -> Loaders:
    """Put the observers in."""
    loaders = Loaders()
    put = notes.patches.replace

    def make_init(original: Any) -> Any:
        def observed(loader: Any, *args: Any, **kwargs: Any) -> None:
            original(loader, *args, **kwargs)
            if not notes.skip():
                loaders.sites[loader] = notes.site()

        return observed

    def make_iter(original: Any) -> Any:
        def observed(loader: Any) -> Any:
            made = original(loader)
            if not notes.skip():
                with notes.own_work():
                    if len(loaders.waits) > 12:
                        loaders.waits.pop(next(iter(loaders.waits)))
                    wait = loaders.waits.setdefault(
                        notes.number(loader),
                        {
                            "loader": loader,
                            "site": loaders.sites.get(loader),
                            "seconds": 0.0,
                            "worked": 0.0,  # of them, those that the processor was ours
                            "batches": 0,
                            "steps": set(),
                        },
                    )
                    wait["steps"].add(notes.step)
                    wait["now"] = notes.step
                    made._pytorch_study = wait
            return made

        return observed

    def make_next(original: Any) -> Any:
        def observed(iterator: Any) -> Any:
            began, before = now(), notes.not_the_loader_s()
            batch = original(iterator)
            wait = getattr(iterator, "_pytorch_study", None)
            if wait is not None:
                wait["last"] = ended = now()
                after = notes.not_the_loader_s()
                wait["seconds"] += ended[0] - began[0] - (after[0] - before[0])
                wait["worked"] += ended[1] - began[1] - (after[1] - before[1])
                wait["batches"] += 1
                wait.setdefault("first", began)
                wait["step"] = notes.step
                wait["trained"] = wait.get("trained", False) or notes.step > wait["now"]  # steps between its batches
                parts = batch if isinstance(batch, list | tuple) else [batch]
                if wait["site"] is not None:
                    notes.loaded = {one.data_ptr(): wait["site"] for one in parts if isinstance(one, torch.Tensor)}
            return batch

        return observed

    put(torch_data.DataLoader, "__init__", make_init)
    put(torch_data.DataLoader, "__iter__", make_iter)
    put(torch_data.dataloader._BaseDataLoaderIter, "__next__", make_next)

    def make_load(original: Any) -> Any:
        def observed(module: nn.Module, state_dict: Any, *args: Any, **kwargs: Any) -> Any:
            if notes.skip():
                return original(module, state_dict, *args, **kwargs)
            site, own, given = notes.site(), {}, set()
            with notes.own_work():
                own = {key: value.data_ptr() for key, value in module.state_dict().items() if value.numel()}
                given = {key for key, value in state_dict.items() if isinstance(value, torch.Tensor)}
                same = sum(
                    own.get(key) == value.data_ptr()
                    for key, value in state_dict.items()
                    if isinstance(value, torch.Tensor)
                )
            result = original(module, state_dict, *args, **kwargs)
            with notes.own_work():
                missing = [key for key in own if key not in given]
                notes.event(
                    "load",
                    site,
                    keys=len(own),
                    missing=len(missing),
                    unexpected=len(given - set(own)),
                    same=same,
                    example=missing[0] if missing else "",
                    other=next(iter(sorted(given - set(own))), ""),
                    prefix=_prefix(set(own), given),
                    module=notes.number(module),
                    params=frozenset(notes.number(p) for p in module.parameters()),
                    left=frozenset(notes.number(p) for p in _named(module, missing)),
                    fixed=bool(missing) and _are_fixed(notes, module, missing),
                )
            return result

        return observed

    put(nn.Module, "load_state_dict", make_load)

    def make_state(original: Any) -> Any:
        def observed(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
            made = original(module, *args, **kwargs)
            if not notes.skip() and (site := notes.site()) is not None and notes.step:
                notes.event("state", site, model=notes.number(module))
            return made

        return observed

    put(nn.Module, "state_dict", make_state)
    return loaders


def _named(module: nn.Module, names: list[str]) -> list[nn.Parameter]:
    return [p for name, p in module.named_parameters(remove_duplicate=False) if name in names]


def _are_fixed(notes: Notes, module: nn.Module, names: list[str]) -> bool:
    """Whether weights that a file leaves out are in use already, and frozen: they have not changed."""
    left = _named(module, names)
    return bool(notes.step and left) and all(not p.requires_grad and notes.number(p) in notes.params for p in left)


def _prefix(own: set[str], given: set[str]) -> tuple[str, str] | None:
    """What all names of a checkpoint begin with and the network's do not ("drop"), or the other way round ("add")."""
    for how, short, long in (("drop", own, given), ("add", given, own)):
        first = min(short, default="")
        for key in sorted(long) if first else ():
            text = key.removesuffix(first)
            if key != first and text != key and text.endswith(".") and {text + one for one in short} == long:
                return how, text
    return None
