import type { Key } from './keys.js';

/** The views of the screen, by the key that opens each. */
export const VIEWS = { o: 'overview', w: 'workers', z: 'zones', a: 'alerts', e: 'events' } as const;
export type ViewName = (typeof VIEWS)[keyof typeof VIEWS];

/** Orders that a key gives to the selected worker. */
export const ORDERS = { d: 'drain', m: 'maintenance', u: 'activate' } as const;
export type OrderName = (typeof ORDERS)[keyof typeof ORDERS];

/** What the list of workers is sorted by. */
export const SORTS = ['health', '-load', '-free', 'workerId', 'zone', 'lastHeartbeat'] as const;

const MOST_TYPED = 100;
const A_PAGE = 10;

/** A line that is being typed: the filter, or the reason of an order. */
export interface Typing {
  readonly for: 'filter' | OrderName;
  readonly text: string;
  /** Who gets the order: the list may change its order while the reason is typed. */
  readonly worker: string;
}

/** What the screen shows, and what is being typed. */
export interface WatchState {
  readonly view: ViewName;
  readonly filter: string;
  /** An index of {@link SORTS}. */
  readonly sort: number;
  /** The selected row of the list of workers. */
  readonly row: number;
  readonly typing: Typing | undefined;
  readonly hasHelp: boolean;
  /** An order that is to be given now. */
  readonly order: { readonly kind: OrderName; readonly reason: string; readonly worker: string } | undefined;
  /** The worker that is to be explained now. */
  readonly explains: string | undefined;
  /** How it ends: by q, or by Ctrl-C. */
  readonly end: 'quit' | 'interrupted' | undefined;
}

export const BEGIN: WatchState = {
  view: 'overview',
  filter: '',
  sort: 0,
  row: 0,
  typing: undefined,
  hasHelp: false,
  order: undefined,
  explains: undefined,
  end: undefined,
};

/**
 * Returns what follows a key.
 * @param workers those of the list, in its order
 */
export function pressed(state: WatchState, key: Key, workers: readonly string[]): WatchState {
  if (key === 'ctrl-c') return { ...state, end: 'interrupted' };
  if (state.typing !== undefined) return typed(state, state.typing, key);
  const view = VIEWS[key as keyof typeof VIEWS];
  if (view !== undefined) return { ...state, view, row: 0, hasHelp: false };
  if (state.view === 'workers') {
    const next = inList(state, key, workers);
    if (next !== undefined) return next;
  }
  if (key === 'q' || key === 'Q') return { ...state, end: 'quit' };
  if (key === '?') return { ...state, hasHelp: !state.hasHelp };
  if (key === '/')
    return { ...state, view: 'workers', typing: { for: 'filter', text: state.filter, worker: '' } };
  if (key === 'escape') return { ...state, filter: '', hasHelp: false, row: 0 };
  return state;
}

function inList(state: WatchState, key: Key, workers: readonly string[]): WatchState | undefined {
  const worker = workers[state.row];
  const order = ORDERS[key as keyof typeof ORDERS];
  if (order !== undefined)
    return worker === undefined ? state : { ...state, typing: { for: order, text: '', worker } };
  if (key === 's') return { ...state, sort: (state.sort + 1) % SORTS.length, row: 0 };
  if (key === 'enter') return { ...state, explains: worker };
  const step = STEPS[key];
  return step === undefined
    ? undefined
    : { ...state, row: Math.max(0, Math.min(workers.length - 1, state.row + step)) };
}

const STEPS: Readonly<Record<Key, number>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  'page-up': -A_PAGE,
  'page-down': A_PAGE,
};

function typed(state: WatchState, given: Typing, key: Key): WatchState {
  const { for: purpose, text, worker } = given;
  const typing = (next: string): WatchState => ({ ...state, typing: { ...given, text: next } });
  if (key === 'escape') return { ...state, typing: undefined };
  if (key === 'backspace') return typing([...text].slice(0, -1).join(''));
  if (key !== 'enter') return [...key].length > 1 || text.length >= MOST_TYPED ? state : typing(text + key);
  if (purpose === 'filter') return { ...state, typing: undefined, filter: text.trim(), row: 0 };
  // An order without a reason is not given: the journal could not say why.
  return text.trim() === ''
    ? state
    : { ...state, typing: undefined, order: { kind: purpose, reason: text.trim(), worker } };
}

/** What the last line of the screen says. */
export function footerOf({ view, typing, filter, sort }: WatchState): string {
  if (typing?.for === 'filter') return `Filter: ${typing.text}_   enter applies, esc leaves`;
  if (typing !== undefined)
    return `${typing.for} ${typing.worker}, reason: ${typing.text}_   enter gives the order, esc leaves`;
  const list = `sorted by ${SORTS[sort]!}${filter === '' ? '' : `, filter ${filter}`}   / filter  s sort  ↑↓ select  enter why  d m u order`;
  return `${view}   ${view === 'workers' ? list : 'o w z a e views  / find workers'}   ? help  q quits`;
}

export const HELP: readonly string[] = [
  '  o overview   w workers   z zones   a alerts   e events',
  '  /  filters the workers by a part of name, host or address; esc removes the filter',
  '  s  sorts the workers by health, load, free slots, name, zone, last heartbeat',
  '  ↑ ↓ or k j, page keys: select a worker; enter explains it',
  '  d drain   m maintenance   u activate: gives the order to the selected worker, after a reason',
  '  q or Ctrl-C quits',
];
