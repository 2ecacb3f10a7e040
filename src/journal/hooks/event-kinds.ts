import { closest } from '../../platform/config/closest.js';
import { shown } from '../../platform/config/require-options.js';
import { EVENT_GROUPS, type EventGroup, type EventType } from '../event-groups.js';
import { EVENT_TYPES } from '../event-types.js';

/** A type of event, or a group of types. */
export type EventKind = EventType | EventGroup;

const KINDS: readonly string[] = [...Object.keys(EVENT_TYPES), ...EVENT_GROUPS];

/** @throws TypeError for a kind that does not exist, and for none: no event would ever come */
export function kindsOf(kinds: EventKind | readonly EventKind[]): ReadonlySet<string> {
  const wanted = new Set<string>([kinds].flat());
  if (wanted.size === 0) throw new TypeError('Name at least one type or group of events; got none');
  for (const kind of wanted) {
    if (KINDS.includes(kind)) continue;
    const meant = typeof kind === 'string' ? closest(kind, KINDS) : '';
    throw new TypeError(
      `${shown(kind)} is neither a type nor a group of events${meant || '; docs/events.md lists them'}`,
    );
  }
  return wanted;
}

/** @throws TypeError for what cannot be called */
export function requireHandler(handler: unknown): void {
  if (typeof handler !== 'function')
    throw new TypeError(`The handler of events must be a function; got ${shown(handler)}`);
}

/** The names of the cursors that this process consumes. */
export class CursorNames {
  private readonly taken = new Set<string>();

  /** @throws TypeError for a name that is invalid or in use: its consumers would share the events */
  reserveName(name: string): void {
    if (typeof name !== 'string' || !/^[a-z0-9][\w.:-]{0,99}$/i.test(name))
      throw new TypeError(
        `The name of a cursor has up to 100 letters, digits, ".", "_", ":" and "-", for example billing; got ${shown(name)}`,
      );
    if (this.taken.has(name))
      throw new TypeError(
        `The cursor ${name} is consumed already; give each consumer of this process its own name`,
      );
    this.taken.add(name);
  }

  releaseName(name: string): void {
    this.taken.delete(name);
  }
}
