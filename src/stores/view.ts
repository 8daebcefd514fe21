import { createStore } from 'zustand/vanilla';

/** The deeper views that open over the page, each with its own address `#/<view>`. */
export const views = ['draw', 'wrong', 'confusion', 'summary', 'device', 'share', 'help'] as const;
export type View = (typeof views)[number];

export interface ConfusionCell {
  readonly label: number;
  readonly answer: number;
}

interface ViewState {
  readonly view: View | null;
  /** What the Status output says. */
  readonly status: string;
  /** A link that could not be opened, in words; the page keeps what it had. */
  readonly linkProblem: string | null;
  readonly selectedLayerId: string | null;
  /** The cell of the confusion matrix whose images are shown. */
  readonly confusionCell: ConfusionCell | null;
}

export const viewStore = createStore<ViewState>(() => ({
  view: null,
  status: '',
  linkProblem: null,
  selectedLayerId: null,
  confusionCell: null,
}));

export const isView = (text: string): text is View => (views as readonly string[]).includes(text);
