"""Numbers as record.py and operations.py record them."""

import math

import torch


def numbers(tensor):
    # Nine digits tell float32 numbers apart.
    values = [float(f"{float(x):.9g}") for x in tensor.detach().flatten()]
    values = [x if math.isfinite(x) else str(x) for x in values]  # JSON has no name for these.
    return {"shape": list(tensor.shape), "values": values}


def formula(shape, step):
    """Numbers from -1 to 1 that the tests compute too."""
    count = torch.Size(shape).numel()
    values = [((i * step + 11) % 101) / 50 - 1 for i in range(count)]
    return torch.tensor(values, dtype=torch.float32).reshape(shape)


def operation(make, *shapes):
    """The output, and the gradients of the output weighed by a formula, for inputs by formula."""
    inputs = [formula(shape, 37 + 2 * i).requires_grad_() for i, shape in enumerate(shapes)]
    output = make(*inputs)
    (output * formula(output.shape, 29)).sum().backward()
    return {"output": numbers(output), "gradients": [numbers(x.grad) for x in inputs]}
