import type { WorkerTrendDto } from './dto/warnings.dto.js';
import type { TrendRow } from './store/trend.store.js';
import { figureOf, memoryOf, RESTARTED } from './trend-scales.js';

const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10) / 10;

/** Returns the figures of a worker's last hour as people read them. */
export function trendDto({ at, memory, lag, errors, lateness }: TrendRow): WorkerTrendDto {
  return {
    until: at.toISOString(),
    memoryUsage: [...memory].map(memoryOf),
    eventLoopLagMs: [...lag].map((byte) => rounded(figureOf('lag', byte))),
    errors: [...errors].map((byte) => rounded(figureOf('errors', byte))),
    latenessSeconds: [...lateness].map((byte) => rounded(figureOf('lateness', byte))),
    restarts: [...memory].flatMap((byte, place) => (byte === RESTARTED ? [place] : [])),
  };
}
