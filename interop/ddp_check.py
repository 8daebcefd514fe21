"""Under torchrun: whether gradients averaged over processes are those of one process with all images.

torchrun --nproc_per_node=2 interop/ddp_check.py PROGRAM
"""

import copy
import importlib.util
import sys

import torch
import torch.distributed as dist
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

spec = importlib.util.spec_from_file_location("program", sys.argv[1])
program = importlib.util.module_from_spec(spec)
spec.loader.exec_module(program)

dist.init_process_group("gloo")
rank, world = dist.get_rank(), dist.get_world_size()
torch.manual_seed(1)
model = program.Network()
images, labels = torch.rand(32, 1, 28, 28), torch.randint(10, (32,))

alone = copy.deepcopy(model)
F.cross_entropy(alone(images), labels).backward()

together = DistributedDataParallel(model)
F.cross_entropy(together(images[rank::world]), labels[rank::world]).backward()

difference = max(
    float((a.grad - b.grad).abs().max())
    for a, b in zip(alone.parameters(), model.parameters())
    if a.requires_grad
)
if rank == 0:
    print(f"difference {difference:.1e}", flush=True)
dist.destroy_process_group()
sys.exit(difference > 1e-6)
