import './FilesView.css';
import { useStore } from 'zustand';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { Code } from './Code.tsx';
import { Formats } from './Formats.tsx';
import { OpenModel } from './OpenModel.tsx';
import { ProductionRuntimes } from './ProductionRuntimes.tsx';

/** The selected run as a file for other tools, its recipe as a program, and files back into the page. */
export function FilesView() {
  const run = useStore(runsStore, selectedRun);
  return (
    <div className="FilesView">
      {run === null ? (
        <p>
          Train a network, and it can be saved here for Keras, TensorFlow Lite, ONNX, PyTorch and
          others. The program below needs no run.
        </p>
      ) : (
        <Formats key={run.id} run={run} />
      )}
      {run !== null && <ProductionRuntimes key={`${run.id} runtimes`} run={run} />}
      <Code />
      <OpenModel />
    </div>
  );
}
