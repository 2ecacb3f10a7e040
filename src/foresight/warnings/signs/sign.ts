import type { WarningFigureDto } from '../dto/warnings.dto.js';
import { NO_FIGURE, RESTARTED } from '../trend-scales.js';
import type { WarningKind } from '../../../platform/config/warning-settings.js';
import type { Point } from './theil-sen.js';

/** The bytes of the figures of one worker: trend-scales.ts. The last is the latest. */
export interface Trend {
  readonly memory: Uint8Array;
  readonly lag: Uint8Array;
  readonly errors: Uint8Array;
  readonly lateness: Uint8Array;
}

/** A sign that a worker, or a pool, may break. */
export interface Sign {
  readonly kind: WarningKind;
  readonly sentence: string;
  readonly figures: readonly WarningFigureDto[];
  /** Minutes until it is expected; null if the method does not say. */
  readonly expectedIn: number | null;
  /** Minutes in which it must happen for the warning to be right. */
  readonly judgedIn: number;
}

/** Minutes that a process has run, as far as they are known. */
export const sinceRestart = ({ memory }: Trend): number => memory.length - 1 - memory.lastIndexOf(RESTARTED);

/** Returns the points among the last bytes that have a figure; the last byte is minute 0, those before are negative. */
export function pointsOf(
  bytes: Uint8Array,
  minutes: number,
  decode: (byte: number) => number | null,
): Point[] {
  const points: Point[] = [];
  for (let at = Math.max(0, bytes.length - minutes); at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === NO_FIGURE || byte === RESTARTED) continue;
    const value = decode(byte);
    if (value !== null) points.push({ minute: at - bytes.length + 1, value });
  }
  return points;
}

/** Returns a figure for people. */
export const figure = (name: string, value: number, unit: string): WarningFigureDto => ({
  name,
  value: rounded(value),
  unit,
});

/** One digit after the point, two for small values. */
export const rounded = (value: number): number =>
  Math.abs(value) < 1 ? Math.round(value * 100) / 100 : Math.round(value * 10) / 10;
