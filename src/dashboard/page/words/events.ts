import type { EventGroup } from '../../../journal/event-groups.js';

export { bursts, type Burst } from '../../../journal/bursts.js';
export { sentenceOf, sentenceOfMany, toneOf } from '../../../journal/sentences.js';
export type { EventGroup };

export const GROUP_WORDS: Readonly<Record<EventGroup, string>> = {
  health: 'Health',
  orders: 'Orders',
  operations: 'Operations',
  registration: 'Registration',
  guard: 'Guard',
  alerts: 'Alerts',
  jobs: 'Jobs',
  access: 'Access',
};

/** The groups in the order of the page. */
export const GROUPS = Object.keys(GROUP_WORDS) as EventGroup[];

/** Jobs come and go all the time and would hide everything else: they are shown on demand. */
export const USUAL_GROUPS: readonly EventGroup[] = GROUPS.filter((group) => group !== 'jobs');
