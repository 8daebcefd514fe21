import type { CrewMessage, CrewTask } from './crew.ts';
import { instantiate } from './kernels.ts';
import { planNetwork } from './layout.ts';
import { follow } from './threads.ts';
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
  const layout = planNetwork(task.options, { thread, threads: task.threads });
  const kernels = instantiate(module, task.memory);
  layout.bind(kernels);
  follow(task.control, workerOn(layout, kernels, new Float32Array(task.memory.buffer)));
}
