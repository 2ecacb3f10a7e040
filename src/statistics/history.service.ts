import { Injectable } from '@nestjs/common';
import { validationFailed } from '../platform/errors/domain-error.js';
import { readQuery } from '../platform/validation/read-query.js';
import type { HistoryDto } from './history.dto.js';
import { ListHistoryQuery } from './list-history.query.js';
import { secondsOf, shortestStep, stepsWithin, writtenStep } from './steps.js';
import { HistoryStore } from './store/history.store.js';

const DAY_MS = 86_400_000;
const MAX_POINTS = 2000;
const DEFAULT_POINTS = 500;

/** Reads the history of the fleet's figures: each sweep saves a snapshot. */
@Injectable()
export class HistoryService {
  constructor(private readonly store: HistoryStore) {}

  /** @throws DomainError `validation_failed` */
  async readHistory(query: unknown): Promise<HistoryDto> {
    const asked = readQuery(ListHistoryQuery, query);
    const to = asked.to === undefined ? await this.store.readClock() : new Date(asked.to);
    const from = asked.from === undefined ? new Date(to.getTime() - DAY_MS) : new Date(asked.from);
    if (from >= to) throw validationFailed([{ field: 'from', message: 'from must be before to' }]);
    const stepSeconds = secondsOf(asked.step) ?? shortestStep(from, to, DEFAULT_POINTS);
    requireFewSteps(from, to, stepSeconds);
    const rows = await this.store.readHistory(from, to, stepSeconds);
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      stepSeconds,
      points: rows.map(({ at, statistics }) => ({ at: at.toISOString(), ...statistics })),
    };
  }
}

function requireFewSteps(from: Date, to: Date, stepSeconds: number): void {
  const steps = stepsWithin(from, to, stepSeconds);
  if (steps <= MAX_POINTS) return;
  const works = writtenStep(shortestStep(from, to, MAX_POINTS));
  const message = `step must be longer: ${writtenStep(stepSeconds)} gives ${steps} points, but at most ${MAX_POINTS} are allowed; use ${works} or longer`;
  throw validationFailed([{ field: 'step', message }]);
}
