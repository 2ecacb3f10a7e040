import { read } from '../api/client.js';
import { API } from '../api/paths.js';
import type { AccessReport, AvailabilityReport, ChangesReport, RegistrationsReport } from '../api/types.js';
import { useReading, type Reading } from '../live/use-reading.js';
import { chosenOf, OneOf } from '../parts/one-of.js';
import { At } from '../parts/time.js';
import { ask, query } from '../route/route.js';
import { AvailabilityCard } from './availability-card.js';
import { AccessCard, ChangesCard, RegistrationsCard } from './report-cards.js';

/** A report is the same for a while. */
const POLL_MS = 300_000;
const DAY_MS = 86_400_000;

const PERIODS = { day: '24 hours', week: '7 days', month: '31 days' } as const;
const DAYS: Readonly<Record<keyof typeof PERIODS, number>> = { day: 1, week: 7, month: 31 };

/** Reports about a period, as they are printed. */
export function ReportsView() {
  const period = chosenOf(PERIODS, query.value.get('period'), 'week');
  const zone = query.value.get('zone') ?? '';
  const availability = useReport<AvailabilityReport>('availability', period, zone);
  const changes = useReport<ChangesReport>('changes', period, zone);
  const registrations = useReport<RegistrationsReport>('registrations', period, zone);
  const access = useReport<AccessReport>('access', period, '');
  return (
    <div class="wide">
      <h1>Reports</h1>
      <p>
        {availability.data && (
          <>
            From <At at={availability.data.from} /> until <At at={availability.data.until} />
            {zone !== '' && <>, zone {zone}</>}.
          </>
        )}
      </p>
      <div class="report-bar">
        <OneOf name="period" texts={PERIODS} chosen={period} usual="week" label="Period" />
        {zone !== '' && (
          <button type="button" class="quiet small" onClick={() => ask({ zone: '' })}>
            All zones
          </button>
        )}
        <button type="button" class="quiet small" onClick={() => print()}>
          Print
        </button>
      </div>
      <AvailabilityCard reading={availability} files={filesOf('availability', period, zone)} />
      <ChangesCard reading={changes} files={filesOf('changes', period, zone)} />
      <RegistrationsCard reading={registrations} files={filesOf('registrations', period, zone)} />
      <AccessCard reading={access} files={filesOf('access', period, '')} />
    </div>
  );
}

const pathOf = (about: string, period: keyof typeof PERIODS, zone: string): string => {
  const from = new Date(Date.now() - DAYS[period] * DAY_MS).toISOString();
  return `/reports/${about}?${new URLSearchParams({ from, ...(zone !== '' && { zone }) }).toString()}`;
};

const useReport = <T,>(about: string, period: keyof typeof PERIODS, zone: string): Reading<T> =>
  useReading<T>(`report ${about} ${period} ${zone}`, (signal) => read(pathOf(about, period, zone), signal), {
    concerns: () => false,
    pollMs: POLL_MS,
  });

/** Addresses of the report as a file, by its form. */
const filesOf = (about: string, period: keyof typeof PERIODS, zone: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ CSV: 'csv', Markdown: 'md', JSON: 'json' }).map(([word, format]) => [
      word,
      `${API}${pathOf(about, period, zone)}&format=${format}`,
    ]),
  );
