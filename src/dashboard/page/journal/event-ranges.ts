const HOUR_MS = 3_600_000;

/** The ranges of time that end now. */
export const EVENT_RANGES: Readonly<Record<string, { readonly word: string; readonly ms: number }>> = {
  '1h': { word: 'Last hour', ms: HOUR_MS },
  '6h': { word: 'Last 6 hours', ms: 6 * HOUR_MS },
  '24h': { word: 'Last 24 hours', ms: 24 * HOUR_MS },
  '7d': { word: 'Last 7 days', ms: 168 * HOUR_MS },
  '30d': { word: 'Last 30 days', ms: 720 * HOUR_MS },
};
