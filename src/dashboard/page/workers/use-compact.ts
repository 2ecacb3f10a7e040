import { useEffect, useState } from 'preact/hooks';

/** As narrow as a phone. */
const NARROW = '(max-width: 720px)';

/** Whether there is room for a row of columns. */
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
