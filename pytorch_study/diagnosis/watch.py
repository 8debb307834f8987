"""Begin to watch, stop, and hand over what was written down."""

import contextlib
import time
import warnings
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from pytorch_study.diagnosis import data, facts, probes, steps, watch_data, watch_loop, watch_losses, watch_model
from pytorch_study.diagnosis.notes import Notes
from pytorch_study.diagnosis.records import Records
from pytorch_study.diagnosis.user_source import PACKAGE, UserSource


class Watch:
    """Observers that are in place until `stop`."""

    def __init__(self, sources: UserSource) -> None:
        self.notes = Notes(sources)
        self.shown = data.Data()
        self.roots = watch_model.install(self.notes, self.shown)
        self.loop = watch_loop.install(self.notes, self.roots)
        watch_losses.install(self.notes, self.roots)
        self.loaders = watch_data.install(self.notes)
        self._leave_compilers_alone()
        self._give_warnings_their_line()
        self.loop._look()
        self._early = False
        self._first_probe()

    def _leave_compilers_alone(self) -> None:
        """torch.jit.script reads the source of torch's functions, and torch.compile traces through ours."""
        notes = self.notes

        def make_script(original: Any) -> Any:
            def observed(*args: Any, **kwargs: Any) -> Any:
                with notes.patches.lifted():
                    return original(*args, **kwargs)

            return observed

        def make_compile(original: Any) -> Any:
            def observed(*args: Any, **kwargs: Any) -> Any:
                if not notes.skip():
                    notes.compiled = True
                    notes.event("compile", notes.site())
                    steps.end_siting(notes)
                return original(*args, **kwargs)

            return observed

        notes.patches.replace(torch.jit, "script", make_script)
        notes.patches.replace(torch, "compile", make_compile)

    def _give_warnings_their_line(self) -> None:
        """What torch warns of is the script's doing, and not that of the observer that the call went through."""
        notes = self.notes

        def make(original: Any) -> Any:
            def observed(message: Any) -> None:
                if message.filename.startswith(PACKAGE):
                    if notes.quiet:  # our own work
                        return
                    if (place := notes.sources.caller()) is not None:
                        message.filename, message.lineno = place
                original(message)

            return observed

        notes.patches.replace(warnings, "_showwarnmsg", make)

    def _first_probe(self) -> None:
        """After the third step of the first optimizer: what a network is like before it has learned."""
        after = self.loop.after_step

        def observed(optimizer: Any) -> None:
            after(optimizer)
            if not self._early and self.notes.step >= 3:
                self._early = True
                self._probe("early")

        self.loop.after_step = observed  # type: ignore[method-assign]
        self._hooks = [
            register_optimizer_step_pre_hook(self._before),
            register_optimizer_step_post_hook(self._after),
        ]

    def _before(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        if not self.notes.skip():
            with self.notes.own_work():
                self.loop.before_step(optimizer, args, kwargs)

    def _after(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        if not self.notes.skip():
            with self.notes.own_work():
                self.loop.after_step(optimizer)

    def _probe(self, when: str) -> None:
        if self.notes.compiled:
            return
        for number, (module, args, kwargs) in list(self.roots.last.items())[-4:]:
            if (model := module()) is not None:
                with contextlib.suppress(Exception):
                    answers = probes.ask(model, args, kwargs, self.notes, self.roots.made)
                    self.notes.facts.setdefault(f"probe {when}", {})[number] = answers

    def stop(self, failed: str = "") -> Records:
        """Take the observers out; what was seen."""
        notes = self.notes
        seconds = time.perf_counter() - notes.started
        steps.end_siting(notes)
        for hook in self._hooks:
            hook.remove()
        notes.patches.undo()
        with notes.own_work():
            self.roots.settle()
        with notes.own_work():
            self._probe("late")
        with notes.own_work():
            self.loop.settle()
        with notes.own_work():
            facts.settle(notes, self.roots, self.loop, self.loaders, self.shown)
        notes.facts["troubles"] = tuple(notes.troubles)
        notes.facts["spent"] = notes.spent
        return Records(
            sources=notes.sources,
            steps=notes.step,
            backwards=notes.backwards,
            seconds=seconds,
            backward=tuple(notes.backward),
            losses=tuple(notes.losses),
            forwards=tuple(notes.forwards),
            updates=tuple(notes.updates),
            optimizers=tuple(notes.optimizers),
            params=dict(notes.params),
            events=tuple(notes.events),
            values=tuple(notes.values),
            facts=notes.facts,
            failed=failed,
        )
