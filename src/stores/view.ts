import { createStore } from 'zustand/vanilla';
import type { Claim } from '../share/claim.ts';

/** The deeper views that open over the page, each with its own address `#/<view>`. */
export const views = [
  'draw',
  'wrong',
  'confusion',
  'compare',
  'runs',
  'report',
  'files',
  'lab',
  'summary',
  'fits',
  'challenges',
  'board',
  'sweep',
  'device',
  'share',
  'help',
] as const;
export type View = (typeof views)[number];

export interface ConfusionCell {
  readonly label: number;
  readonly answer: number;
}

/** What of a link could not be opened. */
export interface LinkProblem {
  readonly words: string;
  /** Whether its network is on the page; else the page keeps what it had. */
  readonly isNetworkOpen: boolean;
}

interface ViewState {
  readonly view: View | null;
  /** What the Status output says. */
  readonly status: string;
  readonly linkProblem: LinkProblem | null;
  /** What the link that was opened says its recipe comes to. */
  readonly claim: Claim | null;
  readonly selectedLayerId: string | null;
  /** The cell of the confusion matrix whose images are shown. */
  readonly confusionCell: ConfusionCell | null;
}

export const viewStore = createStore<ViewState>(() => ({
  view: null,
  status: '',
  linkProblem: null,
  claim: null,
  selectedLayerId: null,
  confusionCell: null,
}));

export const isView = (text: string): text is View => (views as readonly string[]).includes(text);
