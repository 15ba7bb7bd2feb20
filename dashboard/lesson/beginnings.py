"""How programs in the lecture's words begin: what several steps do before each comes to its own."""

from __future__ import annotations

_CHARACTERS = """\
words = open("names.txt").read().splitlines()
chars = sorted(set("".join(words)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi["."] = 0
"""
COUNTED = f"""\
import torch

{_CHARACTERS}N = torch.zeros((len(stoi), len(stoi)), dtype=torch.int32)
for w in words:
    chs = ["."] + list(w) + ["."]
    for ch1, ch2 in zip(chs, chs[1:]):
        N[stoi[ch1], stoi[ch2]] += 1
"""
PAIRED = f"""\
import torch
import torch.nn.functional as F

{_CHARACTERS}xs, ys = [], []
for w in words:
    chs = ["."] + list(w) + ["."]
    for ch1, ch2 in zip(chs, chs[1:]):
        xs.append(stoi[ch1])
        ys.append(stoi[ch2])
xs, ys = torch.tensor(xs), torch.tensor(ys)
g = torch.Generator().manual_seed(2147483647)
"""
_TOKENS = """\
characters = sorted(set("".join(names)))
token = {character: i + 1 for i, character in enumerate(characters)} | {".": 0}
"""
NAMES_COUNTED = f"""\
names = open("names.txt").read().split()
import torch

{_TOKENS}N = torch.zeros(len(token), len(token))
for name in names:
    for first, second in zip("." + name, name + "."):
        N[token[first], token[second]] += 1

"""
NAMES_PAIRED = f"""\
names = open("names.txt").read().split()
import torch
import torch.nn.functional as F

{_TOKENS}xs, ys = [], []
for name in names:
    for first, second in zip("." + name, name + "."):
        xs.append(token[first])
        ys.append(token[second])
"""
DIVIDED = """\
import math
import random

words = sorted(set(open("names.txt").read().splitlines()))
random.seed(42)
random.shuffle(words)
n1, n2 = int(0.8 * len(words)), int(0.9 * len(words))
train, dev, test = words[:n1], words[n1:n2], words[n2:]
V = len(set("".join(words))) + 1


"""
