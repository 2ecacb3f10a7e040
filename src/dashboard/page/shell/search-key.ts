import { useEffect } from 'preact/hooks';
import { go, workersHref } from '../route/route.js';

/** The id of the search input of a view. */
export const SEARCH_ID = 'search';

/** `/` moves to the search of the view, or of the list of workers, except while typing. */
export function useSearchKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null) return;
      event.preventDefault();
      if (document.getElementById(SEARCH_ID) === null) go(workersHref());
      // The list may have to be rendered first.
      requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(SEARCH_ID)?.focus()));
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
