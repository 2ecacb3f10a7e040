import type { Status } from '../api/types.js';
import { STATUS_TONES, type Tone } from '../words/tones.js';

/** One shape per tone, so that the tones can be told apart without colours. Drawn in a field of 16 × 16. */
const SIGNS: Readonly<Record<Tone, string>> = {
  ok: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM5 8.2l2.1 2.1L11.2 6',
  warn: 'M8 2 15 14H1ZM8 6.5v3.2M8 11.9v.1',
  bad: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3L1.5 10.7V5.3ZM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6',
  rest: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM6.3 5.7v4.6M9.7 5.7v4.6',
  info: 'M3 3.5l6 4.5-6 4.5ZM12.5 3.5v9',
  gone: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM5 8h6',
};

const LINES = {
  search: 'M7 2a5 5 0 1 1 0 10A5 5 0 0 1 7 2ZM10.8 10.8 14.5 14.5',
  columns: 'M2 3h12v10H2ZM6 3v10M10 3v10',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z',
  system: 'M2 3h12v8H2ZM6 14h4M8 11v3',
  close: 'M4 4l8 8M12 4l-8 8',
  back: 'M9.5 3 4.5 8l5 5',
  key: 'M10.5 2a3.5 3.5 0 1 1-3.2 4.9L2 12.2V14h2.5v-1.5H6V11h1.5l1.6-1.7',
} as const;

/** Statuses of one tone differ in shape. */
const STATUS_SIGNS: Readonly<Partial<Record<Status, string>>> = {
  IDLE: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM8 4.5V8l2.3 1.5',
  DRAINING: 'M8 2v8.5M4.5 7.2 8 10.7l3.5-3.5M2.5 13.8h11',
  MAINTENANCE:
    'M13.6 4.2a3.6 3.6 0 0 1-4.8 4.6l-4.6 4.7-1.7-1.7 4.7-4.6a3.6 3.6 0 0 1 4.6-4.8L9.6 4.6l1.8 1.8Z',
};

const draw = (path: string) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d={path} />
  </svg>
);

export const StatusSign = ({ status }: { status: Status }) =>
  draw(STATUS_SIGNS[status] ?? SIGNS[STATUS_TONES[status]]);
export const Sign = ({ tone }: { tone: Tone }) => draw(SIGNS[tone]);
export const Icon = ({ name }: { name: keyof typeof LINES }) => draw(LINES[name]);
