"""Records what PyTorch computes for a small network, into pytorch.json beside this file.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch && /tmp/torch/bin/python record.py
"""

import json
import pathlib

import torch


def numbers(tensor):
    return {"shape": list(tensor.shape), "values": [float(x) for x in tensor.detach().flatten()]}


def network():
    """3 -> 5 -> 2 with fixed weights, as Linear stores them here: [inputs, outputs]."""
    generator = torch.Generator().manual_seed(3)
    layers = [torch.nn.Linear(3, 5), torch.nn.Linear(5, 2)]
    for layer in layers:
        for parameter in layer.parameters():
            parameter.data = torch.randn(parameter.shape, generator=generator) * 0.5
    x = torch.randn(4, 3, generator=generator)
    target = torch.randn(4, 2, generator=generator)
    return layers, x, target


def weights(layers, part=lambda parameter: parameter):
    result = {}
    for index, layer in enumerate(layers):
        result[f"layers.{index}.weight"] = numbers(part(layer.weight).T)
        result[f"layers.{index}.bias"] = numbers(part(layer.bias))
    return result


def loss_of(layers, x, target):
    prediction = layers[1](torch.nn.functional.silu(layers[0](x)))
    return prediction, torch.nn.functional.mse_loss(prediction, target)


def trained(make_optimizer, steps):
    layers, x, target = network()
    optimizer = make_optimizer([p for layer in layers for p in layer.parameters()])
    for _ in range(steps):
        optimizer.zero_grad()
        loss_of(layers, x, target)[1].backward()
        optimizer.step()
    return weights(layers)


layers, x, target = network()
x.requires_grad = True
start = weights(layers)
prediction, loss = loss_of(layers, x, target)
loss.backward()
record = {
    "torch": torch.__version__,
    "x": numbers(x),
    "target": numbers(target),
    "start": start,
    "prediction": numbers(prediction),
    "loss": float(loss.detach()),
    "gradients": weights(layers, lambda parameter: parameter.grad),
    "gradient of x": numbers(x.grad),
    "adam": trained(lambda p: torch.optim.Adam(p, lr=0.05), 20),
    "adam, other betas": trained(
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-3), 20
    ),
    "rmsprop": trained(lambda p: torch.optim.RMSprop(p, lr=0.02), 20),
}
path = pathlib.Path(__file__).with_name("pytorch.json")
lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in record.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
