import { ArrowDown, ArrowUp, ChevronDown, X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { moveStep, removeStep, setStepParam } from '../../actions/edit-steps.ts';
import { stepInWords, techniqueOf } from '../../core/techniques/index.ts';
import { GroupedFields } from '../../ui/GroupedFields.tsx';
import type { StepState } from './bench-state.ts';
import { ScheduleCurve } from './ScheduleCurve.tsx';

interface StepRowProps {
  readonly state: StepState;
  readonly place: number;
  readonly count: number;
  readonly isOpen: boolean;
  readonly isLocked: boolean;
  readonly onToggle: () => void;
  /** Where the row went; null when it was removed. */
  readonly onMoved: (place: number | null) => void;
  /** What it led to. */
  readonly children: ReactNode;
}

/** One step: what it is, what it led to, why it cannot be applied; its form when it is open. */
export function StepRow({ state, place, isOpen, onToggle, children, ...actions }: StepRowProps) {
  const { step, problem } = state;
  const { label, purpose, fields } = techniqueOf(step.kind);
  const editorId = useId();
  return (
    <li className={isOpen ? 'StepRow open' : 'StepRow'}>
      <div className="StepRow-head">
        <button
          type="button"
          className="StepRow-name"
          aria-expanded={isOpen}
          aria-controls={editorId}
          aria-label={`${label}, step ${place + 1}`}
          onClick={onToggle}
        >
          <ChevronDown aria-hidden />
          <span>
            <strong>{label}</strong> <span className="small">{stepInWords(step)}</span>
          </span>
        </button>
        {children}
      </div>
      {problem !== null && (
        <p className="StepRow-problem" role="alert">
          {problem}
        </p>
      )}
      <div id={editorId} hidden={!isOpen}>
        {isOpen && (
          <div className="StepRow-editor">
            <p className="small">{purpose}</p>
            <GroupedFields
              fields={fields}
              values={step.params}
              disabled={actions.isLocked}
              onChange={setStepParam.bind(null, place)}
            />
            {step.kind === 'prune' && <ScheduleCurve params={step.params} />}
            <StepActions place={place} {...actions} />
          </div>
        )}
      </div>
    </li>
  );
}

type StepActionsProps = Pick<StepRowProps, 'place' | 'count' | 'isLocked' | 'onMoved'>;

function StepActions({ place, count, isLocked, onMoved }: StepActionsProps) {
  const move = (to: number) => {
    moveStep(place, to);
    onMoved(to);
  };
  const remove = () => {
    removeStep(place);
    onMoved(null);
  };
  const actions = [
    { verb: 'Move', where: ' up', Icon: ArrowUp, isOff: place === 0, act: () => move(place - 1) },
    {
      ...{ verb: 'Move', where: ' down', Icon: ArrowDown, isOff: place === count - 1 },
      act: () => move(place + 1),
    },
    { verb: 'Remove', where: '', Icon: X, isOff: false, act: remove },
  ];
  return (
    <span className="StepRow-actions">
      {actions.map(({ verb, where, Icon, isOff, act }) => (
        <button
          key={verb + where}
          type="button"
          className="button quiet icon"
          aria-label={`${verb} step ${place + 1}${where}`}
          title={`${verb}${where}`}
          aria-disabled={isOff || isLocked}
          onClick={isOff || isLocked ? undefined : act}
        >
          <Icon aria-hidden />
        </button>
      ))}
    </span>
  );
}
