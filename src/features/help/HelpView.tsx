import { useStore } from 'zustand';
import { changeSettings, settingsStore } from '../../stores/settings.ts';
import './HelpView.css';

const shortcuts: readonly (readonly [keys: string, effect: string])[] = [
  ['Space', 'Train, pause or resume, when no control has the focus'],
  ['s', 'One step'],
  ['x', 'Stop, and keep the network'],
  ['r', 'Restart with the same seed'],
  ['Ctrl+Z or z', 'Undo'],
  ['Ctrl+Shift+Z or Ctrl+Y', 'Redo'],
  ['?', 'This help'],
];

/** What this page is, its keys, and who stands behind its parts. */
export function HelpView() {
  return (
    <div className="HelpView">
      <ol className="HelpView-lines">
        <li>
          Press <strong>Train</strong>: the network on the left learns 55,000 real handwritten
          digits in this tab.
        </li>
        <li>
          Change a layer, and see at once what it costs: parameters, bytes, multiply-adds, time.
        </li>
        <li>
          Train again: every finished run becomes a point of accuracy against size. How small can it
          get?
        </li>
        <li>
          10,000 test digits are read once, when a run ends; while it learns, another 5,000 judge
          it.
        </li>
        <li>
          The address holds the whole recipe: send it, and the other side has exactly this network.
          Nothing leaves your machine.
        </li>
      </ol>
      <section>
        <h3>Keys</h3>
        <table className="HelpView-keys">
          <tbody>
            {shortcuts.map(([keys, effect]) => (
              <tr key={keys}>
                <th scope="row">{keys}</th>
                <td>{effect}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <ShortcutSwitch />
      </section>
      <section>
        <h3>The drawings</h3>
        <p className="small">
          A layer's picture shows its output: height and width in proportion to the 28×28 input,
          depth as the square root of its channels; a list of numbers is a bar, as long as the
          logarithm of its length.
        </p>
      </section>
      <section>
        <h3>About</h3>
        <p className="small">
          Sizewise is open source under the Apache License 2.0. MNIST is by Yann LeCun, Corinna
          Cortes and Christopher Burges. The typeface is Inter (SIL Open Font License); icons are
          Lucide's (ISC). Built with React, zustand, dnd kit, uPlot, Recharts and TensorFlow.js.
        </p>
      </section>
    </div>
  );
}

function ShortcutSwitch() {
  const isOn = useStore(settingsStore, (settings) => settings.shortcuts);
  return (
    <label className="HelpView-switch">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => changeSettings({ shortcuts: event.target.checked })}
      />
      Use keys without Ctrl
    </label>
  );
}
