import { FrameDialog } from './frame-dialog.js';
import { opened } from './keys.js';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['/', 'Search the view, or the workers'],
  ['Ctrl K', 'Find a worker, a view or a command'],
  [
    'g, then o w m z v h c p e r',
    'Go to overview, workers, map, zones, versions, hosts, capacity, operations, events, reports',
  ],
  ['↑ ↓, j k', 'Move from row to row in the list'],
  ['Page Up, Page Down, Home, End', 'Move further'],
  ['Space', 'Select the row'],
  ['Shift ↑, Shift ↓, Shift Space', 'Select a range'],
  ['Enter', 'Open the worker'],
  ['Esc', 'Close a dialog'],
  ['?', 'This help'],
];

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  [
    'Held',
    'Protected by the guard of a zone whose workers fell silent together; it does not fail meanwhile.',
  ],
  ['Suspect', 'Later than usual, or out of reach of schedulers: gets jobs last.'],
  ['Lost', 'Failed for too long, and cleaned up. Needs attention until it is acknowledged.'],
  ['Left', 'Deregistered.'],
  ['Expected', 'Registered, and not seen yet.'],
  ['Sweep', 'The periodic pass that checks every worker.'],
  [
    'System health',
    'Present workers that do not report or have status ERROR, in percent of all present ones.',
  ],
];

/** The keys of the page, and what its words mean. */
export function Help() {
  if (opened.value !== 'help') return null;
  return (
    <FrameDialog name="help" title="Help">
      <div class="help">
        <h2>Keys</h2>
        <List entries={KEYS} isKeys />
        <h2>Words</h2>
        <List entries={WORDS} />
        <form method="dialog" class="dialog-end">
          <button type="submit" class="primary">
            Close
          </button>
        </form>
      </div>
    </FrameDialog>
  );
}

const List = ({
  entries,
  isKeys = false,
}: {
  entries: readonly (readonly [string, string])[];
  isKeys?: boolean;
}) => (
  <dl class="help-list">
    {entries.map(([name, meaning]) => (
      <div key={name}>
        <dt>{isKeys ? <kbd>{name}</kbd> : name}</dt>
        <dd>{meaning}</dd>
      </div>
    ))}
  </dl>
);
