import { useEffect, useState } from 'preact/hooks';

/** Phone width. */
const NARROW = '(max-width: 720px)';

/** Whether the page is too narrow for a row of columns. */
export function useCompact(): boolean {
  const [isCompact, setCompact] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const change = (): void => setCompact(media.matches);
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, []);
  return isCompact;
}
