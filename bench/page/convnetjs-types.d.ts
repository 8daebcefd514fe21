declare module 'convnetjs' {
  /** Height × width × depth, depth fastest. */
  export class Vol {
    constructor(width: number, height: number, depth: number, fill?: number);
    readonly w: Float64Array;
  }
  interface ConvnetLayer {
    readonly layer_type: string;
    readonly filters?: readonly Vol[];
    readonly biases?: Vol;
  }
  export class Net {
    readonly layers: readonly ConvnetLayer[];
    makeLayers(definitions: readonly Readonly<Record<string, string | number>>[]): void;
    forward(input: Vol, isTraining?: boolean): Vol;
  }
  export class Trainer {
    constructor(net: Net, options: Readonly<Record<string, string | number>>);
    train(input: Vol, label: number): { readonly cost_loss: number };
  }
}
