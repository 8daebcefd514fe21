import { isInteger } from '../../core/stored-model.ts';
import type { CrewMessage, CrewTask } from './crew.ts';
import { planIntegers } from './int8/plan.ts';
import { instantiate, type Kernels } from './kernels.ts';
import { planNetwork } from './layout.ts';
import { type DoPiece, follow } from './threads.ts';
import { workerOn } from './work.ts';

/** The life of a thread: signs on, then works on one network after another, each until it is disposed of. */
export function crewMember(onReady: () => void): (message: CrewMessage) => void {
  let kernels: WebAssembly.Module | null = null;
  let thread = 0;
  return (message) => {
    if (message.type === 'enlist') {
      if (kernels !== null) workOn(message.task, kernels, thread);
      return;
    }
    kernels = message.module;
    thread = message.thread;
    onReady();
  };
}

function workOn(task: CrewTask, module: WebAssembly.Module, thread: number): void {
  const kernels = instantiate(module, task.memory);
  follow(task.control, handsFor(task, kernels, thread));
}

function handsFor(
  { options, memory, threads }: CrewTask,
  kernels: Kernels,
  thread: number,
): DoPiece {
  const place = { thread, threads };
  if (isInteger(options.integers))
    return planIntegers(options.integers, place).bind(kernels, memory);
  const layout = planNetwork(options, place);
  layout.bind(kernels);
  return workerOn(layout, kernels, new Float32Array(memory.buffer));
}
