import type { Architecture } from '../../core/recipe.ts';

/** Classes of layers that PyTorch does not have, those that a network uses. */
export function blockClasses(architecture: Architecture): readonly string[] {
  const fires = architecture.filter((layer) => layer.kind === 'fire');
  const attentions = architecture.filter((layer) => layer.kind === 'multiHeadAttention');
  const hasChoice = fires.some(({ params }) => params.activation !== 'relu');
  return [
    ...(fires.length > 0
      ? [fireClass({ hasChoice, hasBare: fires.some(({ params }) => !params.useBias) })]
      : []),
    ...(attentions.length > 0
      ? [attentionClass(attentions.some(({ params }) => !params.useBias))]
      : []),
  ];
}

interface FireUse {
  /** Not all have ReLU. */
  readonly hasChoice: boolean;
  /** Not all have biases. */
  readonly hasBare: boolean;
}

function fireClass({ hasChoice, hasBare }: FireUse): string {
  const bias = hasBare ? ', bias=bias' : '';
  const activation = hasChoice ? 'self.activation' : 'F.relu';
  const parameters = `${hasChoice ? ', activation=F.relu' : ''}${hasBare ? ', bias=True' : ''}`;
  return `class Fire(nn.Module):
    """SqueezeNet's module: 1×1 filters thin the channels out, then 1×1 and 3×3 filters widen them."""

    def __init__(self, channels, squeeze, expand${parameters}):
        super().__init__()${hasChoice ? '\n        self.activation = activation' : ''}
        self.squeeze = nn.Conv2d(channels, squeeze, 1${bias})
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1${bias})
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding="same"${bias})

    def forward(self, x):
        x = ${activation}(self.squeeze(x))
        wide = [${activation}(self.expand1x1(x)), ${activation}(self.expand3x3(x))]
        return torch.cat(wide, dim=1)`;
}

function attentionClass(hasBare: boolean): string {
  const bias = hasBare ? ', bias=bias' : '';
  return `class MultiHeadAttention(nn.Module):
    """Lets every step of a sequence look at all others; heads may be of any size, as in Keras."""

    def __init__(self, width, heads, key_size${hasBare ? ', bias=True' : ''}):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, heads * key_size${bias})
        self.key = nn.Linear(width, heads * key_size${bias})
        self.value = nn.Linear(width, heads * key_size${bias})
        self.attention_output = nn.Linear(heads * key_size, width${bias})

    def forward(self, x):
        # batch × steps × width to batch × heads × steps × key size
        query, key, value = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        x = F.scaled_dot_product_attention(query, key, value)
        return self.attention_output(x.transpose(1, 2).flatten(2))`;
}
