import { useEffect, useState } from 'preact/hooks';
import { read } from '../api/client.js';
import type { WorkerPage } from '../api/types.js';
import { go, hrefOf, workerHref, workersHref } from '../route/route.js';
import { chooseZone, timeZone } from '../words/moments.js';
import { FrameDialog } from './frame-dialog.js';
import { opened } from './keys.js';
import { choose, THEMES } from './theme.js';

interface Command {
  readonly words: string;
  readonly hint: string;
  readonly run: () => void;
}

/** Longer than the time between two keystrokes. */
const TYPING_MS = 200;
const MOST_WORKERS = 8;

const to = (words: string, href: string, hint = 'View'): Command => ({ words, hint, run: () => go(href) });

const COMMANDS: readonly Command[] = [
  to('Overview', hrefOf('overview')),
  to('Workers', hrefOf('workers')),
  to('Fleet map', hrefOf('map')),
  to('Zones', hrefOf('zones')),
  to('Versions', hrefOf('versions')),
  to('Hosts', hrefOf('hosts')),
  to('Capacity', hrefOf('capacity')),
  to('Operations', hrefOf('operations')),
  to('Events', hrefOf('events')),
  to('Reports', hrefOf('reports')),
  to('Wall', hrefOf('wall')),
  to('Workers that are not healthy', workersHref({ health: 'UNHEALTHY,FAILED', sort: 'health' }), 'List'),
  to('Workers that are lost', workersHref({ presence: 'LOST' }), 'List'),
  to('Workers under an order', workersHref({ order: 'DRAINING,MAINTENANCE' }), 'List'),
  to('Busiest workers', workersHref({ presence: 'PRESENT', sort: '-load' }), 'List'),
  {
    words: 'Change between local time and UTC',
    hint: 'Command',
    run: () => chooseZone(timeZone.value === 'utc' ? 'local' : 'utc'),
  },
  ...THEMES.map((theme) => ({ words: `Theme: ${theme}`, hint: 'Command', run: () => choose(theme) })),
  {
    words: 'Help',
    hint: 'Command',
    // After the palette has closed.
    run: () => void setTimeout(() => (opened.value = 'help')),
  },
];

/** Finds workers, views and commands by a few letters. */
export function Palette() {
  if (opened.value !== 'palette') return null;
  return (
    <FrameDialog name="palette" title="Find a worker, a view or a command">
      <Finder />
    </FrameDialog>
  );
}

function Finder() {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const workers = useFound(text);
  const wanted = text.trim().toLowerCase();
  const found = [...COMMANDS.filter(({ words }) => words.toLowerCase().includes(wanted)), ...workers];
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    opened.value = undefined;
    command.run();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setActive(Math.min(found.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else if (event.key === 'Enter') run(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        class="palette-input"
        role="combobox"
        aria-label="Find a worker, a view or a command"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={found[active] && `palette-${active}`}
        autoComplete="off"
        spellcheck={false}
        placeholder="Worker, view or command"
        autoFocus
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKey}
      />
      <div id="palette-list" class="palette-list" role="listbox" aria-label="Found">
        {found.map((command, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- The input has the focus and the keys.
          <div
            key={command.hint + command.words}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            ref={(element) => void (index === active && element?.scrollIntoView({ block: 'nearest' }))}
            onClick={() => run(command)}
          >
            <bdi>{command.words}</bdi> <span class="muted">{command.hint}</span>
          </div>
        ))}
        {found.length === 0 && (
          <div role="option" aria-selected={false} aria-disabled tabIndex={-1}>
            Nothing found
          </div>
        )}
      </div>
    </>
  );
}

function useFound(text: string): readonly Command[] {
  const [found, setFound] = useState<readonly Command[]>([]);
  useEffect(() => {
    setFound([]);
    if (text.trim() === '') return undefined;
    const end = new AbortController();
    const timer = setTimeout(() => {
      const query = new URLSearchParams({
        text: text.trim(),
        limit: String(MOST_WORKERS),
        fields: 'id,workerId,zone',
      });
      read<WorkerPage>(`/?${query.toString()}`, end.signal).then(
        ({ workers }) =>
          setFound(
            workers.map(({ workerId, zone }) => to(workerId, workerHref(workerId), `Worker ${zone ?? ''}`)),
          ),
        () => undefined,
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [text]);
  return found;
}
