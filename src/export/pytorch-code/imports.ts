import type { ProgramKind } from './program-parts.ts';

interface Import {
  readonly line: string;
  /** What a text has in it that needs the import. */
  readonly use: RegExp;
}

const standard: readonly Import[] = [
  { line: 'import copy', use: /\bcopy\./ },
  { line: 'import gzip', use: /\bgzip\./ },
  { line: 'import math', use: /\bmath\./ },
  { line: 'import time', use: /\btime\./ },
  { line: 'from pathlib import Path', use: /\bPath\(/ },
];

const frameworks: readonly Import[] = [
  { line: 'from torch.ao.quantization import quantize_dynamic', use: /\bquantize_dynamic\(/ },
  { line: 'from torch.nn.utils import prune', use: /\bprune\./ },
];

/** Standard library, then the frameworks, as Python's style guide has them. */
export function importsOf(text: string, kind: ProgramKind): readonly string[] {
  const used = (imports: readonly Import[]) =>
    imports.flatMap(({ line, use }) => (use.test(text) ? [line] : []));
  const isScript = kind !== 'notebook';
  const isDistributed = kind === 'distributed';
  const first = [
    ...(isScript ? ['import argparse'] : []),
    ...used(standard),
    ...(isDistributed ? ['import os'] : []),
  ];
  const names = [
    ...(isScript ? ['load_file'] : []),
    ...(text.includes('save_file(') ? ['save_file'] : []),
  ];
  return [
    ...first.filter((line) => line.startsWith('import')).sort(),
    ...first.filter((line) => line.startsWith('from')),
    '',
    'import torch',
    ...(isDistributed ? ['import torch.distributed as dist'] : []),
    ...(names.length > 0 ? [`from safetensors.torch import ${names.join(', ')}`] : []),
    'from torch import nn',
    'from torch.nn import functional as F',
    ...(isDistributed ? ['from torch.nn.parallel import DistributedDataParallel'] : []),
    ...used(frameworks),
    'from torch.utils.data import TensorDataset',
    'from torchvision.datasets import MNIST',
  ];
}
