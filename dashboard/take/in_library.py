"""The work as a program in the library's words."""

from __future__ import annotations

from dashboard.take.program import Part, dice, stretches
from dashboard.take.work import Work
from dashboard.words.language import _, model_title
from makemore.models.family import families
from makemore.shared_weights import WIDE

_VARIABLE = {"counts": "counted"}  # `counts` are the counts themselves


def parts_of(work: Work) -> list[Part]:
    """Return the program, part by part."""
    parts = [Part(_("Read the list and count its pairs."), _counts(work))]
    parts += [_part(work, *model) for model in work.parts]
    if work.has("counts") and work.has("network"):
        says = _("How far the two tables are apart at most.")
        parts.append(Part(says, _DIFFERENCE))
    if not work.parts:
        return parts
    models = ", ".join(_VARIABLE.get(key, key.replace("-", "_")) for key, _values in work.parts)
    code = _NAMES.format(models=f"[{models}]", **dice(work))
    return [*parts, Part(_("Names from the same dice."), code)]


def _part(work: Work, key: str, values: tuple[tuple[str, float], ...]) -> Part:
    """Return the lines that make one model and say how surprised it is."""
    if key == "counts":
        return Part(_("The count model, and how surprised it is."), _counted(work))
    if key == "network":
        code = _TRAIN.format(start=_start(work), stretches=stretches(work))
        says = _("The network: this many steps downhill from the same first weights.")
        return Part(says, code + (_HELD_OUT if work.held_out else ""))
    if families()[key].fit is None:
        return _loaded(work, key)
    name, knobs = key.replace("-", "_"), "".join(f", {knob}={value!r}" for knob, value in values)
    names = "split.train" if work.held_out else "names"
    material = f"mm.Material({names}, vocabulary)" if work.held_out else names
    lines = [
        f"{name} = mm.fit({key!r}, {material}{knobs})",
        f'print(f"{key} {{mm.mean_nll({name}, {names}):.4f}}")',
    ]
    if work.held_out:
        lines.append(f'print(f"{key}, held out {{mm.mean_nll({name}, split.held_out):.4f}}")')
    title = model_title(families()[key].title)
    says = _("The model {title}, and how surprised it is.").format(title=title)
    return Part(says, "\n".join(lines))


def _loaded(work: Work, key: str) -> Part:
    """Return the lines that load a network: how long it learned, no program can repeat."""
    name, names = key.replace("-", "_"), "split.train" if work.held_out else "names"
    says = _("The model {title}, from its file of the page Save and share, which lies beside this.")
    lines = [f'{name} = mm.load("{key}.safetensors")']
    lines.append(f'print(f"{key} {{mm.mean_nll({name}, {names}):.4f}}")')
    if work.held_out:
        lines.append(f'print(f"{key}, held out {{mm.mean_nll({name}, split.held_out):.4f}}")')
    return Part(says.format(title=_(families()[key].title)), "\n".join(lines))


def _counts(work: Work) -> str:
    first = "" if work.first is None else f".first({work.first})"
    brought = _("From the file that you brought:")
    lines = ["import makemore as mm", "", *([f"# {brought} {work.call}"] if work.call else [])]
    lines += [f"names = mm.read_file(FILE{_how(work)}){first}"]
    if not work.held_out:
        return "\n".join([*lines, "counts = mm.count_ngrams(names)"])
    return "\n".join(
        [
            *lines,
            "vocabulary = mm.Vocabulary.of(names.characters)",
            f"split = mm.hold_out(names, {work.held_out / 100}, seed={work.split_seed})",
            "counts = mm.count_ngrams(split.train).within(vocabulary)",
            "test_counts = mm.count_ngrams(split.held_out).within(vocabulary)",
        ]
    )


def _how(work: Work) -> str:
    """Return what `read_file` is told besides the file."""
    lines = ", column=0" if work.lines and not work.counted else ""  # it may look like a table
    if not work.as_read:
        return lines if work.lower else f"{lines}, lower=False"
    rules = f"mm.Rules.as_it_is({'clusters=True' if work.clusters else ''})"
    return f"{lines}, lower=False, rules={rules}{', counted=True' if work.counted else ''}"


def _counted(work: Work) -> str:
    lines = [
        f"counted = mm.CountModel(counts, smoothing={work.smoothing!r})",
        'print(f"counts {mm.mean_nll(counted, counts):.4f}")',
    ]
    if work.held_out:
        lines.append('print(f"counts, held out {mm.mean_nll(counted, test_counts):.4f}")')
    return "\n".join(lines)


def _start(work: Work) -> str:
    """Return the line that makes the first weights; of very many characters they are zeros."""
    if work.characters > WIDE:
        return "weights = counts.matrix().double() * 0"
    return f"weights = mm.initial_weights(len(counts.vocabulary), seed={work.weights_seed})"


_TRAIN = """\
{start}
descent = mm.GradientDescent(counts.matrix(), weights)
for until, learning_rate, regularization in {stretches}:
    while descent.steps < until:
        descent.step(learning_rate, regularization)
network = mm.NeuralBigram(counts.vocabulary, descent.weights)
print(f"network {{mm.mean_nll(network, counts):.4f}}")"""
_HELD_OUT = '\nprint(f"network, held out {mm.mean_nll(network, test_counts):.4f}")'
_DIFFERENCE = """\
difference = mm.probability_matrix(network) - mm.probability_matrix(counted)
print(f"largest difference {100 * difference.abs().max():.1f} points")"""
_NAMES = """\
rows = mm.sample_side_by_side({models}, {number}, seed={seed}, temperature={temperature})
for row in rows:
    print(*(walk.name for walk in row), sep="\\t")"""
