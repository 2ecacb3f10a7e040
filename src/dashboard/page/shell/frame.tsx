import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Link } from '../route/link.js';
import { eventsHref, hrefOf, overviewHref, view, workersHref, type View } from '../route/route.js';
import { outage } from '../live/connection.js';
import { Announcer } from './announcer.js';
import { ConnectionBar } from './connection-bar.js';
import { Help } from './help.js';
import { Palette } from './palette.js';
import { opened, useKeys } from './keys.js';
import { LiveMark } from './live-mark.js';
import { Reader } from './reader.js';
import { ThemeSwitch } from './theme-switch.js';
import { ZoneSwitch } from './zone-switch.js';
import { useFleetState } from './fleet-state.js';
import { useTitle } from './title.js';
import { useSearchKey } from './search-key.js';

const PLACES: readonly { href: string; word: string; views: readonly View['name'][] }[] = [
  { href: overviewHref, word: 'Overview', views: ['overview'] },
  { href: workersHref(), word: 'Workers', views: ['workers', 'worker'] },
  { href: hrefOf('map'), word: 'Map', views: ['map'] },
  { href: hrefOf('zones'), word: 'Zones', views: ['zones'] },
  { href: hrefOf('versions'), word: 'Versions', views: ['versions'] },
  { href: hrefOf('hosts'), word: 'Hosts', views: ['hosts'] },
  { href: hrefOf('capacity'), word: 'Capacity', views: ['capacity'] },
  { href: hrefOf('operations'), word: 'Operations', views: ['operations'] },
  { href: eventsHref, word: 'Events', views: ['events'] },
  { href: hrefOf('reports'), word: 'Reports', views: ['reports'] },
];

/** The frame around each view: navigation, session, and whether the page is live. */
export function Frame({ children }: { children: ComponentChildren }) {
  const { name } = view.value;
  useSearchKey();
  useKeys();
  useFleetState();
  useTitle();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone not all views fit.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [name]);
  const isFirst = useRef(true);
  useEffect(() => {
    // After a link is followed by keyboard, focus moves to the content; it stays after loading the page and while
    // searching.
    if (!isFirst.current && !(document.activeElement instanceof HTMLInputElement))
      document.getElementById('main')?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [name]);
  // A wall has no keyboard and no pointer: the state is all that it shows.
  if (name === 'wall') return <main id="main">{children}</main>;
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <Link class="brand" href={overviewHref}>
          <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" />
            <path d="M5 17h5l3-8 5 14 3.5-9 1.5 3H27" />
          </svg>
          <span>Worker registration</span>
        </Link>
        <nav ref={nav} class="places" aria-label="Views">
          {PLACES.map(({ href, word, views }) => (
            <Link key={href} href={href} {...(views.includes(name) && { 'aria-current': 'page' as const })}>
              {word}
            </Link>
          ))}
        </nav>
        <div class="top-end">
          <LiveMark />
          <button
            type="button"
            class="zone-switch"
            title="Find a worker, a view or a command (Ctrl K)"
            onClick={() => (opened.value = 'palette')}
          >
            Find
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label="Help"
            title="Help ( ? )"
            onClick={() => (opened.value = 'help')}
          >
            ?
          </button>
          <ZoneSwitch />
          <ThemeSwitch />
          <Reader />
        </div>
      </header>
      <ConnectionBar />
      <main id="main" tabIndex={-1} class={outage.value === undefined ? '' : 'as-of'}>
        {children}
      </main>
      <Help />
      <Palette />
      <Announcer />
    </>
  );
}
