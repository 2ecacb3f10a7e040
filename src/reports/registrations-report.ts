import type { FrequentWorkerDto, RegistrationsReportDto } from './dto/registrations.dto.js';
import { daysOf, periodFields, type Period } from './period.js';
import type { RegistrationRow } from './store/report.store.js';

export function registrationsReport(
  period: Period,
  zone: string | null,
  stepSeconds: number,
  rows: readonly RegistrationRow[],
): RegistrationsReportDto {
  const of = (kind: RegistrationRow['kind']): RegistrationRow[] => rows.filter((row) => row.kind === kind);
  const days = daysOf(period);
  const perDay = (times: number): number => Math.round((times / days) * 100) / 100;
  const causes = of('cause').sort((a, b) => b.times - a.times);
  return {
    ...periodFields(period),
    zone,
    total: causes.reduce((sum, { times }) => sum + times, 0),
    causes: causes.map(({ cause, times, workers }) => ({
      cause: cause!,
      times,
      workers,
      perDay: perDay(times),
    })),
    stepSeconds,
    steps: of('step')
      .sort((a, b) => a.at!.getTime() - b.at!.getTime() || (a.cause! < b.cause! ? -1 : 1))
      .map(({ at, cause, times }) => ({ at: at!.toISOString(), cause: cause!, times })),
    frequent: of('worker')
      .sort((a, b) => b.times - a.times)
      .map(
        ({ workerId, zone: workerZone, times, restarts, at }): FrequentWorkerDto => ({
          workerId,
          zone: workerZone,
          times,
          restarts,
          perDay: perDay(times),
          lastAt: at!.toISOString(),
        }),
      ),
  };
}
