import { useEffect, useState } from 'react';
import { openFiles } from '../../actions/open-files.ts';
import './DropAnywhere.css';

const hasFiles = ({ dataTransfer }: DragEvent): boolean =>
  dataTransfer?.types.includes('Files') ?? false;

/** Opens files that are dropped on the page, and says so while they are held over it. */
export function DropAnywhere() {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    // Left for good only where no element is entered instead.
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      setIsOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      void openFiles([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', drag);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  if (!isOver) return null;
  return (
    <div className="DropAnywhere" aria-hidden="true">
      <p>
        Drop a trained network (.keras, .h5, .safetensors, .onnx, model.json with .bin) or a file of
        runs
      </p>
    </div>
  );
}
