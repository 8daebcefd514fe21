import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { openFiles } from '../../actions/open-files.ts';
import { openingStore } from '../../stores/opening.ts';
import './OpenModel.css';
import { OpeningNotice } from './OpeningNotice.tsx';

const accepted = '.keras,.h5,.hdf5,.safetensors,.onnx,.json,.bin,.zip,.sizewise';

/** Takes networks that were trained elsewhere: dropped here, or picked. */
export function OpenModel() {
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const isOpening = useStore(openingStore, ({ phase }) => phase !== null);
  return (
    <section className="OpenModel" aria-label="Open a model">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard */}
      <div
        className={isOver ? 'OpenModel-zone is-over' : 'OpenModel-zone'}
        onDragEnter={() => setIsOver(true)}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
        }}
        onDrop={() => setIsOver(false)}
      >
        <button
          type="button"
          className="button"
          disabled={isOpening}
          onClick={() => picker.current?.click()}
        >
          <FileUp aria-hidden />
          Open a model file
        </button>
        <p className="small">
          or drop it here, or anywhere on the page: a trained network for 28×28 digits as .keras,
          .h5, TensorFlow.js' model.json with its .bin files, or a .safetensors or .onnx of Sizewise
        </p>
        <input
          ref={picker}
          type="file"
          multiple
          accept={accepted}
          className="visually-hidden"
          tabIndex={-1}
          aria-label="Model files"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = '';
            void openFiles(files);
          }}
        />
      </div>
      <OpeningNotice />
    </section>
  );
}
