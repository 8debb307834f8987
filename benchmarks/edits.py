"""Proofs of the clinic as changes to a patient: what a learner would take out and put in."""

import re


def edited(source: str, section: str) -> str:
    """Apply a section's changes to a source.

    A change is some lines `# - ...` (what is there, without indentation) and then any lines `# + ...` (what takes their
    place, at the same depth). A single `# - ` that is no whole line is replaced wherever it occurs.

    Raises:
        ValueError: what is to be replaced is not there, or there more than once.
    """
    lines = source.split("\n")
    for change in re.findall(r"(?:^# - .*\n)+(?:^# \+ .*\n?)*", f"{section.strip()}\n", re.MULTILINE):
        old = [line[4:].strip() for line in change.splitlines() if line.startswith("# - ")]
        new = [line[4:] for line in change.splitlines() if line.startswith("# + ")]
        places = [k for k in range(len(lines)) if [line.strip() for line in lines[k : k + len(old)]] == old]
        if len(places) == 1:
            at = places[0]
            depth = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            lines[at : at + len(old)] = [depth + line for line in new]
        elif not places and len(old) == 1 and any(old[0] in line for line in lines):
            lines = [line.replace(old[0], "".join(new)) for line in lines]
        else:
            raise ValueError(f"{len(places)} places for: {old[0]}")
    return "\n".join(lines)
