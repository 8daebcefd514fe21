"""Networks of a sweep in PyTorch, trained as Keras trains them."""

import copy

import torch
from torch import nn
from torch.nn import functional as F

from .pytorch_layers import layer_of


class Stack(nn.Module):
    """A sweep's layers, each on the one before it; `Add` also takes the input of an earlier one. Gives logits."""

    def __init__(self, specs, pixel_range):
        super().__init__()
        self.scale, self.offset = (1 / 255, 0.0) if pixel_range == "0..1" else (1 / 127.5, -1.0)
        self.specs, self.layers, self.macs = specs, nn.ModuleList(), 0
        inputs, x = [], torch.zeros(1, 1, 28, 28)
        for spec in specs:
            inputs.append(x)
            skip = self.skip_of(spec, inputs)
            layer = layer_of(spec, x, skip).eval()
            self.layers.append(layer)
            with torch.no_grad():
                y = layer(x, skip)
            self.macs += layer.macs(x, y)
            x = y

    def skip_of(self, spec, inputs):
        return inputs[-1 - spec["span"]] if spec["type"] == "Add" else None

    def forward(self, images):
        """`images`: uint8, n × 28 × 28 × 1."""
        inputs, x = [], images.permute(0, 3, 1, 2).float() * self.scale + self.offset
        for spec, layer in zip(self.specs, self.layers):
            inputs.append(x)
            x = layer(x, self.skip_of(spec, inputs))
        return x


class Optimizer:
    """Keras' update rules: PyTorch's own put epsilon and a changing rate elsewhere, and after few steps that shows."""

    def __init__(self, setup, constants, stack):
        self.name, self.decay, self.c, self.steps = setup["optimizer"], setup["weight_decay"], constants, 0
        self.weights = [(name, weight) for name, weight in stack.named_parameters() if weight.requires_grad]
        self.moments = [(torch.zeros_like(weight), torch.zeros_like(weight)) for _, weight in self.weights]

    @torch.no_grad()
    def step(self, rate):
        self.steps += 1
        for (name, weight), moments in zip(self.weights, self.moments):
            if self.name == "adamw" and name.endswith("kernel"):
                weight -= weight * self.decay * rate
            weight += self.change(weight.grad, rate, *moments)
            weight.grad = None

    def change(self, gradient, rate, first, second):
        c, name = self.c, self.name
        if name == "sgd":
            return -rate * gradient
        if name == "momentum":
            return first.mul_(c["momentum"]).sub_(gradient, alpha=rate)
        square = gradient.square()
        if name == "rmsprop":
            second.mul_(c["rho"]).add_(square, alpha=1 - c["rho"])
            return -rate * gradient / (second + c["epsilon"]).sqrt()
        first.lerp_(gradient, 1 - c["beta_1"])
        second.lerp_(square, 1 - c["beta_2"])
        rate *= (1 - c["beta_2"] ** self.steps) ** 0.5 / (1 - c["beta_1"] ** self.steps)
        return -rate * first / (second.sqrt() + c["epsilon"])


class Network:
    def __init__(self, trial, constants, rates, gpus):
        setup = trial["train"]
        torch.manual_seed(setup["seed"])
        on_gpu = gpus > 0 and torch.cuda.is_available()
        self.to = torch.device("cuda" if on_gpu else "cpu")
        self.stack = Stack(trial["layers"], setup["pixel_range"]).to(self.to)
        weights = [*self.stack.parameters(), *self.stack.buffers()]
        self.parameters, self.macs = sum(weight.numel() for weight in weights), self.stack.macs
        self.optimizer = Optimizer(setup, constants, self.stack)
        self.batch_size, self.rates = setup["batch_size"], iter(rates)
        self.device = torch.cuda.get_device_name() if on_gpu else "cpu"
        self.versions = {"torch": torch.__version__}

    def train_epoch(self, images, labels):
        """One epoch in the order given; its mean loss."""
        self.stack.train()
        images, labels = torch.tensor(images, device=self.to), torch.tensor(labels, device=self.to).long()
        penalised = [weight for weight in self.stack.parameters() if weight.l2 > 0 and weight.requires_grad]
        total = torch.zeros((), device=self.to)
        for x, y in zip(images.split(self.batch_size), labels.split(self.batch_size)):
            loss = F.cross_entropy(self.stack(x), y)
            (loss + sum(weight.l2 * weight.square().sum() for weight in penalised)).backward()
            self.optimizer.step(next(self.rates))
            total += loss.detach() * len(x)
        return float(total) / len(labels)

    def logits(self, images):
        self.stack.eval()
        with torch.no_grad():
            parts = [self.stack(part.to(self.to)) for part in torch.tensor(images).split(500)]
        return torch.cat(parts).cpu().numpy()

    def weights(self):
        return copy.deepcopy(self.stack.state_dict())

    def restore(self, weights):
        self.stack.load_state_dict(weights)
