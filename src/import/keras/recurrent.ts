import { isObject, type JsonObject } from '../json.ts';
import { Config } from './config.ts';
import { layer, type Mapped, type Mapping } from './mapping.ts';

type Cell = 'simpleRnn' | 'lstm' | 'gru';
const cells: Readonly<Record<string, Cell>> = { SimpleRNN: 'simpleRnn', LSTM: 'lstm', GRU: 'gru' };

/** Settings of a recurrent layer, whose functions and direction are fixed here. */
function paramsOf(config: Config, kind: Cell) {
  config.must('activation', 'tanh');
  if (kind !== 'simpleRnn') config.must('recurrent_activation', 'sigmoid');
  // Keras 1 and 2.0 had another GRU.
  if (kind === 'gru' && !config.flag('reset_after', false)) config.refuse('reset_after', 'true');
  for (const field of ['return_state', 'stateful', 'time_major']) config.must(field, false);
  for (const field of ['dropout', 'recurrent_dropout'])
    if (config.number(field, 0) !== 0) config.note(`its ${field} is not kept`);
  return {
    units: config.number('units'),
    useBias: config.flag('use_bias', true),
    returnSequences: config.flag('return_sequences', false),
    ...config.trained(),
  };
}

export const rnn =
  (kind: Cell): Mapping =>
  (config) => {
    config.must('go_backwards', false);
    return layer(kind, paramsOf(config, kind));
  };

export const bidirectional: Mapping = (config): Mapped => {
  config.must('merge_mode', 'concat');
  const inner = innerOf(config, 'layer');
  const kind = Object.hasOwn(cells, inner.className) ? cells[inner.className] : undefined;
  if (kind === undefined) return config.refuse('layer', 'a SimpleRNN, LSTM or GRU');
  const forward = new Config({ ...config.layer, config: inner.config }, config.notes);
  forward.must('go_backwards', false);
  const params = { ...paramsOf(forward, kind), bidirectional: true };
  if (config.get('backward_layer') !== undefined) refuseOtherCell(config, inner, kind);
  return layer(kind, params);
};

/** A backward layer that is not the forward one's mirror. */
function refuseOtherCell(config: Config, forward: Inner, kind: Cell): void {
  const inner = innerOf(config, 'backward_layer');
  const backward = new Config({ ...config.layer, config: inner.config }, []);
  const own = paramsOf(new Config({ ...config.layer, config: forward.config }, []), kind);
  const other = inner.className === forward.className ? paramsOf(backward, kind) : null;
  const isMirror =
    other !== null &&
    backward.flag('go_backwards', false) &&
    ['units', 'useBias', 'returnSequences'].every(
      (name) => other[name as 'units'] === own[name as 'units'],
    );
  if (!isMirror) config.refuse('backward_layer', 'the mirror of its forward layer');
}

interface Inner {
  readonly className: string;
  readonly config: JsonObject;
}

function innerOf(config: Config, field: string): Inner {
  const value = config.get(field);
  const { class_name: className, config: own } = isObject(value) ? value : {};
  if (typeof className !== 'string' || !isObject(own)) return config.refuse(field, 'a layer');
  return { className, config: own };
}
