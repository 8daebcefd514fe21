import { addIntegers, addOperator, addValue, type Graph } from './graph.ts';
import { type Field, type OperatorKind, options } from './schema.ts';

/** Weighted sums of each unit. */
export const gatesOf = { simpleRnn: 1, gru: 3, lstm: 4 } as const;
export type CellKind = keyof typeof gatesOf;

interface Cell {
  /** Weighted sums of the step's input, and of the state. */
  readonly x: number;
  readonly ofState: number;
  readonly state: number;
  /** An LSTM's. */
  readonly memory: number;
  readonly units: number;
}

/** Adds one step, and gives the tensors of the next state and, of an LSTM, the next memory. */
export function addCell(graph: Graph, kind: CellKind, cell: Cell): readonly number[] {
  const { x, ofState, state, memory, units } = cell;
  const gates = gatesOf[kind];
  const on = (operator: OperatorKind, inputs: readonly number[], sums = 1): number => {
    const y = addValue({ graph, name: operator.toLowerCase() }, [sums * units]);
    addOperator(graph, operator, { inputs, outputs: [y], options: fieldsOf(operator) });
    return y;
  };
  const split = (sums: number): number[] => {
    const outputs = Array.from({ length: gates }, () => addValue({ graph, name: 'gate' }, [units]));
    const inputs = [addIntegers(graph, [1], []), sums];
    addOperator(graph, 'SPLIT', { inputs, outputs, options: options.split(gates) });
    return outputs;
  };
  if (kind === 'simpleRnn') return [on('TANH', [on('ADD', [x, ofState])])];
  if (kind === 'lstm') {
    const [i = 0, f = 0, c = 0, o = 0] = split(on('ADD', [x, ofState], gates));
    const kept = on('MUL', [on('LOGISTIC', [f]), memory]);
    const taken = on('MUL', [on('LOGISTIC', [i]), on('TANH', [c])]);
    const next = on('ADD', [kept, taken]);
    return [on('MUL', [on('LOGISTIC', [o]), on('TANH', [next])]), next];
  }
  const [xz = 0, xr = 0, xh = 0] = split(x);
  const [sz = 0, sr = 0, sh = 0] = split(ofState);
  const update = on('LOGISTIC', [on('ADD', [xz, sz])]);
  const reset = on('LOGISTIC', [on('ADD', [xr, sr])]);
  const candidate = on('TANH', [on('ADD', [xh, on('MUL', [reset, sh])])]);
  return [on('ADD', [candidate, on('MUL', [update, on('SUB', [state, candidate])])])];
}

const fieldsOf = (operator: OperatorKind): readonly Field[] =>
  operator === 'ADD' || operator === 'SUB' || operator === 'MUL' ? options.elementwise(false) : [];
