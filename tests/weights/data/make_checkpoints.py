#!/usr/bin/env python3
"""Makes the small checkpoints in this folder, which pytorch_checkpoint_test.cpp reads (PyTorch 1.13, Python 3.11).

All but libtorch.pth: that is torch::pickle_save, in C++, of a c10::Dict<std::string, torch::Tensor> that holds
"weight", torch::ones({2, 3}).
"""

import collections
import os

import torch

os.chdir(os.path.dirname(os.path.abspath(__file__)))


def state_dict():
    """Every kind of tensor that occurs in the state dict of a network."""
    weight = torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4
    tensors = collections.OrderedDict()
    tensors["weight"] = weight
    tensors["transposed"] = weight.t()  # shares its storage with the first
    tensors["row"] = weight[1]
    tensors["parameter"] = torch.nn.Parameter(torch.tensor([1.0, -1.0]))
    tensors["double"] = torch.tensor([0.1], dtype=torch.float64)
    tensors["half"] = torch.tensor([0.5, 2.0], dtype=torch.float16)
    tensors["bfloat16"] = torch.tensor([3.0], dtype=torch.bfloat16)
    tensors["steps"] = torch.tensor(7)
    tensors["bytes"] = torch.tensor([1, 255], dtype=torch.uint8)
    tensors["flags"] = torch.tensor([True, False])
    tensors["empty"] = torch.zeros(0, 4)
    tensors._metadata = collections.OrderedDict([("", {"version": 1})])  # as Module.state_dict() adds it
    return tensors


class OldParameter:
    """Pickles as PyTorch of 2017 did a Parameter: a call of its constructor."""

    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce__(self):
        return torch.nn.parameter.Parameter, (self.tensor, True)


class Python2OrderedDict:
    """Pickles as Python 2 did an OrderedDict: a call of its constructor with a list of pairs."""

    def __init__(self, pairs):
        self.pairs = pairs

    def __reduce__(self):
        return collections.OrderedDict, ([[key, value] for key, value in self.pairs],)


def save_legacy(content, path):
    torch.save(content, path, _use_new_zipfile_serialization=False)


torch.save(state_dict(), "state_dict.pth")
torch.save(state_dict(), "protocol4.pth", pickle_protocol=4)
torch.save({"epoch": 3, "state_dict": state_dict(), "best": 0.5}, "nested.pth")
save_legacy(state_dict(), "legacy.pth")
save_legacy(Python2OrderedDict([("weight", OldParameter(torch.ones(2, 3)))]), "legacy_python2.pth")
torch.save(torch.nn.Linear(1, 1), "whole_model.pth")
torch.save({"weight": torch.eye(2).to_sparse()}, "sparse.pth")
torch.save({"weight": torch.zeros(1).expand(1000)}, "expanded.pth")
torch.save({"epoch": 3}, "without_tensors.pth")
torch.jit.save(torch.jit.script(torch.nn.Identity()), "torchscript.pth")
