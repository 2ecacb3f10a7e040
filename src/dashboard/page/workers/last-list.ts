import { signal } from '@preact/signals';
import { workersHref } from '../route/route.js';

/** The address of the list as it was left, with its filters and its order. */
export const lastList = signal(workersHref());
