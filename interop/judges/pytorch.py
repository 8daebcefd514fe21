import torch, math, numpy as np
from torch import nn
from torch.nn import functional as F
from safetensors import safe_open
from safetensors.torch import load_file
from common import compare, networks, verdict
for network in networks:
    path = network.path("pytorch")
    with safe_open(path, "pt") as f: text = f.metadata()["module"]
    space = dict(torch=torch, math=math, nn=nn, F=F)
    try:
        exec(text, space)
        model = space["Network"]()
        model.load_state_dict(load_file(path))
        model.eval()
        x = torch.from_numpy(network.pixels(1000)).permute(0, 3, 1, 2)
        with torch.no_grad(): y = model(x).numpy()
        compare(network, "pytorch", "PyTorch", y)
    except Exception as e:
        print(text); verdict(network, "pytorch", "PyTorch", False, repr(e))
